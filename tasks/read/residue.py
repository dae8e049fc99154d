"""What stands around an article and is no part of it: names, headings and lines, as data in residue.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from tasks.read.lists import read_list

_CAMEL: Final = re.compile(r"([a-z])([A-Z])")
_PARTS: Final = re.compile(r"[^a-z0-9]+")
# "has-sidebar", "with-rail", "no-ads", "md:hidden" describe the layout around the element, not the element.
_LAYOUT: Final = re.compile(r"(?<!\S)(?:(?:has|with|without|no|is|not|js|u|l)[-_]|[a-z0-9\[\]&>_.-]+:)\S+")
_LAYOUT_STARTS: Final = tuple(
    f"{word}{mark}" for word in "has with without no is not js u l".split() for mark in "-_"
)
_TRIM: Final = " \t\n:.…»›→>-–—|*•"
_ID_WORDS: Final = 3
# A heading of residue is little more than its phrase ("Related articles from our desk").
_MORE_WORDS: Final = 3
# A line that begins like residue and is longer than this may be a sentence of the article.
_LINE_CHARS: Final = 220
# A note of correction is a paragraph: neither a heading's few words nor a page of rules about corrections.
_CORRECTION_CHARS, _CORRECTION_WORDS = 900, 7


@dataclass(frozen=True, slots=True)
class _Rules:
    kept_names: re.Pattern[str]
    any_name: re.Pattern[str]
    boxes: tuple[str, ...]
    endings: tuple[str, ...]
    lines: frozenset[str]
    line_starts: tuple[str, ...]
    line_parts: re.Pattern[str]
    standfirst: re.Pattern[str]
    corrections: tuple[str, ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = read_list("residue.toml")
    return _Rules(
        kept_names=re.compile(_any_of(data["kept"]["joined"])),
        any_name=re.compile(
            f"{_any_of([*data['names']['joined'], *data['kept']['joined']])}"
            f"|(?<![a-z0-9])(?:{_any_of(data['names']['exact'])})(?![a-z0-9])"
        ),
        boxes=tuple(data["headings"]["boxes"]),
        endings=tuple(data["headings"]["endings"]),
        lines=frozenset(data["lines"]["exact"]),
        line_starts=tuple(data["lines"]["begins"]),
        line_parts=re.compile(_any_of(data["lines"]["contains"])),
        standfirst=re.compile(
            r"(?:^|[^a-z])(?:" + "|".join(map(re.escape, data["standfirst"]["names"])) + r")(?:$|[^a-z])"
        ),
        corrections=tuple(data["corrections"]["begins"]),
    )


def _any_of(phrases: list[str]) -> str:
    """A pattern for any of the phrases, parted by first letter: most places of a name are left at once."""
    rests: dict[str, list[str]] = {}
    for phrase in phrases:
        rests.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in rests.items())


def names_residue(classes: str, identity: str) -> bool:
    """True when an element's class or id names residue and does not name the article's body."""
    said = _classes_say(classes[:400]) if classes else "nothing"
    if not identity or said == "body":
        return said == "residue"
    named = _id_says(identity[:100])
    return named != "body" and (named == "residue" or said == "residue")


_Said = Literal["residue", "body", "nothing"]


@lru_cache(maxsize=5_000)
def _classes_say(classes: str) -> _Said:
    """What all classes of an element say together; a page has the same ones again and again."""
    found = [_says(word) for word in classes.split()]
    return "body" if "body" in found else "residue" if "residue" in found else "nothing"


@lru_cache(maxsize=20_000)
def _says(name: str) -> _Said:
    """What one class says about its element."""
    plain = name if name.islower() else _CAMEL.sub(r"\1-\2", name).lower()
    if plain.startswith(_LAYOUT_STARTS) or ":" in plain:
        plain = _LAYOUT.sub("", plain)
    return _judge(plain) if _rules().any_name.search(plain) else "nothing"


@lru_cache(maxsize=5_000)
def _id_says(identity: str) -> _Said:
    """What an id says about its element; one of many words is the slug of a heading and says nothing."""
    plain = _CAMEL.sub(r"\1-\2", identity).lower()
    if not _rules().any_name.search(plain):
        return "nothing"
    return _judge(plain) if len(_PARTS.split(plain)) <= _ID_WORDS else "nothing"


def _judge(plain: str) -> _Said:
    """What a name says that holds one of the names that say something."""
    rules = _rules()
    return "body" if rules.kept_names.search(plain) else "residue"


def names_body(names: str) -> bool:
    """True when a class or id attribute names the article's body."""
    return bool(_rules().kept_names.search(names[:400].lower()))


def names_standfirst(names: str) -> bool:
    """True when a class or id attribute names the lines that sum the article up."""
    plain = _LAYOUT.sub(" ", _CAMEL.sub(r"\1-\2", names[:400]).lower())
    return "author" not in plain and bool(_rules().standfirst.search(plain))


def opens_residue(heading: str) -> Literal["box", "ending"] | None:
    """Say whether a heading opens a box of links ("box"), what follows an article ("ending"), or neither."""
    plain = heading.strip(_TRIM).casefold()
    rules = _rules()
    if _begins(plain, rules.boxes):
        return "box"
    return "ending" if _begins(plain, rules.endings) else None


def _begins(plain: str, phrases: tuple[str, ...]) -> bool:
    if not plain.startswith(phrases):
        return False
    for phrase in phrases:
        if plain.startswith(phrase):
            rest = plain[len(phrase) :]
            if not rest or (not rest[0].isalnum() and len(rest.split()) <= _MORE_WORDS):
                return True
    return False


def is_residue_line(line: str) -> bool:
    """True when a paragraph is an advertisement mark, a cross-reference or a button's label."""
    plain = line.strip(_TRIM)
    if len(plain) > _LINE_CHARS:
        return False  # no line of the list is so long
    plain, rules = plain.casefold(), _rules()
    if plain in rules.lines:
        return True
    if len(line) > _LINE_CHARS:
        return False
    return plain.startswith(rules.line_starts) or rules.line_parts.search(plain) is not None


def is_correction(line: str) -> bool:
    """True for a line that says what an earlier version had wrong: a phrase for it, and a sentence after it."""
    if len(line) > _CORRECTION_CHARS or line.count(" ") < _CORRECTION_WORDS - 1:
        return False
    begun = line.strip(_TRIM + "[(").casefold().startswith(_rules().corrections)
    return begun and len(line.split()) >= _CORRECTION_WORDS
