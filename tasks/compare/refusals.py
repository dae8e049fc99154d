"""Refusing to do, to take or to give something is neither a claim nor a denial.

"declined to comment on the fire", "rejected the offer", "denied them a visa" tell of deeds; "rejected the
allegation" and "denied any role" deny what somebody says. The nouns that decide are data: `refusals.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tasks.claims.records import Attribution, Span
from tasks.compare.word_rules import word_rules

_REFUSAL = re.compile(r"\b(?:refus|declin|weiger)\w*", re.IGNORECASE)
_TO_DO = re.compile(r"\W*to\b", re.IGNORECASE)
_DOING = re.compile(r"\W*(?!(?:any|some|no|every)thing\b)\w{2,}ing\b", re.IGNORECASE)
_RULED_OUT = re.compile(r"\brul(?:e|es|ed|ing)\s+out\b", re.IGNORECASE)
_SAID_AS = re.compile(r"\bas\b|\bals\b", re.IGNORECASE)
_QUOTED = re.compile(r"\W*[\"“„«]")
# where the first noun phrase of the content ends
_PHRASE_END = re.compile(
    r"\s(?:of|by|from|that|which|who|whose|to|in|on|for|as|with|at|over|about|when|while|because|after|before|and|or"
    r"|but|even|than|between|against|into|von|vom|zu|zur|zum|im|am|auf|für|als|mit|über|wegen|und|oder|durch|dass)\b|[,;:.()—–\"“„]",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\W*(?:that|dass|whether|ob|he|she|they|it|i|we|er|sie|es|being|having|ever)\b", re.IGNORECASE
)
_TO_SOMEBODY = re.compile(
    r"\W*(?:(?:him|them|her|us|me|you)\s+(?!and\b)\w|(?!any\b|\w+ing\b)(?:[\w'’-]+\s+){1,4}?(?:an?|the|any|his|her|their|its)\s+\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Turning:
    """The lists of one language: verbs of turning away, nouns of saying, verbs of keeping from, what is kept from
    somebody, and word forms that make a clause."""

    away: re.Pattern[str]
    sayings: re.Pattern[str]
    keeping: re.Pattern[str]
    withheld: frozenset[str]
    predicates: frozenset[str]


def is_refusal(text: str, attribution: Attribution, language: str) -> bool:
    """Whether the source refuses to do, to take or to give what the content names, and says no more of it.

    In a language without lists (ISO 639-1; see `refusals.toml`) only "refused to", "ruled out doing" are known.
    """
    return turns_away(text, attribution, language) and not any(
        _SAID_AS.search(text, *span) for span in attribution.content[:1]
    )


def turns_away(text: str, attribution: Attribution, language: str) -> bool:
    """The same, whatever the source says of it: "dismissed the march as a stunt" denies nothing either."""
    if attribution.polarity != "denies" or not attribution.content:
        return False
    first = attribution.content[0]
    if _cued(text, attribution.cue, _REFUSAL) and _TO_DO.match(text, first[0]):
        return True
    if _cued(text, attribution.cue, _RULED_OUT):
        return _DOING.match(text, *first) is not None  # "ruled out running"; "ruled out arson" denies it
    words, content = _turnings().get(language), text[first[0] : first[1]]
    if words is None or _is_clause(content, words):
        return False
    if _cued(text, attribution.cue, words.away):
        # What is said may stand before the content: "wies den Vorwurf zurück, ..."
        begin = min([first[0], *(start for start, _ in attribution.cue)])
        return _no_saying(text[begin : first[1]], words)
    return _cued(text, attribution.cue, words.keeping) and _kept_from(content, words)


def _no_saying(content: str, words: _Turning) -> bool:
    """Does the content name a thing to be had or done ("the offer") and nothing that is said ("the report")?"""
    return words.sayings.search(_SAID_AS.split(content)[0]) is None


def _kept_from(content: str, words: _Turning) -> bool:
    """ "a candidate a place on the ballot", "services on religious grounds": somebody does not get it."""
    phrase = _phrase(content)
    last = phrase.split()[-1].casefold() if phrase.split() else ""
    return last in words.withheld or _TO_SOMEBODY.match(phrase) is not None


def _is_clause(content: str, words: _Turning) -> bool:
    """Is the content quoted, or a sentence of its own rather than a noun phrase?"""
    if _QUOTED.match(content) or _CLAUSE.match(content):
        return True
    return any(word in words.predicates for word in _phrase(content).casefold().split())


def _phrase(content: str) -> str:
    end = _PHRASE_END.search(content, 1)
    return content[: end.start()] if end else content


def _cued(text: str, cue: Iterable[Span], words: re.Pattern[str]) -> bool:
    return any(words.search(text, *span) for span in cue)


@cache
def _turnings() -> dict[str, _Turning]:
    table = tomllib.loads(files("tasks.compare").joinpath("refusals.toml").read_text("utf-8"))
    return {
        language: _Turning(
            _beginning(part["turning_away"]),
            _beginning(part["sayings"], compounds=language == "de"),
            _beginning(part["keeping_from"]),
            frozenset(part["withheld"].split()),
            rules.predicates if (rules := word_rules(language)) else frozenset(part["predicates"].split()),
        )
        for language, part in table.items()
    }


def _beginning(words: str, *, compounds: bool = False) -> re.Pattern[str]:
    """One of the words begins here; in a language of compounds it may also stand inside a longer word."""
    if not words.split():
        return re.compile(r"(?!)")
    border = "" if compounds else r"\b"
    return re.compile(border + "(?:" + "|".join(map(re.escape, words.split())) + ")", re.IGNORECASE)
