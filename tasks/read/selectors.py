"""trafilatura's expressions for elements by their names, answered from memory: the same elements, five times as fast.

An expression such as `.//*[self::div or self::p][re:test(@id, 'nav|menu') or re:test(@class, 'widget')]` asks
Python's patterns anew for every element of every page, and pages have the same classes again and again. Here each
value of an attribute is looked at once: elements none of whose attributes can fit are passed over, and those that may
are put to the very expression, one by one. What an expression says is read from itself, so a newer release may change
them; one that is written in another way is used as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml.etree import XPath, _Element

#: What trafilatura calls with a tree to get elements below it, in document order.
Selector = Callable[[_Element], list[_Element]]

_REGEXP = {"re": "http://exslt.org/regular-expressions"}
_TAGS = r"self::[a-z1-6]+(?:\s+or\s+self::[a-z1-6]+)*"
_INSIDE = r"(?:[^\[\]']|'[^']*')*"
_WHOLE = re.compile(rf"\.//\*(?:\[({_TAGS})\])?\[({_INSIDE})\]((?:\[{_INSIDE}\])*)")
_NAMES = r"@[a-z-]+(?:\|@[a-z-]+)*"
# What may stand between the "or"s: a test by pattern, by a part or the beginning of the value, or of the value itself.
_TEST = re.compile(
    rf"re:test\(\s*(?P<tested>{_NAMES})\s*,\s*'(?P<pattern>[^']*)'\s*(?:,\s*'(?P<flags>i)'\s*)?\)"
    rf"|(?:contains|starts-with)\(\s*(?:translate\(\s*(?P<folded>@[a-z-]+)\s*,\s*'[^']*'\s*,\s*'[^']*'\s*\)"
    rf"|(?P<held>{_NAMES}))\s*,\s*'(?P<part>[^']*)'\s*\)"
    rf"|(?P<named>@[a-z-]+)(?:\s*=\s*'(?P<value>[^']*)')?"
)
# A memory with more values is begun anew.
_MOST = 20_000


def quick_selector(expression: XPath) -> Selector:
    """The expression's elements, found faster where it is of a kind known here."""
    path = str(expression.path).strip()
    only_first = path.startswith("(") and path.endswith(")[1]")
    if only_first:
        path = path[1:-4].strip()
    elif path.endswith("[1]"):
        # each parent's first one: all callers take the first of all, which is one of them
        path, only_first = path[:-3].strip(), True
    whole = _WHOLE.fullmatch(path)
    if whole is None:
        return expression
    stated, condition, more = whole.groups()
    patterns = _patterns(condition)
    if patterns is None:
        return expression
    tags = re.findall(r"self::([a-z1-6]+)", stated) if stated else ["*"]
    exact = XPath(f"boolean(self::*[{condition}]{more})", namespaces=_REGEXP)
    judges = [(name, _Judge(pattern)) for name, pattern in patterns.items()]
    return _Quick(tags, judges, exact, only_first)


class _Judge(dict[str, bool]):
    """Value of an attribute -> whether the pattern is found in it."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.search = re.compile(pattern).search

    def __missing__(self, value: str) -> bool:
        if len(self) >= _MOST:
            self.clear()
        found = self[value] = self.search(value) is not None
        return found


class Look:
    """A look at each element of a page that tells whether any of some selectors may find something there."""

    def __init__(self, selectors: list[Selector]) -> None:
        patterns: dict[str, list[str]] = {}
        tags: set[str] = set()
        self._tells = True
        for selector in selectors:
            if not isinstance(selector, _Quick):
                self._tells = False
                continue
            tags.update(selector.tags)
            for name, judge in selector.judges:
                patterns.setdefault(name, []).append(f"(?:{judge.pattern})")
        self._tags = sorted(tags)
        self._judges = [(name, _Judge("|".join(each))) for name, each in patterns.items()]

    def may_find(self, tree: _Element) -> bool:
        """False when none of the selectors finds anything below an element."""
        if not self._tells:
            return True
        judges = self._judges
        for element in tree.iterdescendants(*self._tags):
            for name, judge in judges:
                value = element.get(name)
                if value is not None and judge[value]:
                    return True
        return False


class _Quick:
    """A selector of elements of some tags with at least one attribute of which its judge says yes."""

    def __init__(
        self, tags: list[str], judges: list[tuple[str, _Judge]], exact: XPath, only_first: bool
    ) -> None:
        self.tags, self.judges, self._exact, self._only_first = tags, judges, exact, only_first

    def __call__(self, tree: _Element) -> list[Any]:
        found: list[Any] = []
        judges, exact = self.judges, self._exact
        for element in tree.iterdescendants(*self.tags):
            for name, judge in judges:
                value = element.get(name)
                if value is not None and judge[value]:
                    if exact(element):
                        found.append(element)
                        if self._only_first:
                            return found
                    break
        return found


def _patterns(condition: str) -> dict[str, str] | None:
    """For each attribute a pattern without which no test of it holds; None for a condition of another kind."""
    found: dict[str, list[str]] = {}
    at = 0
    while True:
        at += len(condition[at:]) - len(condition[at:].lstrip())
        test = _TEST.match(condition, at)
        if test is None:
            return None
        names = test["tested"] or test["folded"] or test["held"] or test["named"]
        pattern = test["pattern"]
        if pattern is None:
            pattern = re.escape(test["part"] or test["value"] or "")
        if test["flags"] or test["folded"]:
            pattern = f"(?i:{pattern})"
        for name in names.split("|"):
            found.setdefault(name.removeprefix("@"), []).append(pattern)
        rest = condition[test.end() :].strip()
        if not rest:
            return {name: "|".join(f"(?:{pattern})" for pattern in each) for name, each in found.items()}
        if not rest.startswith("or"):
            return None
        at = condition.index("or", test.end()) + 2
