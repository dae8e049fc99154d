"""What a run of words with capitals tells by itself: its parts, titles before a name, what its words name.

Names come again and again, within a text and from text to text, so a run is read once and then remembered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from tasks.claims.namewords import NameWords
from tasks.claims.records import NameGroup, Span

_REMEMBERED: Final = 30_000


class Reading:
    """A name inside a run: its words, its place in the run, and what they name.

    `group` None is no name at all. `asks`: words around the name may say otherwise. `known` names are in the
    lists, `titled` ones stand after a title, `several` have more than one word or are written in capitals.
    """

    __slots__ = ("asks", "group", "high", "known", "line", "low", "several", "surname", "titled", "words")

    def __init__(
        self,
        words: tuple[str, ...],
        line: str,
        surname: str,
        low: int,
        high: int,
        several: bool,
        titled: bool = False,
        known: bool = False,
        group: NameGroup | None = None,
        asks: bool = False,
    ) -> None:
        self.words = words
        self.line = line
        self.surname = surname
        self.low = low
        self.high = high
        self.several = several
        self.titled = titled
        self.known = known
        self.group: NameGroup | None = group
        self.asks = asks


class Runs:
    """The names in runs of capitals in one language, in order; offsets count from a run's first character."""

    __slots__ = ("known", "lists")

    def __init__(self, lists: NameWords) -> None:
        self.lists = lists
        self.known: dict[str, list[Reading]] = {}

    def read(self, whole: str) -> list[Reading]:
        """The names in one run."""
        found = self.known.get(whole)
        if found is None:
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            found = self.known[whole] = _read_run(whole, self.lists)
        return found


@lru_cache(maxsize=8)
def runs_of(lists: NameWords) -> Runs:
    """What is remembered of a language's runs."""
    return Runs(lists)


def _read_run(whole: str, lists: NameWords) -> list[Reading]:
    out: list[Reading] = []
    for low, high in _pieces(whole, lists) if " " in whole else [(0, len(whole))]:
        _read(out, tuple(whole[low:high].split()), low, high, lists)
    return out


def read_words(words: tuple[str, ...]) -> Reading:
    """A name that is known to be one, cut out of a longer run."""
    line = " ".join(words)
    return Reading(words, line, _surname(words), 0, len(line), True, group="other")


def _pieces(whole: str, lists: NameWords) -> list[Span]:
    """Cut a run at words that are no part of a name; drop months, days and sentence openers."""
    low_whole = whole.lower()
    if low_whole in lists.known_places or low_whole in lists.known_bodies:
        return [(0, len(whole))]
    out: list[Span] = []
    at, low, high = 0, -1, -1
    for word in whole.split(" "):
        small = word.lower()
        if word[0].isupper() and small in lists.skipped:
            if low >= 0:
                out.append((low, high))
            low = -1
        elif word[0].isupper() or small[:3] in lists.prefixes:
            low = at if low < 0 else low
            high = at + len(word)
        at += len(word) + 1
    if low >= 0:
        out.append((low, high))
    return out


def _read(out: list[Reading], words: tuple[str, ...], low: int, high: int, lists: NameWords) -> None:
    """The name in one piece, and before it one that stands in front of its title ("Meridia President Ada Quell")."""
    several = len(words) > 1 or (len(words[0]) > 1 and words[0].isupper())
    head, skip, name, titled = _split_title(words, lists)
    if head:
        size = sum(len(word) + 1 for word in head) - 1
        out.append(_named(head, low, low + size, several, False, lists))
    begin = low + skip
    while len(name) > 1 and bare(name[-1]) in lists.nationalities:
        high -= len(name[-1]) + 1
        name = name[:-1]
    if name:
        out.append(_named(name, begin, high, several or titled, titled, lists))


def bare(word: str) -> str:
    """A word as the lists hold it: lower case, no full stop."""
    return word.rstrip(".").lower()


def _split_title(
    words: tuple[str, ...], lists: NameWords
) -> tuple[tuple[str, ...], int, tuple[str, ...], bool]:
    """What stands before a title, how many characters to skip to the name, the name, and whether a title was there."""
    whole = words
    words = _units(words, lists)
    last, first = bare(words[-1]), bare(words[0])
    if last in lists.organisations or last in lists.places or last in lists.things:
        return (), 0, whole, False
    if "of" in words and any(bare(word) in lists.of_heads for word in words):
        return (), 0, whole, False
    titles = [
        i for i, word in enumerate(words) if bare(word) in lists.titles or word.lower() in lists.titles_of
    ]
    if not titles:
        if first in lists.nationalities:
            return (), 0, whole if len(words) > 1 else (), False
        return (), 0, words, False
    head = words[: titles[0]]
    while head and bare(head[-1]) in lists.nationalities:
        head = head[:-1]
    return head, sum(len(word) + 1 for word in words[: titles[-1] + 1]), words[titles[-1] + 1 :], True


def _units(words: tuple[str, ...], lists: NameWords) -> tuple[str, ...]:
    """Words with offices of several words ("Secretary of State") kept as one."""
    line = " ".join(words).lower()
    if " of " not in line:
        return words
    for office in lists.titles_of:
        at = line.find(office)
        if at >= 0:
            size = office.count(" ") + 1
            i = line[:at].count(" ")
            return (*words[:i], " ".join(words[i : i + size]), *words[i + size :])
    return words


def _named(
    words: tuple[str, ...], low: int, high: int, several: bool, titled: bool, lists: NameWords
) -> Reading:
    group, asks, known = _group(words, titled, lists)
    return Reading(words, " ".join(words), _surname(words), low, high, several, titled, known, group, asks)


def _group(words: tuple[str, ...], titled: bool, lists: NameWords) -> tuple[NameGroup | None, bool, bool]:
    """What the words name, whether their neighbours may say otherwise, and whether the lists know the name."""
    first, last = bare(words[0]), bare(words[-1])
    line = " ".join(words).lower()
    if titled:
        return ("person" if len(words) < 6 else "other"), False, False
    if line in lists.known_places:
        return "place", False, True
    if line in lists.known_bodies:
        return "organisation", False, True
    if len(words) == 1 and (first in lists.nationalities or first in lists.not_names):
        return None, False, False
    if last in lists.things:
        return "other", False, False
    if last in lists.organisations or (len(words) > 1 and first in lists.organisations):
        return ("organisation" if len(words) > 1 else None), False, False
    if len(words) > 2 and any(bare(w) in lists.of_heads for w in words[:-1]) and {"of", "for"} & set(words):
        return "organisation", False, False
    if last in lists.places or (len(words) > 1 and first in lists.places_first):
        return ("place" if len(words) > 1 else None), False, False
    if len(words) == 1 and words[0].isupper() and 1 < len(words[0]) < 8:
        return "organisation", False, False
    if len(words) > 1 and last in lists.suffixes:
        return "person", False, False
    if len(words) in (2, 3, 4) and first not in lists.nationalities:
        shouting = sum(word.isupper() and len(word) > 2 for word in words)
        dashed = any("-" in w and w[-1].islower() and w.count("-") > 1 for w in words)
        return ("other" if shouting or dashed else "person"), True, False
    return "other", True, False


def _surname(words: tuple[str, ...]) -> str:
    """The last word without "al-" and the like, nor "Jr."."""
    last = words[-2] if len(words) > 1 and bare(words[-1]) in ("jr", "sr", "ii", "iii", "iv") else words[-1]
    head, dash, rest = last.partition("-")
    return rest if dash and head.lower() in ("al", "el", "ul", "as", "an") else last
