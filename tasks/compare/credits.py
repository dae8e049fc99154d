"""Whose copy an article says it is: agency credits in datelines, bylines and closing lines.

Only places where an outlet states where the text comes from are read: the byline, the first line and
the last lines. "AP reported" in running text is an attribution, and "contributed to this report" is
help, not a copy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_FOLD = re.compile(r"[\W_]+")
_BY = "(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i)"
_STAFF = "(?:[Nn]ews [Aa]gency|[Ss]taff|[Cc]orrespondents?|[Ww]riters?|[Rr]eporters?)"
_FROM = (
    r"(?:©|\(c\)|[Cc]opyright|(?:[Ss]ource|[Qq]uelle|[Ff]uente|[Ff]onte|Джерело|Источник)\s*:"
    r"|(?:[Pp]rovided|[Dd]istributed) by|[Ff]irst (?:appeared|published) (?:on|by))"
)
_DASH = r"(?:-{1,2}|–|—|―|:)"
_CONTRIBUTED = re.compile(
    r"\bcontribut|\bwith (?:files|reporting|additional)|\bmaterial from\b|\badditional reporting|"
    r"\bmit (?:material|informationen)|\bavec\b|\bcon información\b|\bphoto\b|\bfoto\b|\bpicture\b|\bimage\b",
    re.IGNORECASE,
)
#: A dateline with any name in brackets, looked up among the outlets watched.
_ANY_DATELINE = re.compile(rf"(?:[^\W\d_][\w .,'’&/-]{{1,70}}?)?\((?P<name>[^()\n]{{2,40}})\)\s*{_DASH}")
NO_OUTLETS: Mapping[str, str] = {}
#: How much of the beginning and of the end of a text is looked at (characters).
_HEAD, _TAIL = 220, 260


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: how it is credited (`names`, as printed) and which outlets it is itself (folded)."""

    key: str
    names: tuple[str, ...]
    outlets: frozenset[str]
    #: Patterns of its desk's closing line.
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """An article's own statement that its text is an agency's. rule: credit, dateline, byline."""

    agency: str
    rule: str


@cache
def known_agencies() -> tuple[Agency, ...]:
    """The agencies of agencies.toml."""
    data = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text(encoding="utf-8"))
    return tuple(
        Agency(
            key,
            tuple(row["names"]),
            frozenset(fold(name) for name in (key, *row["outlets"])),
            tuple(row.get("signatures", ())),
        )
        for key, row in data.items()
    )


def more_agencies(given: Mapping[str, Sequence[str]]) -> tuple[Agency, ...]:
    """The known agencies and further ones: key -> names as printed. A known key is extended."""
    out = {agency.key: agency for agency in known_agencies()}
    for key, names in given.items():
        old = out.get(key)
        printed = tuple(dict.fromkeys((*(old.names if old else ()), *names)))
        folded = frozenset(fold(name) for name in (key, *names))
        out[key] = Agency(
            key, printed, folded | (old.outlets if old else frozenset()), old.signatures if old else ()
        )
    return tuple(out.values())


def fold(name: str) -> str:
    """Lower case, runs of anything but letters and digits as one space."""
    return _FOLD.sub(" ", name.casefold()).strip()


def agency_of_outlet(outlet_id: str, agencies: tuple[Agency, ...]) -> str | None:
    """The agency that this outlet is, if it is one."""
    name = fold(outlet_id)
    return next((agency.key for agency in agencies if name in agency.outlets), None)


