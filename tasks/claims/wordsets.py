"""The word lists by which speech, doubt and reference are told apart, one record a question.

They are data of a language (`lexicons/devices_*.toml`, `voices*.toml`); a pack that leaves a list out asks
that question of no word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

Words = frozenset[str]
Record = TypeVar("Record", "QuoteWords", "ClauseWords", "CallingWords", "ReferenceWords")


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """What tells a scare quote from speech, names and words shown as words.

    `spoken`: only a speaker says them of himself or to somebody; `clausal` begin a part of a sentence
    somebody said; `being`: forms of "be" and "feel"; `explaining` stand behind a word they explain;
    `holding`: what contains words quotes them; `answers`: "yes"; `leading` lead back to the word that
    explains a quotation ("chants of"); `named`: "titled", "known as"; `unrecognised`: "self-styled" before
    a name doubts it; `nicknames` open one ("Ada “the Crane” Brint"); `called`: "called" after a form of
    "be" shows a word; `told`: "pleaded"; `glossing`: "Latin for".
    """

    spoken: Words = frozenset()
    clausal: Words = frozenset()
    being: Words = frozenset()
    explaining: Words = frozenset()
    holding: Words = frozenset()
    answers: Words = frozenset()
    leading: Words = frozenset()
    named: Words = frozenset()
    unrecognised: Words = frozenset()
    nicknames: Words = frozenset()
    called: Words = frozenset()
    told: Words = frozenset()
    glossing: Words = frozenset()


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """What grades a clause, or shows that a mark grades something else.

    `no`: the plain answer; `hardly` denies before one of `denied`; `modals` of possibility; `relatives`
    pronouns; `later` open a clause behind the main one; `open_questions` follow "unclear"; `conceded` before
    "if" leave nothing open; `evidence`: nouns of data that suggest rather than propose; `determiners` stand
    before an attributive adjective; `people` are endings of plural nouns of people.
    """

    no: Words = frozenset()
    hardly: Words = frozenset()
    denied: Words = frozenset()
    modals: Words = frozenset()
    relatives: Words = frozenset()
    later: Words = frozenset()
    open_questions: Words = frozenset()
    conceded: Words = frozenset()
    evidence: Words = frozenset()
    determiners: Words = frozenset()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallingWords:
    """ "what the army calls safe corridors", "what it describes as a zone": the words of such a clause."""

    what: Words = frozenset()
    calling: Words = frozenset()
    calling_as: Words = frozenset()
    links: Words = frozenset()
    owning: Words = frozenset()


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """What helps to find whom a source stands for.

    `some` count unnamed people; `reduced`: participles that hang on a noun ("a memo seen by"); `by_function`:
    roles that often bring in somebody new; `passing_on`: lemmas by which an outlet passes words on;
    `generic`: nouns for a body named before; `prepositions` end the head of a phrase; `lesser`: "vice";
    `address`: "mr"; `said_first` stand before their subject; `before_nations`: "former"; `places` stand
    before long names of places unless one of `felt` stands before them, `where` before short ones unless
    one of `not_where` does; `has`: what a body has; `parts` of a place; `seat`: "capital"; `people` are
    endings of plural nouns of people.
    """

    some: Words = frozenset()
    reduced: Words = frozenset()
    by_function: Words = frozenset()
    passing_on: Words = frozenset()
    generic: Words = frozenset()
    prepositions: Words = frozenset()
    lesser: Words = frozenset()
    address: Words = frozenset()
    said_first: Words = frozenset()
    before_nations: Words = frozenset()
    places: Words = frozenset()
    felt: Words = frozenset()
    where: Words = frozenset()
    not_where: Words = frozenset()
    has: Words = frozenset()
    parts: Words = frozenset()
    seat: Words = frozenset()
    people: tuple[str, ...] = ()


def read_words(record: type[Record], table: Mapping[str, Sequence[str]]) -> Record:
    """A record of a data file's table; a list that no field takes is an error in the file."""
    known = {field.name: field for field in fields(record)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ValueError(f"no list of words is called {unknown[0]!r}; there are {', '.join(known)}")
    lists: dict[str, Any] = {
        name: tuple(words) if isinstance(known[name].default, tuple) else frozenset(words)
        for name, words in table.items()
    }
    return record(**lists)
