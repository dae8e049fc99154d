"""The word lists by which names are told apart, read from `lexicons/names_<language>.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LEXICONS = Path(__file__).parent / "lexicons"
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚΑ-ΩЀ-Я"
_ABBREVIATED = (
    "Mr Mrs Ms Dr Gen Sen Rep Gov Lt Col Capt Sgt Maj Adm Prof Rev St Mt Jr Sr Hon Fr Cmdr Brig Insp"
)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class NameWords:
    """Everything `names.py` knows about one language; all sets are lower case."""

    not_names: frozenset[str]
    times: frozenset[str]
    titles: frozenset[str]
    titles_of: frozenset[str]
    suffixes: frozenset[str]
    of_heads: frozenset[str]
    organisations: frozenset[str]
    places: frozenset[str]
    places_first: frozenset[str]
    things: frozenset[str]
    place_prepositions: frozenset[str]
    place_nouns: frozenset[str]
    person_after: frozenset[str]
    person_before: frozenset[str]
    known_places: frozenset[str]
    known_bodies: frozenset[str]
    nationalities: frozenset[str]
    nouns_capital: bool
    joints: tuple[str, ...]
    run: re.Pattern[str]
    begins: re.Pattern[str]
    inner: re.Pattern[str]
    prefixes: frozenset[str]
    skipped: frozenset[str]
    offices: dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def name_words(language: str = "en") -> NameWords:
    """The word lists of `language` ("en", "de"). Raises FileNotFoundError for a language without them."""
    data = tomllib.loads((_LEXICONS / f"names_{language}.toml").read_text(encoding="utf-8"))
    sets = {key: frozenset(words) for key, words in data.items() if isinstance(words, list)}
    offices: dict[str, tuple[str, ...]] = {}
    for office in data["titles_of"]:
        head = office.split(" ", 1)[0].lower()
        offices[head] = (*offices.get(head, ()), office)
    short = "|".join(_ABBREVIATED.split())
    small = "|".join(data["particles"])
    # One name word: an abbreviated title, initials, or a word with a capital. The branches differ in
    # what must follow their first letters, and no part can be cut in two ways.
    word = (
        rf"(?=[A-Z][a-z]{{1,4}}+\.)(?:{short})\.|(?:[{_UPPER}]\.-?){{1,6}}(?!\w)"
        rf"|[{_UPPER}][^\W_]*+(?:-[{_UPPER}][^\W_]*+|-(?:al|el|ul)-[{_UPPER}][^\W_]*+|'(?!s\b)[^\W_]++)*+"
    )
    prefixed = rf"(?:al|el|ul|as|an|bin|ben|d|l)[-'](?=[{_UPPER}])"
    run = rf"(?<![\w.])(?:{prefixed})?(?:{word})(?: (?:(?:{small}) ){{0,2}}(?:{prefixed})?(?:{word})){{0,14}}"
    return NameWords(
        not_names=sets["not_names"],
        times=sets["times"],
        titles=sets["titles"],
        titles_of=frozenset(office.lower() for office in data["titles_of"]),
        suffixes=sets["suffixes"],
        of_heads=sets["of_heads"],
        organisations=sets["organisations"],
        places=sets["places"],
        places_first=sets["places_first"],
        things=sets["things"],
        place_prepositions=sets["place_prepositions"],
        place_nouns=sets["place_nouns"],
        person_after=sets["person_after"],
        person_before=sets["person_before"],
        known_places=sets["countries"] | sets["cities"] | sets["regions"] | sets["place_acronyms"],
        known_bodies=sets["known_bodies"],
        nationalities=sets["nationalities"],
        nouns_capital=bool(data.get("nouns_capital", False)),
        joints=tuple(data["joints"]),
        run=re.compile(run),
        begins=re.compile(rf"(?<![\w.])(?:{prefixed})?[{_UPPER}]"),
        inner=re.compile(rf"[-'][{_UPPER}]"),
        skipped=sets["not_names"] | sets["times"],
        offices=offices,
        prefixes=frozenset(("al-", "el-", "ul-", "as-", "an-", "d'", "l'")),
    )
