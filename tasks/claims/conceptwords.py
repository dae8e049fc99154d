"""The variants of named concepts and the rules that tell them apart, read from `lexicons/concepts_<language>.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

from tasks.claims.lexicon import FOLDER
from tasks.claims.records import NameGroup

_FIRST: Final = re.compile(r"[^\W_]+")
# Too frequent to look a variant up by.
_LIGHT: Final = frozenset(
    ("the", "a", "an", "in", "of", "to", "took", "taken", "people", "use", "no", "law", "act")
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a form counts as its variant; an empty set asks nothing."""

    prev: frozenset[str] = frozenset()
    next: frozenset[str] = frozenset()
    not_prev: frozenset[str] = frozenset()
    not_next: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    not_near: frozenset[str] = frozenset()
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a variant; `exact` forms are matched with their capitals."""

    written: str
    low: str
    lead: int
    exact: bool
    concept: str
    variant: str
    group: NameGroup
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Concepts:
    """All forms by their key word (the first that is not "the" or the like), longest first."""

    forms: dict[str, tuple[Form, ...]]


def _classes(language: str) -> dict[str, frozenset[str]]:
    """What "@nation" and "@state" stand for, so that a rule cannot favour one country."""
    path = FOLDER / f"names_{language}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    states = frozenset(data.get("countries", ()))
    return {
        "@nation": frozenset(data.get("nationalities", ())),
        "@state": states | {state + "'s" for state in states},
    }


def _rule(table: dict[str, Any], classes: dict[str, frozenset[str]]) -> Rule:
    known = {}
    for key, words in table.items():
        if key != "text":
            known[key] = frozenset().union(*(classes.get(word, frozenset((word,))) for word in words))
    return Rule(**known, text=tuple(table.get("text", ())))


def _forms(key: str, table: dict[str, Any], classes: dict[str, frozenset[str]]) -> list[Form]:
    rules = table.get("rules", {})
    out = []
    for variant, written in table["variants"].items():
        own = tuple(_rule(rules[name], classes) for name in ("all", variant) if name in rules)
        for form in written:
            out.append(
                Form(
                    form,
                    form.lower(),
                    _lead(form),
                    bool(table.get("capital")),
                    key,
                    variant,
                    cast(NameGroup, table["group"]),
                    own,
                )
            )
    return out


def _lead(form: str) -> int:
    """Where in a form its key word begins."""
    for found in _FIRST.finditer(form):
        if found.group().lower() not in _LIGHT:
            return found.start()
    return 0


@lru_cache(maxsize=8)
def load_concepts(language: str = "en") -> Concepts:
    """The concepts of `language`; none if it has no file."""
    path = FOLDER / f"concepts_{language}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    classes = _classes(language)
    by_first: dict[str, list[Form]] = {}
    for key, table in tables.items():
        for form in _forms(key, table, classes):
            found = _FIRST.match(form.written, form.lead)
            if found is None:
                raise ValueError(f"concept {key!r}: form {form.written!r} does not begin with a word")
            by_first.setdefault(found.group().lower(), []).append(form)
    ordered = {
        first: tuple(sorted(forms, key=lambda form: -len(form.written))) for first, forms in by_first.items()
    }
    return Concepts(ordered)
