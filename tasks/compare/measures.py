"""What a number of people measures: whom it counts and what happened to them, however the sentence is built.

"killing at least 41 people", "more than 40 people are dead" and "the toll rose to 41" are one measure.
The forms lie in number_words.toml, by language.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tasks.claims.numberwords import number_words
from tasks.claims.records import NumberUse, Span
from tasks.claims.referents import lemma

_REACH = 70  # characters on each side in which the state is looked for
_WORD = re.compile(r"[^\W\d_]+")
_OF_THOSE = re.compile(r"\s+(?:of|von) (?:the|those|these|den)\s+(?:who (?:were|had been|have been) )?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Measure:
    """Whom a number counts (`noun`, a lemma) in which `state`; `name` is how this text puts both.

    `put` says that the sentence gives the figure as somebody's estimate without words of speech.
    """

    noun: str
    state: str
    name: str
    put: bool


@dataclass(frozen=True, slots=True)
class _State:
    state: str
    words: re.Pattern[str]
    names: dict[str, str]
    other_name: str


@dataclass(frozen=True, slots=True)
class _Forms:
    people: frozenset[str]
    people_name: str
    kinds: frozenset[str]
    added: re.Pattern[str]
    part: re.Pattern[str]
    age: re.Pattern[str]
    stop: re.Pattern[str]
    earlier: re.Pattern[str]
    put: re.Pattern[str]
    states: tuple[_State, ...]


@cache
def _forms(language: str) -> _Forms | None:
    data = tomllib.loads(files("tasks.compare").joinpath("number_words.toml").read_text("utf-8"))
    lists: dict[str, Any] | None = data.get(language)
    if lists is None:
        return None

    def pattern(source: str) -> re.Pattern[str]:
        return re.compile(source, re.IGNORECASE)

    return _Forms(
        people=frozenset(lists["people"]),
        people_name=lists["people_name"],
        kinds=frozenset(lists["kinds"]),
        added=pattern(rf"\b(?:{lists['added']})\b"),
        part=pattern(lists["part"]),
        age=pattern(lists["age"]),
        stop=pattern(lists["stop"]),
        earlier=pattern(lists["earlier"]),
        put=pattern(lists["put"]),
        states=tuple(
            _State(
                name,
                pattern(rf"\b(?:{entry['words']})\b"),
                entry["names"],
                entry.get("other_name") or next(iter(entry["names"].values())),
            )
            for name, entry in lists["states"].items()
        ),
    )


def measure_of(text: str, use: NumberUse, sentence: Span, language: str) -> Measure | None:
    """The measure of a number that counts people or homes in a state; None when it counts anything else.

    One beside another (`is_beside`) has none either; who asks knows that it is not.
    """
    forms = _forms(language)
    if forms is None or use.unit not in (None, "people"):
        return None
    if use.referent is not None and use.referent not in forms.people and use.referent not in forms.kinds:
        return None
    if forms.earlier.search(text, *sentence):
        return None
    found = _state_of(text, use, sentence, forms)
    if found is None:
        return None
    state, form = found
    general = use.referent is None or use.referent in forms.people
    noun = forms.people_name if general else _noun_form(text, use, sentence, language)
    name = f"{noun} {state.names.get(form, state.other_name)}"
    put = bool(forms.put.search(text, max(sentence[0], use.span[0] - _REACH), use.span[1]))
    return Measure("" if general else str(use.referent), state.state, name, put)


def is_beside(text: str, use: NumberUse, sentence: Span, language: str) -> bool:
    """Whether the number adds to another one, is the whole beside its part, or is somebody's age."""
    forms = _forms(language)
    if forms is None:
        return False
    start, end = use.span
    before = text[max(sentence[0], start - 20) : start]
    if forms.part.search(before) or forms.age.search(before):
        return True
    around = before.rsplit(None, 1)[-1:] + text[end : end + 14].split()[:1]
    return any([forms.added.fullmatch(word.strip(',.“”"')) is not None for word in around])


def years_of(text: str, sentence: Span) -> frozenset[str]:
    """Years written in the sentence."""
    return frozenset(_YEAR.findall(text, *sentence))


def _state_of(text: str, use: NumberUse, sentence: Span, forms: _Forms) -> tuple[_State, str] | None:
    """The state said of the number in its clause: behind it first, then in front of it."""
    start, end = use.span
    stop = min(sentence[1], end + _REACH)
    first = 1 if text[end : end + 1] in '”"' else 0
    border = forms.stop.search(text, end + first, stop)
    found = _nearest(text, end, border.start() if border else stop, forms, last=False)
    if found is not None:
        at, state, form = found
        return None if _OF_THOSE.fullmatch(text, end, at) else (state, form)  # "two of the dead"
    begin = max(sentence[0], start - _REACH)
    if text[start - 1 : start] in ("“", '"'):
        start -= 1
    for border in forms.stop.finditer(text, begin, start):
        begin = border.end()
    found = _nearest(text, begin, start, forms, last=True)
    return found and found[1:]


def _nearest(text: str, begin: int, end: int, forms: _Forms, last: bool) -> tuple[int, _State, str] | None:
    found = [
        (match.start(), state, match.group().lower())
        for state in forms.states
        for match in state.words.finditer(text, begin, end)
    ]
    if not found:
        return None
    return max(found, key=lambda hit: hit[0]) if last else min(found, key=lambda hit: hit[0])


def _noun_form(text: str, use: NumberUse, sentence: Span, language: str) -> str:
    """The counted noun as it stands behind the number, else its lemma."""
    words = number_words(language)
    for word in _WORD.findall(text, use.span[1], min(sentence[1], use.span[1] + 40)):
        if lemma(word.lower(), words) == use.referent:
            return str(word.lower())
    return str(use.referent)
