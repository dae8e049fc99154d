"""Dates shown to readers beside the headline, for pages that state none or state another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal
from unicodedata import normalize

from tasks.read.blocks import Block
from tasks.read.lists import read_list

Label = Literal["published", "changed", "none"]

# A dateline is short; a longer block is a paragraph that happens to mention a date.
_MAX_CHARS: Final = 160
# So many characters a line has that only says when.
_LABEL_CHARS: Final = 80
# So many blocks before and after the headline a dateline stands.
_BEFORE: Final = 8
_AFTER: Final = 14
# Nearer still inside lists, which are mostly menus and links to other articles.
_LIST_REACH: Final = 6

_CLOCK: Final = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d.])(?:\s*([ap])\.?m\b)?", re.I)

_DIGIT: Final = re.compile("[0-9]")
_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")
# Every written date holds one of these; years from 2540 are counted as in Thailand.
_YEAR_OR_NUMBERS: Final = re.compile(r"(?:19|20)\d\d|25[4-7]\d|\d[./-]\s?\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d|25[4-7]\d")
# So many ways to write a date name a month and have a year of four digits; each of the others has one of some signs.
_NAMED_WAYS: Final = 4
_SIGNS: Final = ("年년", "-/.", ".", "/-")
_FIRST_BUDDHIST, _BUDDHIST_AHEAD = 2540, 543


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A date in ISO form ("2024-03-05" or "2024-03-05T10:30"), what it is said to be, and its text."""

    iso: str
    label: Label
    text: str


@dataclass(frozen=True, slots=True)
class _Rules:
    months: dict[str, int]
    months_of: dict[str, dict[str, int]]
    written: tuple[re.Pattern[str], ...]
    changed: re.Pattern[str]
    published: re.Pattern[str]
    other: re.Pattern[str]
    month: re.Pattern[str]
    date_word: re.Pattern[str]
    month_first: frozenset[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = read_list("dates.toml")
    months: dict[str, int] = {}
    months_of: dict[str, dict[str, int]] = {}
    for language, names in data["months"].items():
        own = months_of.setdefault(language.partition("_")[0], {})
        for number, forms in enumerate(names, 1):
            for form in normalize("NFC", forms).split():
                own.setdefault(form.replace("_", " "), number)
                months.setdefault(form.replace("_", " "), number)
    name = f"(?P<mon>{_by_first_letter(months)})(?!\\w)"
    day, year = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|º|\.|ª)?", r"(?P<y>(?:19|20)\d{2}|25[4-7]\d)"
    joined = r"\s*[-\s/,.]*(?:de\s+|del\s+|năm\s+|พ\.?ศ\.?\s*)?"
    # the first ones name a month, the others have signs between the numbers
    written = (
        rf"(?<!\w){day}\s*[-\s/,.]*(?:de\s+|d['’]|of\s+)?{name}\.?(?:\s?/\s?[^\W\d]{{2,15}})?{joined}{year}(?!\d)",
        rf"(?:(?<!\w)|(?<=[a-z])(?-i:(?=[A-Z]))){name}\.?\s*[-\s/]*{day}\s*,?\s*[-\s/]*{year}(?!\d)",
        rf"(?<!\d){year}(?:e?ko|\.)?\s*(?:m\.\s*)?{name}\.?\s*{day}(?!\d)",
        rf"(?<!\d){year}\.?\s*gada\s+{day}\s*{name}",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*[年년]\s*(?P<m>[01]?\d)\s*[月월]\s*(?P<d>[0-3]?\d)\s*[日일]",
        r"(?<![\d.])(?P<y>(?:19|20)\d{2})[-/.](?P<m>[01]?\d)[-/.](?P<d>[0-3]?\d)(?!\d)",
        r"(?<![\d.])(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\.\s?(?P<y>(?:19|20)\d{2}|[012]\d)(?!\d)",
        r"(?<![\d/-])(?P<a>[0-3]?\d)[/-](?P<b>[0-3]?\d)[/-](?P<y>(?:19|20)\d{2}|[012]\d)(?![\d/])",
    )
    return _Rules(
        months=months,
        months_of=months_of,
        written=tuple(re.compile(p, re.I) for p in written),
        changed=_words(data["labels"]["changed"]),
        published=_words(data["labels"]["published"]),
        other=re.compile(rf"(?<!\w)(?:{_any(data['labels']['other'])})\W*$", re.I),
        month=re.compile(rf"(?:(?P<lead>\D{{0,40}}?)[\s:]+)?{name}\.?,?\s+(?:de\s+)?{year}", re.I),
        date_word=re.compile(rf"(?:{_any(data['labels']['date'])})\W*", re.I),
        month_first=frozenset(data["month_first"]["countries"]),
    )


def _by_first_letter(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first, parted by first letter: most places are left at once."""
    rests: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        rests.setdefault(name[0], []).append(re.escape(name[1:]))
    parted = "|".join(f"{first}(?:{'|'.join(ends)})" for first, ends in rests.items())
    return f"(?=[{''.join(rests)}])(?:{parted})"


def _words(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(_any(phrases), re.I)


def _any(phrases: list[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def shown_dates(blocks: list[Block], title_at: int | None, locale: str | None) -> list[ShownDate]:
    """List the dates in short lines around the headline (`title_at`, its index), nearest lines first.

    `locale` (a language tag such as en-GB) settles which number of 3/5/2024 is the month.
    """
    if title_at is None:
        return []
    low, high = max(0, title_at - _BEFORE), title_at + _AFTER + 1
    above = [b.index for b in blocks[low:title_at] if b.level]
    near = sorted(blocks[low:high], key=lambda b: _distance(b, title_at, min(above, default=title_at)))
    found: list[ShownDate] = []
    for block in near:
        if len(block.text) <= _MAX_CHARS and has_digit(block.text):
            if block.in_list and abs(block.index - title_at) > _LIST_REACH:
                continue
            before = blocks[block.index - 1].text if block.index else ""
            found.extend(dates_in(block.text, locale, before if len(before) < 40 else ""))
    return found


def plain_digits(text: str) -> str:
    """A text in composed form with the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(int(found[0])), normalize("NFC", text))