def find_credit(
    authors: Sequence[str], text: str, agencies: tuple[Agency, ...], outlets: Mapping[str, str] = NO_OUTLETS
) -> Credit | None:
    """The credit of one article, or None. Dateline before byline before closing line.

    `outlets` (folded name or id -> outlet id) are other outlets that are watched: a dateline or byline
    with the name of one of them credits it as it would an agency.
    """
    rules = _rules(agencies)
    head = [line.strip() for line in text[:_HEAD].lstrip("\ufeff \n\t").splitlines() if line.strip()][:3]
    for line in head[:2]:
        found = _ANY_DATELINE.match(line)
        if found and fold(found["name"]) in outlets:
            return Credit(outlets[fold(found["name"])], "dateline")
    for author in authors[:1]:
        if fold(author.strip().removeprefix("By ")) in outlets:
            return Credit(outlets[fold(author.strip().removeprefix("By "))], "byline")
    for line in head:
        found = rules.dateline.match(line)
        if found and found.end() < len(line) and _is_dateline(found["place"], found["dash"]):
            return Credit(rules.agency[found["agency"]], "dateline")
    # An agency named after an outlet's own reporter lent material; named first or alone it wrote the text.
    for line in (*authors[:1], *head[:1]):
        found = rules.byline.fullmatch(line.strip())
        if found and not _CONTRIBUTED.search(line):
            return Credit(rules.agency[found["agency"]], "byline")
    for line in [line.strip() for line in text[-_TAIL:].splitlines() if line.strip()][-3:]:
        if _CONTRIBUTED.search(line):
            continue
        for agency in agencies:
            if any(re.search(sign, line) for sign in agency.signatures):
                return Credit(agency.key, "credit")
        found = rules.alone.fullmatch(line) or rules.closing.search(line)
        if found:
            return Credit(rules.agency[found["agency"]], "credit")
    return None


def _is_dateline(place: str | None, after: str | None) -> bool:
    """Whether brackets with an agency open a report: a dash follows, or no place or one in capitals.

    "People in a square. (Reuters)" ends a caption.
    """
    return place is None or after not in (None, ".") or place.split(",")[0].strip().isupper()


@dataclass(frozen=True, slots=True)
class _Rules:
    agency: dict[str, str]
    dateline: re.Pattern[str]
    byline: re.Pattern[str]
    alone: re.Pattern[str]
    closing: re.Pattern[str]


@lru_cache(maxsize=8)
def _rules(agencies: tuple[Agency, ...]) -> _Rules:
    agency = {name: a.key for a in agencies for name in a.names}
    name = "(?P<agency>" + "|".join(re.escape(n) for n in sorted(agency, key=lambda n: (-len(n), n))) + ")"
    # "(Reuters/AFP)" names two agencies, "(Ann Other/Reuters)" credits a picture.
    also = "(?:" + "|".join(re.escape(n) for n in agency) + ")"
    brackets = rf"[(/\[]\s*(?:{also} ?[/|,] ?)?{name}(?: ?[/|,] ?{also})?\s*[)/\]]"
    return _Rules(
        agency,
        # "LONDON (Reuters) -", "Berlin (dpa) -", "KYIV, Ukraine (AP) —", "MOSCOW, June 3. /TASS/.", "(AP)"
        dateline=re.compile(rf"(?P<place>[^\W\d_][\w .,'’&/-]{{1,70}}?)?{brackets}\s*(?P<dash>{_DASH}|\.)?"),
        # "AFP", "By Associated Press", "Ann Other, Associated Press", "Reuters Staff", "Ann Other | AP"
        byline=re.compile(
            rf"(?:{_BY}[: ]+)?(?:[\w .,'’&-]{{2,60}}(?:,|\||/| [-–—] | for )\s*)?"
            rf"\(?(?:[Tt]he )?{name}\)?(?: {_STAFF})*"
        ),
        # "(AP)", "— AFP", "dpa"
        alone=re.compile(rf"[-–—(/\[ ]*(?:[Tt]he )?{name}[)/\]]?\.?"),
        # "© 2031 AFP", "Copyright 2031 The Associated Press. All rights reserved.", "Source: Xinhua"
        closing=re.compile(rf"{_FROM}[\s\d,.:©-]*(?:by )?(?:[Tt]he )?{name}(?!\w)"),
    )
