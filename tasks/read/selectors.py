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
from typing import Any, Final

from lxml.etree import XPath, _Element

#: What trafilatura calls with a tree to get elements below it, in document order.
Selector = Callable[[_Element], list[_Element]]

_REGEXP: Final = {"re": "http://exslt.org/regular-expressions"}
_TAGS: Final = r"self::[a-z1-6]+(?:\s+or\s+self::[a-z1-6]+)*"
_INSIDE: Final = r"(?:[^\[\]']|'[^']*')*"
_WHOLE: Final = re.compile(rf"\.//\*(?:\[({_TAGS})\])?\[({_INSIDE})\]((?:\[{_INSIDE}\])*)")
# One of several expressions: all elements of a name, or those of one name or any that a condition holds for.
_ONE: Final = re.compile(rf"\.//(\*|[a-z][a-z0-9]*)(?:\[({_INSIDE})\])?")
_NAMES: Final = r"@[a-z-]+(?:\|@[a-z-]+)*"
# What may stand between the "or"s: a test by pattern, by a part or the beginning of the value, or of the value itself.
_TEST: Final = re.compile(
    rf"re:test\(\s*(?P<tested>{_NAMES})\s*,\s*'(?P<pattern>[^']*)'\s*(?:,\s*'(?P<flags>i)'\s*)?\)"
    rf"|(?:contains|starts-with)\(\s*(?:translate\(\s*(?P<folded>@[a-z-]+)\s*,\s*'[^']*'\s*,\s*'[^']*'\s*\)"
    rf"|(?P<held>{_NAMES}))\s*,\s*'(?P<part>[^']*)'\s*\)"
    rf"|(?P<named>@[a-z-]+)(?:\s*=\s*'(?P<value>[^']*)')?"
)
# A memory with more values is begun anew.
_MOST: Final = 20_000


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
        return (None if only_first else _union(path)) or expression
    stated, condition, more = whole.groups()
    patterns = _patterns(condition)
    if patterns is None:
        return expression
    tags = re.findall(r"self::([a-z1-6]+)", stated) if stated else ["*"]
    exact = XPath(f"boolean(self::*[{condition}]{more})", namespaces=_REGEXP)
    judges = [(name, _Judge(pattern)) for name, pattern in patterns.items()]
    return _Quick(tags, judges, exact, only_first)


def _union(path: str) -> _Union | None:
    """What finds the elements of several expressions of simple kinds, joined by bars; None where one is of another kind."""
    parts = list(_ONE.finditer(path))
    if len(parts) < 2 or "|".join(part[0] for part in parts) != path:
        return None
    whole = {part[1] for part in parts if part[2] is None}
    tests: dict[str, list[str]] = {}
    for part in parts:
        patterns = _patterns(part[2]) if part[2] is not None else {}
        if patterns is None or (part[2] is None and part[1] == "*"):
            return None
        for name, pattern in patterns.items():
            tests.setdefault(name, []).append(pattern)
    judges = {name: _Judge("|".join(each)) for name, each in tests.items()}
    exact = " or ".join("self::" + part[0].removeprefix(".//") for part in parts)
    return _Union(frozenset(whole), judges, XPath(exact, namespaces=_REGEXP))


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
        self.tags, self.judges, self.exact, self._only_first = tags, judges, exact, only_first

    def __call__(self, tree: _Element) -> list[Any]:
        found: list[Any] = []
        judges, exact = self.judges, self.exact
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


class _Union:
    """A selector of all elements of some tags, and of others with an attribute of which its judge says yes."""

    def __init__(self, tags: frozenset[str], judges: dict[str, _Judge], exact: XPath) -> None:
        self._tags, self._judges, self._exact = tags, judges, exact

    def __call__(self, tree: _Element) -> list[Any]:
        found: list[Any] = []
        tags, judges, exact = self._tags, self._judges, self._exact
        for element in tree.iterdescendants("*"):
            if element.tag in tags:
                found.append(element)
                continue
            for name, value in element.items():
                judge = judges.get(name)
                if judge is not None and judge[value]:
                    if exact(element):
                        found.append(element)
                    break
        return found


class Sieve:
    """One pass over a tree for several selectors: of each the elements below that it may find."""

    def __init__(self, selectors: list[Selector]) -> None:
        self._quick = [each for each in selectors if isinstance(each, _Quick)]
        self._tags = sorted({tag for each in self._quick for tag in each.tags})
        patterns: dict[str, list[tuple[int, re.Pattern[str]]]] = {}
        for number, selector in enumerate(self._quick):
            for name, judge in selector.judges:
                patterns.setdefault(name, []).append((number, re.compile(judge.pattern)))
        self._fitting = {name: _Fitting(each) for name, each in patterns.items()}

    def sift(self, tree: _Element) -> dict[Selector, list[_Element]]:
        """Selector to elements, in document order; a selector of another kind has none."""
        found: list[list[_Element]] = [[] for _ in self._quick]
        fitting, quick = self._fitting, self._quick
        for element in tree.iterdescendants(*self._tags):
            for name, value in element.items():
                memory = fitting.get(name)
                if memory is None:
                    continue
                for number in memory[value]:
                    held = found[number]
                    if not (held and held[-1] is element):
                        held.append(element)
        return {
            selector: [e for e in held if "*" in selector.tags or e.tag in selector.tags]
            for selector, held in zip(quick, found, strict=True)
        }


class _Fitting(dict[str, tuple[int, ...]]):
    """Value of an attribute -> the numbers of the patterns found in it."""

    def __init__(self, patterns: list[tuple[int, re.Pattern[str]]]) -> None:
        self.patterns = patterns

    def __missing__(self, value: str) -> tuple[int, ...]:
        if len(self) >= _MOST:
            self.clear()
        found = self[value] = tuple(
            number for number, pattern in self.patterns if pattern.search(value) is not None
        )
        return found


def sifted(selector: Selector, held: list[_Element]) -> list[Any]:
    """Those of the elements that a selector of this module finds, which a Sieve held for it."""
    return [e for e in held if selector.exact(e)] if isinstance(selector, _Quick) else []


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