def has_digit(text: str) -> bool:
    """True when a text holds a digit, of any script, raised or lowered."""
    if text.isascii():
        return _DIGIT.search(text) is not None
    return any(c.isdigit() for c in text)


def _distance(block: Block, title_at: int, heading_at: int) -> tuple[int, int]:
    """Lines that only say when come first; then the nearer ones.

    A line above the headline with another heading above itself belongs to that heading.
    """
    steps = abs(block.index - title_at)
    theirs = heading_at < block.index < title_at
    return int(len(block.text) > _LABEL_CHARS), steps + (_AFTER if theirs else 0)


def dates_anywhere(blocks: list[Block], locale: str | None) -> list[ShownDate]:
    """List the dates of short lines of the whole page that say what they are, or the page's only date."""
    found: list[ShownDate] = []
    for block in blocks:
        if len(block.text) <= _LABEL_CHARS and has_digit(block.text):
            found.extend(dates_in(block.text, locale))
    labelled = [date for date in found if date.label != "none"]
    if labelled:
        return labelled
    return found[:1] if len({date.iso[:10] for date in found}) == 1 else []


def month_anywhere(blocks: list[Block]) -> ShownDate | None:
    """The month of publication of reports that are dated no finer ("Date: November 2003"), or None."""
    rules = _rules()
    for block in blocks:
        match = rules.month.fullmatch(block.text) if len(block.text) <= _LABEL_CHARS else None
        if match:
            lead = match["lead"] or (blocks[block.index - 1].text if block.index else "")
            if rules.date_word.fullmatch(lead) or _label(lead[-40:], rules) == "published":
                month = _month(match["mon"], rules, None)
                year = int(match["y"])
                year -= _BUDDHIST_AHEAD if year >= _FIRST_BUDDHIST else 0
                return ShownDate(f"{year}-{month:02d}", "published", block.text)
    return None


def dates_in(text: str, locale: str | None, before: str = "") -> list[ShownDate]:
    """List the dates in one line; `before` is the line above it, which may hold the label."""
    line, text = text, plain_digits(text)
    if not _YEAR_OR_NUMBERS.search(text):
        return []
    rules = _rules()
    found: list[tuple[int, ShownDate]] = []
    taken: list[tuple[int, int]] = []
    for pattern in _possible(text, rules):
        for match in pattern.finditer(text):
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            if day := _iso_day(match, rules, locale):
                taken.append(match.span())
                if rules.other.search(text[: match.start()][-24:]):
                    continue
                label = _label(text[: match.start()][-40:] or before, rules)
                found.append(
                    (
                        match.start(),
                        ShownDate(day + _clock(text[match.end() : match.end() + 24]), label, line),
                    )
                )
    return [date for _, date in sorted(found, key=lambda x: x[0])]


def _possible(text: str, rules: _Rules) -> list[re.Pattern[str]]:
    """Those ways to write a date of which a text has the signs, in their order; a quick look."""
    named, signed = rules.written[:_NAMED_WAYS], rules.written[_NAMED_WAYS:]
    found: list[re.Pattern[str]] = []
    if _YEAR.search(text) is not None:
        found.extend(named)
    for pattern, signs in zip(signed, _SIGNS, strict=True):
        if any(sign in text for sign in signs):
            found.append(pattern)
    return found


def _label(lead: str, rules: _Rules) -> Label:
    changed = [m.end() for m in rules.changed.finditer(lead)]
    published = [m.end() for m in rules.published.finditer(lead)]
    if not changed and not published:
        return "none"
    return "changed" if max(changed, default=-1) > max(published, default=-1) else "published"


def _iso_day(match: re.Match[str], rules: _Rules, locale: str | None) -> str | None:
    groups = match.groupdict()
    year = int(groups["y"])
    year += 2000 if year < 100 else 0
    year -= _BUDDHIST_AHEAD if year >= _FIRST_BUDDHIST else 0
    if "a" in groups:
        a, b = int(groups["a"]), int(groups["b"])
        month_first = (locale or "").lower().replace("_", "-").rpartition("-")[2] in rules.month_first
        day, month = (b, a) if b > 12 or (month_first and a <= 12) else (a, b)
    else:
        day = int(groups["d"])
        month = int(groups["m"]) if groups.get("m") else _month(groups["mon"], rules, locale)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(name: str, rules: _Rules, locale: str | None) -> int:
    """The number of a month's name, in the page's own language where it means another in others."""
    name = name.lower()
    own = rules.months_of.get((locale or "")[:2].lower(), {})
    return own.get(name) or rules.months[name]


def _clock(after: str) -> str:
    match = _CLOCK.search(after)
    if not match:
        return ""
    hour = int(match[1]) % 12 + 12 if (match[3] or "").lower() == "p" else int(match[1])
    hour = 0 if (match[3] or "").lower() == "a" and hour == 12 else hour
    return f"T{hour:02d}:{match[2]}"
