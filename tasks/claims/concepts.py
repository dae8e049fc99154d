"""Find the variants of named concepts ("Kyiv" / "Kiev", "invasion" / "special military operation").

The concepts are data (`lexicons/concepts_<language>.toml`). One pass over the words of a text looks each
up as the first word of a variant, so the cost does not grow with the number of concepts.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from tasks.claims.lexicon import FOLDER
from tasks.claims.records import NameGroup, Sentence, Span
from tasks.claims.tokens import Tokens, read_tokens

_FIRST: Final = re.compile(r"[^\W_]+")
_SENTENCE_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_EDGES: Final = "\"“”„'’‘()[],;:!?.—–…"
_REACH: Final = 26
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


class ConceptHit(NamedTuple):
    """A variant found at `span`."""

    span: Span
    concept: str
    variant: str
    group: NameGroup


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


def _keys(present: frozenset[str], concepts: Concepts) -> Set[str]:
    """The words of a text by which variants are looked up; a token may be of several words."""
    joined = " ".join(low for low in present if not low.isalnum())
    return concepts.forms.keys() & present.union(_FIRST.findall(joined))


def lower_same_length(text: str) -> str:
    """Lower case, one character for one (a few letters have longer small forms)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_concepts(
    text: str, sentences: tuple[Sentence, ...], language: str = "en", tokens: Tokens | None = None
) -> list[ConceptHit]:
    """The variants of named concepts in `text`, in order, without overlap. Linear in its length.

    `tokens` are those of `text`, if they are cut already.
    """
    concepts = load_concepts(language)
    low = lower_same_length(text)
    starts = [sentence.span[0] for sentence in sentences]
    words_of: dict[int, frozenset[str]] = {}
    present: dict[Rule, bool] = {}
    hits: list[ConceptHit] = []
    done = 0
    for key, first in _firsts(low, _keys((tokens or read_tokens(text)).present, concepts)):
        if key < done:
            continue
        for form in concepts.forms[first]:
            start = key - form.lead
            end = start + len(form.low)
            if (
                start < done
                or not low.startswith(form.low, start)
                or not _matches(text, low, start, end, form)
            ):
                continue
            at = max(0, bisect_right(starts, start) - 1)
            span = sentences[at].span if sentences else (0, len(text))
            if all(_holds(low, start, end, rule, span, at, words_of, present) for rule in form.rules):
                hits.append(ConceptHit((start, end), form.concept, form.variant, form.group))
                done = end
                break
    return hits


def _firsts(low: str, keys: Set[str]) -> list[tuple[int, str]]:
    """Where key words of variants stand, in order: which are there at all is asked only once."""
    out = []
    for first in keys:
        size = len(first)
        at = low.find(first)
        while at >= 0:
            if not (at and low[at - 1].isalnum()) and not low[at + size : at + size + 1].isalnum():
                out.append((at, first))
            at = low.find(first, at + size)
    out.sort()
    return out


def _matches(text: str, low: str, start: int, end: int, form: Form) -> bool:
    if form.exact and not text.startswith(form.written, start):
        return False
    if end < len(low) and (low[end].isalnum() or low[end] == "_"):
        return False
    if form.lead and start and low[start - 1].isalnum():
        return False
    return form.group == "place" or not start or low[start - 1] != "-"


def _holds(
    low: str,
    start: int,
    end: int,
    rule: Rule,
    span: Span,
    at: int,
    words_of: dict[int, frozenset[str]],
    present: dict[Rule, bool],
) -> bool:
    """Whether one rule lets the form at `start..end` count; what is known of a sentence or text is kept."""
    if rule.prev or rule.not_prev:
        before = _before(low, start)
        if before in rule.not_prev or (rule.prev and before not in rule.prev):
            return False
    if rule.next or rule.not_next:
        after = _after(low, end)
        if after in rule.not_next or (rule.next and after not in rule.next):
            return False
    if rule.near or rule.not_near:
        if at not in words_of:
            words_of[at] = frozenset(_SENTENCE_WORD.findall(low[span[0] : span[1]]))
        if not words_of[at].isdisjoint(rule.not_near):
            return False
        if rule.near and words_of[at].isdisjoint(rule.near):
            return False
    if rule.text:
        if rule not in present:
            present[rule] = any(part in low for part in rule.text)
        return present[rule]
    return True


def _before(low: str, start: int) -> str:
    if start and low[start - 1] == "-":
        return "-"
    words = low[max(0, start - _REACH) : start].split()
    return words[-1].strip(_EDGES) if words and words[-1][-1] not in ".!?:;," else ""


def _after(low: str, end: int) -> str:
    if low[end : end + 1] == "-":
        return "-"
    if low[end : end + 1] not in (" ", "/"):
        return ""
    words = low[end : end + _REACH].split()
    return words[0].strip(_EDGES) if words else ""
