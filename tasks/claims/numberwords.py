"""The words of quantity of one language, read from `lexicons/numbers_<language>.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_LEXICONS = Path(__file__).parent / "lexicons"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class NumberWords:
    """Everything `numbers.py` knows about one language; sets and maps hold lower-case words."""

    thousands: str
    decimal: str
    small: dict[str, float]
    tens: dict[str, float]
    hundred: frozenset[str]
    scales: dict[str, float]
    groups: dict[str, float]
    glued: dict[str, float]
    glued_money: dict[str, float]
    and_words: frozenset[str]
    articles: frozenset[str]
    point: frozenset[str]
    negative: frozenset[str]
    half: frozenset[str]
    half_not_after: frozenset[str]
    ratio: frozenset[str]
    ratio_totals: frozenset[float]
    denominators: dict[str, float]
    small_ordinals: dict[str, float]
    anaphoric: frozenset[str]
    custody: frozenset[str]
    frequency: frozenset[str]
    factor_after: frozenset[str]
    vague: dict[tuple[str, ...], tuple[float, float]]
    bounds_before: dict[str, str]
    bounds_after: dict[str, str]
    between: frozenset[str]
    joiners: frozenset[str]
    alternatives: frozenset[str]
    from_words: frozenset[str]
    units: dict[str, str]
    units_long: dict[tuple[str, ...], str]
    metres_after: frozenset[str]
    signs: dict[str, str]
    codes: dict[str, str]
    money: dict[str, str]
    money_long: dict[tuple[str, ...], str]
    money_minor: frozenset[str]
    money_needs_scale: frozenset[str]
    months: frozenset[str]
    clock: frozenset[str]
    labels_with_capital: frozenset[str]
    labels_any: frozenset[str]
    year_before: frozenset[str]
    one_after: frozenset[str]
    one_counts: frozenset[str]
    one_then: frozenset[str]
    months_also_words: frozenset[str]
    relative: frozenset[str]
    span_before: frozenset[str]
    referent_skip: frozenset[str]
    referent_of: frozenset[str]
    referent_stop: frozenset[str]
    people_states: dict[str, str]
    referent_before: dict[str, str]
    irregular: dict[str, str]
    plural_s: bool
    starters: frozenset[str]
    trigger: re.Pattern[str]


def _long(table: dict[str, Any]) -> dict[tuple[str, ...], Any]:
    return {tuple(phrase.replace(".", " . ").split()): value for phrase, value in table.items()}


def _values(table: Any) -> Any:
    """A table of values with all of them as floats; lists as they are."""
    return {word: float(value) for word, value in table.items()} if isinstance(table, dict) else table


def branching(words: Iterable[str]) -> str:
    """A regular expression for any of `words` that branches on each letter, so it never backtracks far."""
    by_first: dict[str, list[str]] = {}
    ends = False
    for word in words:
        if word:
            by_first.setdefault(word[0], []).append(word[1:])
        else:
            ends = True
    if not by_first:
        return ""
    options = [re.escape(first) + branching(rest) for first, rest in sorted(by_first.items())]
    if len(options) == 1 and not ends:
        return options[0]
    return "(?:" + "|".join(options) + ")" + ("?" if ends else "")


def _trigger(words: Iterable[str]) -> re.Pattern[str]:
    """Where a number may begin: figures, the sign of a fraction, one of `words`."""
    low = set(words)
    cased = low | {word.capitalize() for word in low}
    return re.compile(r"[0-9][0-9.,]*|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|\b" + branching(sorted(cased)) + r"\b")


def compounds(
    small: dict[str, float], tens: dict[str, float], joint: str, hundred: str, thousand: str = "tausend"
) -> dict[str, float]:
    """Number words written as one: "dreiundzwanzig", "zweihundert", "fünfzehntausend"."""
    ones = {word: value for word, value in small.items() if 0 < value < 10}
    ones = {("ein" if value == 1 else word): value for word, value in ones.items()}
    out = {one + joint + ten: b + a for one, b in ones.items() for ten, a in tens.items()}
    below = {word: value for word, value in (small | tens | out).items() if value}
    out |= {one + hundred: 100 * value for one, value in ones.items()}
    out |= {word + thousand: 1000 * value for word, value in below.items()}
    return out


@lru_cache(maxsize=8)
def number_words(language: str = "en") -> NumberWords:
    """The lexicon of `language` ("en", "de"). Raises FileNotFoundError for a language without one."""
    data = tomllib.loads((_LEXICONS / f"numbers_{language}.toml").read_text(encoding="utf-8"))
    numerals = {name: _values(table) for name, table in data["numerals"].items()}
    fractions, currencies = data["fractions"], data["currencies"]
    skip, bounds, referents = data["not_counts"], data["bounds"], data["referents"]
    rename = currencies["codes"].get("rename", {})
    fraction_words = dict(fractions["denominators"])
    if data["style"].get("plural_s", True):
        fraction_words |= {word + "s": value for word, value in fractions["denominators"].items()}
    small, tens, hundred = numerals["small"], numerals["tens"], numerals["hundred"]
    if data["style"].get("compounds", False):
        small = small | compounds(small, tens, numerals["and_words"][0], hundred[0])
    money = {w: u for w, u in currencies["words"].items() if isinstance(u, str)}
    starters = frozenset(
        [
            *small,
            *tens,
            *hundred,
            *numerals["scales"],
            *numerals["groups"],
            *fraction_words,
            *fractions["half"],
            *data["vague_triggers"]["words"],
        ]
    )
    return NumberWords(
        thousands=data["style"]["thousands"],
        decimal=data["style"]["decimal"],
        small=small,
        tens=tens,
        hundred=frozenset(hundred),
        scales=numerals["scales"],
        groups=numerals["groups"],
        glued=numerals["glued"],
        glued_money=numerals["glued_money"],
        and_words=frozenset(numerals["and_words"]),
        articles=frozenset(numerals["articles"]),
        point=frozenset(numerals["point"]),
        negative=frozenset(numerals["negative"]),
        half=frozenset(fractions["half"]),
        half_not_after=frozenset(fractions["not_after"]),
        ratio=frozenset(fractions["ratio"]),
        ratio_totals=frozenset(float(n) for n in fractions["ratio_totals"]),
        denominators=fraction_words,
        small_ordinals=fractions.get("small_ordinals", {}),
        anaphoric=frozenset(skip["anaphoric"]),
        custody=frozenset(referents["custody"]),
        frequency=frozenset(skip["frequency"]),
        factor_after=frozenset(skip["factor_after"]),
        vague=_long({phrase: (low, high) for phrase, (low, high) in data["vague"].items()}),
        bounds_before=bounds["before"],
        bounds_after=bounds["after"],
        between=frozenset(data["ranges"]["between"]),
        joiners=frozenset(data["ranges"]["joiners"]),
        alternatives=frozenset(data["ranges"]["alternatives"]),
        from_words=frozenset(data["ranges"]["from_words"]),
        units=data["units"],
        units_long=_long(data["units_long"]),
        metres_after=frozenset(data["metres"]["after"]),
        signs=currencies["signs"],
        codes={code: rename.get(code, code) for code in currencies["codes"]["codes"]},
        money=money,
        money_long=_long(currencies["two_words"]),
        money_minor=frozenset(currencies["words"].get("minor", [])),
        money_needs_scale=frozenset(currencies["words"].get("needs_scale", [])),
        months=frozenset(skip["months"]),
        clock=frozenset(skip["clock"]),
        labels_with_capital=frozenset(skip["labels_with_capital"]),
        labels_any=frozenset(skip["labels_any"]),
        year_before=frozenset(skip["year_before"]),
        one_after=frozenset(skip["one_after"]),
        one_counts=frozenset(skip["one_counts"]),
        one_then=frozenset(numerals["and_words"]) | frozenset(fractions["ratio"]) | {"out"},
        months_also_words=frozenset(skip["months_also_words"]),
        relative=frozenset(skip["relative"]),
        span_before=frozenset(skip["span_before"]),
        referent_skip=frozenset(referents["skip"]),
        referent_of=frozenset(referents["of_words"]),
        referent_stop=frozenset(referents["stop"]),
        people_states=referents["people_states"],
        referent_before=referents["before"],
        irregular=referents["irregular"],
        plural_s=bool(data["style"].get("plural_s", True)),
        starters=starters,
        trigger=_trigger(starters),
    )
