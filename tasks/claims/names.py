"""Find people, organisations and places, and the variants of named concepts, in one text.

A name is a run of words with capitals. What it names is read from its own words (titles, kinds of
bodies and places), from the words around it, and from the rest of the article: a surname takes the full
name that the same text gives, never one from elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import repeat
from typing import Final

from tasks.claims.concepts import ConceptHit, find_concepts
from tasks.claims.kinds import plain_kinds
from tasks.claims.namereading import read_words
from tasks.claims.nameruns import Candidate, find_candidates
from tasks.claims.namewords import NameWords, name_words
from tasks.claims.records import NameGroup, NameUse, Sentence, Span, Spans
from tasks.claims.tokens import Tokens, read_tokens

_WORD_AFTER: Final = re.compile(r"[,)]?\s?\"?“?”?\s?([^\W\d_]+)")
_AGE_AFTER: Final = re.compile(r", [0-9]{1,3}[,.]")
_ACRONYM_AFTER: Final = re.compile(r" \(\"?“?([A-Z][A-Za-z]{1,6})\"?”?\)")
_MANY_NAMESAKES: Final = 40


def find_names(
    text: str,
    sentences: tuple[Sentence, ...],
    quotes: Spans,
    language: str = "en",
    tokens: Tokens | None = None,
) -> tuple[NameUse, ...]:
    """Return every use of a name or concept variant in text order; uses inside quotations carry `quoted`.

    `name` is the fullest form of the same name in this text. `tokens` are those of `text`, if they are cut
    already. Linear in the length of `text`.
    """
    tokens = tokens or read_tokens(text, plain_kinds(language))
    lists = name_words(language)
    starts = [sentence.span[0] for sentence in sentences]
    candidates = find_candidates(text, sentences, starts, lists, tokens)
    for candidate in candidates:
        if candidate.reading.asks:
            candidate.group = _group_beside(text, candidate, lists)
    names = [c for c in _known_only(candidates, text) if c.group is not None]
    _resolve(text, names)
    return _merged(names, find_concepts(text, sentences, language, tokens), starts, quotes)


def _group_beside(text: str, candidate: Candidate, lists: NameWords) -> NameGroup | None:
    """What a name names by the words around it, else by its own."""
    several = len(candidate.reading.words)
    if several > 2 and candidate.group == "person":
        return candidate.group
    before = _words_before(text, candidate.start)
    if several < 3 and _is_placed(before, lists):
        return "place"
    if before[1] in lists.person_before:
        return "person"
    after = _WORD_AFTER.match(text, candidate.end)
    if (after and after.group(1) in lists.person_after) or _AGE_AFTER.match(text, candidate.end):
        return "person"
    return candidate.group


def _words_before(text: str, start: int) -> tuple[str, str]:
    """The two words that stand directly before `start`, lower case; "" where there is a mark between."""
    if not start or text[start - 1] not in ' “"':
        return "", ""
    words = text[max(0, start - 28) : start].rstrip(' “"').lower().split()
    if not words or not words[-1].isalpha():
        return "", ""
    return words[-2] if len(words) > 1 else "", words[-1]


def _is_placed(before: tuple[str, str], lists: NameWords) -> bool:
    """Whether the words before say "place": "in X", "the village of X", "the capital X"."""
    noun, last = before
    if last in lists.place_prepositions or last in lists.place_nouns:
        return True
    return last in ("of", "von") and noun in lists.place_nouns


def _known_only(candidates: list[Candidate], text: str) -> list[Candidate]:
    """Sure names, and unsure ones whose words are sure elsewhere in the text."""
    sure = {c.reading.words[-1] for c in candidates if c.sure}
    whole = {c.name for c in candidates if c.sure}
    between_spaces: set[str] | None = None
    out: list[Candidate] = []
    for candidate in candidates:
        words = candidate.reading.words
        if candidate.sure:
            if len(words) > 1 and not candidate.reading.titled and candidate.group == "person":
                if between_spaces is None:
                    between_spaces = set(text.split(" ")[1:-1])
                if _opens_plainly(text, candidate, whole, between_spaces):
                    candidate.start += len(words[0]) + 1
                    candidate.reading = read_words(words[1:])
                    candidate.name = candidate.reading.line
            out.append(candidate)
        elif candidate.name in whole or (len(words) == 1 and words[0] in sure):
            out.append(candidate)
        else:
            out.extend(_parts_known(candidate, whole, sure))
    return out


def _opens_plainly(text: str, candidate: Candidate, whole: set[str], between_spaces: set[str]) -> bool:
    """Whether the first of several words only begins the sentence ("Speaking Putin ...")."""
    if candidate.start and text[candidate.start - 2 : candidate.start - 1].isalnum():
        return False
    first, _, rest = candidate.name.partition(" ")
    return rest in whole and first.lower() in between_spaces


def _parts_known(candidate: Candidate, whole: set[str], sure: set[str]) -> list[Candidate]:
    """Known names inside a headline in which every word has a capital."""
    at = candidate.start
    words = candidate.reading.words
    out: list[Candidate] = []
    i = 0
    while i < len(words):
        taken = 0
        for size in (4, 3, 2, 1):
            part = words[i : i + size]
            if len(part) == size and (
                " ".join(part) in whole or (size == 1 and part[0] in sure and len(part[0]) > 2)
            ):
                reading = read_words(part)
                end = at + len(reading.line)
                out.append(Candidate(at, end, reading, candidate.sentence, True, "other", reading.line))
                taken = size
                break
        step = max(1, taken)
        at += sum(len(word) + 1 for word in words[i : i + step])
        i += step
    return out


def _resolve(text: str, names: list[Candidate]) -> None:
    """Give each name its fullest form in this text: surname -> full name, acronym -> spelled name."""
    full: dict[str, dict[str, NameGroup]] = {}
    first: dict[str, set[str]] = {}
    group_of: dict[str, NameGroup] = {}
    acronyms: dict[str, str] = {}
    taken_up: dict[str, str | None] = {}
    for c in names:
        words = c.reading.words
        if c.group in ("place", "organisation") or c.reading.titled:
            group_of.setdefault(c.name, c.group or "other")
        if c.group == "person" and 1 < len(words) < 6:
            full.setdefault(c.reading.surname, {})[c.name] = "person"
            first.setdefault(words[0], set()).add(c.name)
        if c.group == "organisation" and len(words) > 1:
            found = _ACRONYM_AFTER.match(text, c.end)
            if found and found.group(1)[0] == words[0][0]:
                acronyms[found.group(1)] = c.name
    for c in names:
        lone = len(c.reading.words) == 1
        if lone and c.name in acronyms:
            c.name, c.group = acronyms[c.name], "organisation"
        elif (
            c.group in ("person", "other")
            and (lone or c.reading.titled)
            and (known := full.get(c.reading.surname))
        ):
            if c.name not in taken_up:
                taken_up[c.name] = _one_person(known, c.reading.words)
            longest = taken_up[c.name]
            if longest:
                c.name, c.group = longest, "person"
        elif lone and c.group == "other" and len(first.get(c.name, ())) == 1:
            c.name, c.group = next(iter(first[c.name])), "person"
        if c.group == "other" and c.name in group_of:
            c.group = group_of[c.name]


def _one_person(full: dict[str, NameGroup], words: tuple[str, ...]) -> str | None:
    """The one full name that ends like `words`; None when two people of the text share the surname."""
    if len(full) > _MANY_NAMESAKES:
        return None
    ending = " " + " ".join(words)
    fitting = [name for name in full if len(words) == 1 or f" {name}".endswith(ending)]
    if not fitting:
        return None
    longest = max(fitting, key=len)
    parts = longest.split()
    others = [n for n in fitting if n != longest and n.split()[0][0] != parts[0][0]]
    return None if others else longest


def _merged(
    names: list[Candidate], hits: list[ConceptHit], starts: list[int], quotes: Spans
) -> tuple[NameUse, ...]:
    """Names and concept variants as one list; a variant inside a longer name of a body is not a choice."""
    marks = [quote[0] for quote in quotes]
    covers: dict[Span, ConceptHit] = {hit.span: hit for hit in hits}
    long_names = [
        (c.start, c.end) for c in names if len(c.reading.words) > 1 and c.group in ("organisation", "person")
    ]
    inside = _inside([hit.span for hit in hits], long_names)
    taken = _inside([(c.start, c.end) for c in names], [hit.span for hit in hits if hit.span not in inside])
    rows: list[tuple[Span, str, NameGroup, str | None, str | None]] = []
    for c in names:
        span, group = (c.start, c.end), c.group or "other"
        hit = covers.pop(span, None)
        if hit:
            group = hit.group if group == "other" else group
            rows.append((span, c.name, group, hit.concept, hit.variant))
        elif span not in taken:
            rows.append((span, c.name, group, None, None))
    rows.extend(
        (span, hit.variant, hit.group, hit.concept, hit.variant)
        for span, hit in covers.items()
        if span not in inside
    )
    rows.sort()
    uses: list[tuple[Span, str, NameGroup, str | None, str | None, int, bool]] = []
    at = 0
    for span, name, group, concept, variant in rows:
        start = span[0]
        quote = bisect_right(marks, start) - 1
        while at + 1 < len(starts) and starts[at + 1] <= start:
            at += 1
        quoted = quote >= 0 and start < quotes[quote][1]
        uses.append((span, name, group, concept, variant, at, quoted))
    return tuple(map(tuple.__new__, repeat(NameUse), uses))


def _inside(inner: list[Span], spans: list[Span]) -> set[Span]:
    """Those of `inner` that lie strictly within one of the (ordered, disjoint) spans."""
    if not spans:
        return set()
    starts = [span[0] for span in spans]
    out = set()
    for one in inner:
        k = bisect_right(starts, one[0]) - 1
        if k >= 0 and one[1] <= spans[k][1] and one != spans[k]:
            out.add(one)
    return out
