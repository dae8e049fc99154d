"""Find people, organisations and places, and the variants of named concepts, in one text.

A name is a run of words with capitals. What it names is read from its own words (titles, kinds of
bodies and places), from the words around it, and from the rest of the article: a surname takes the full
name that the same text gives, never one from elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from tasks.claims.concepts import ConceptHit, find_concepts
from tasks.claims.nameruns import Candidate, find_candidates
from tasks.claims.namewords import NameWords, name_words
from tasks.claims.records import NameGroup, NameUse, Sentence, Span, Spans

_WORD_AFTER = re.compile(r"[,)]?\s?\"?“?”?\s?([^\W\d_]+)")
_AGE_AFTER = re.compile(r", [0-9]{1,3}[,.]")
_ACRONYM_AFTER = re.compile(r" \(\"?“?([A-Z][A-Za-z]{1,6})\"?”?\)")
_MANY_NAMESAKES = 40


def find_names(
    text: str, sentences: tuple[Sentence, ...], quotes: Spans, language: str = "en"
) -> tuple[NameUse, ...]:
    """Return every use of a name or concept variant in text order; uses inside quotations carry `quoted`.

    `name` is the fullest form of the same name in this text. Linear in the length of `text`.
    """
    lists = name_words(language)
    starts = [sentence.span[0] for sentence in sentences]
    candidates = find_candidates(text, sentences, starts, lists)
    _name_groups(text, candidates, lists)
    names = [c for c in _known_only(candidates, text) if c.group is not None]
    _resolve(text, names)
    return _merged(text, names, find_concepts(text, sentences, language), starts, quotes)


def _name_groups(text: str, candidates: list[Candidate], lists: NameWords) -> None:
    """Set the group of each candidate and take titles and nationalities off; None stays for no name."""
    extra: list[Candidate] = []
    for candidate in candidates:
        before = _split_title(candidate, lists)
        if before is not None:
            extra.append(before)
        while len(candidate.words) > 1 and _bare(candidate.words[-1]) in lists.nationalities:
            candidate.end -= len(candidate.words.pop()) + 1
        if candidate.words:
            candidate.group = _group(text, candidate, lists)
    for candidate in extra:
        candidate.group = _group(text, candidate, lists)
    candidates.extend(extra)
    candidates.sort(key=lambda c: c.start)


def _bare(word: str) -> str:
    return word.rstrip(".").lower()


def _is_title(word: str, lists: NameWords) -> bool:
    return _bare(word) in lists.titles


def _split_title(candidate: Candidate, lists: NameWords) -> Candidate | None:
    """Take titles off a person's name; what stands before them is a name of its own, returned."""
    words = _units(candidate.words, lists)
    last = _bare(words[-1])
    if last in lists.organisations or last in lists.places or last in lists.things:
        return None
    if "of" in words and any(_bare(word) in lists.of_heads for word in words):
        return None
    titles = [i for i, word in enumerate(words) if _is_title(word, lists) or word.lower() in lists.titles_of]
    if not titles:
        if len(words) > 1 and _bare(words[0]) in lists.nationalities:
            return None
        candidate.words = words if _bare(words[0]) not in lists.nationalities or len(words) > 1 else []
        return None
    head = words[: titles[0]]
    tail = words[titles[-1] + 1 :]
    length = sum(len(word) + 1 for word in words[: titles[-1] + 1])
    outer = None
    while head and _bare(head[-1]) in lists.nationalities:
        head.pop()
    if head:
        size = sum(len(word) + 1 for word in head) - 1
        outer = Candidate(candidate.start, candidate.start + size, head, candidate.sentence, candidate.sure)
    if tail:
        candidate.start += length
        candidate.words, candidate.titled, candidate.sure = tail, True, True
    else:
        candidate.words = []
    return outer


def _units(words: list[str], lists: NameWords) -> list[str]:
    """Words with offices of several words ("Secretary of State") kept as one."""
    line = " ".join(words).lower()
    if " of " not in line:
        return words
    for office in lists.titles_of:
        at = line.find(office)
        if at >= 0:
            size = office.count(" ") + 1
            i = line[:at].count(" ")
            return [*words[:i], " ".join(words[i : i + size]), *words[i + size :]]
    return words


def _group(text: str, candidate: Candidate, lists: NameWords) -> NameGroup | None:
    """What a run of words names, by its own words and its neighbours; None for no name at all."""
    words = candidate.words
    first, last = _bare(words[0]), _bare(words[-1])
    line = " ".join(words).lower()
    if candidate.titled:
        return "person" if len(words) < 6 else "other"
    if line in lists.known_places:
        candidate.sure = True
        return "place"
    if line in lists.known_bodies:
        candidate.sure = True
        return "organisation"
    if len(words) == 1 and (first in lists.nationalities or first in lists.not_names):
        return None
    if last in lists.things:
        return "other"
    if last in lists.organisations or (len(words) > 1 and first in lists.organisations):
        return "organisation" if len(words) > 1 else None
    if len(words) > 2 and any(_bare(w) in lists.of_heads for w in words[:-1]) and {"of", "for"} & set(words):
        return "organisation"
    if last in lists.places or (len(words) > 1 and first in lists.places_first):
        return "place" if len(words) > 1 else None
    if len(words) == 1 and words[0].isupper() and 1 < len(words[0]) < 8:
        return "organisation"
    if len(words) > 1 and last in lists.suffixes:
        return "person"
    before = _words_before(text, candidate.start)
    if len(words) < 3 and _is_placed(before, lists):
        return "place"
    after = _WORD_AFTER.match(text, candidate.end)
    if (after and after.group(1) in lists.person_after) or _AGE_AFTER.match(text, candidate.end):
        return "person"
    if before[1] in lists.person_before:
        return "person"
    if len(words) in (2, 3, 4) and first not in lists.nationalities:
        shouting = sum(word.isupper() and len(word) > 2 for word in words)
        return (
            "other"
            if shouting or any("-" in w and w[-1].islower() and w.count("-") > 1 for w in words)
            else "person"
        )
    return "other"


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


def _surname(words: list[str]) -> str:
    """The last word without "al-" and the like, nor "Jr."."""
    last = words[-2] if len(words) > 1 and _bare(words[-1]) in ("jr", "sr", "ii", "iii", "iv") else words[-1]
    head, dash, rest = last.partition("-")
    return rest if dash and head.lower() in ("al", "el", "ul", "as", "an") else last


def _known_only(candidates: list[Candidate], text: str) -> Iterator[Candidate]:
    """Sure names, and unsure ones whose words are sure elsewhere in the text."""
    sure = {c.words[-1] for c in candidates if c.sure and c.words}
    whole = {" ".join(c.words) for c in candidates if c.sure and c.words}
    for candidate in candidates:
        words = candidate.words
        if not words:
            continue
        if candidate.sure:
            if len(words) > 1 and not candidate.titled and candidate.group == "person":
                if _opens_plainly(text, candidate, whole):
                    candidate.start += len(words[0]) + 1
                    candidate.words = words[1:]
            yield candidate
        elif " ".join(words) in whole or (len(words) == 1 and words[0] in sure):
            yield candidate
        else:
            yield from _parts_known(candidate, whole, sure)


def _opens_plainly(text: str, candidate: Candidate, whole: set[str]) -> bool:
    """Whether the first of several words only begins the sentence ("Speaking Putin ...")."""
    first = candidate.words[0]
    if candidate.start and text[candidate.start - 2 : candidate.start - 1].isalnum():
        return False
    rest = " ".join(candidate.words[1:])
    return rest in whole and f" {first.lower()} " in text


def _parts_known(candidate: Candidate, whole: set[str], sure: set[str]) -> Iterator[Candidate]:
    """Known names inside a headline in which every word has a capital."""
    at = candidate.start
    words = candidate.words
    i = 0
    while i < len(words):
        taken = 0
        for size in (4, 3, 2, 1):
            part = words[i : i + size]
            if len(part) == size and (
                " ".join(part) in whole or (size == 1 and part[0] in sure and len(part[0]) > 2)
            ):
                end = at + len(" ".join(part))
                yield Candidate(at, end, part, candidate.sentence, True, group="other")
                taken = size
                break
        step = max(1, taken)
        at += sum(len(word) + 1 for word in words[i : i + step])
        i += step


def _resolve(text: str, names: list[Candidate]) -> None:
    """Give each name its fullest form in this text: surname -> full name, acronym -> spelled name."""
    full: dict[str, dict[str, NameGroup]] = {}
    first: dict[str, set[str]] = {}
    group_of: dict[str, NameGroup] = {}
    acronyms: dict[str, str] = {}
    taken_up: dict[tuple[str, ...], str | None] = {}
    for c in names:
        c.name = " ".join(c.words)
        if c.group in ("place", "organisation") or c.titled:
            group_of.setdefault(c.name, c.group or "other")
        if c.group == "person" and 1 < len(c.words) < 6:
            full.setdefault(_surname(c.words), {})[c.name] = "person"
            first.setdefault(c.words[0], set()).add(c.name)
        if c.group == "organisation" and len(c.words) > 1:
            found = _ACRONYM_AFTER.match(text, c.end)
            if found and found.group(1)[0] == c.words[0][0]:
                acronyms[found.group(1)] = c.name
    for c in names:
        known = full.get(_surname(c.words))
        if len(c.words) == 1 and c.name in acronyms:
            c.name, c.group = acronyms[c.name], "organisation"
        elif c.group in ("person", "other") and known and (len(c.words) == 1 or c.titled):
            key = tuple(c.words)
            if key not in taken_up:
                taken_up[key] = _one_person(known, c.words)
            longest = taken_up[key]
            if longest:
                c.name, c.group = longest, "person"
        elif len(c.words) == 1 and c.group == "other" and len(first.get(c.name, ())) == 1:
            c.name, c.group = next(iter(first[c.name])), "person"
        if c.group == "other" and c.name in group_of:
            c.group = group_of[c.name]


def _one_person(full: dict[str, NameGroup], words: list[str]) -> str | None:
    """The one full name that ends like `words`; None when two people of the text share the surname."""
    if len(full) > _MANY_NAMESAKES:
        return None
    fitting = [name for name in full if len(words) == 1 or name.split()[-len(words) :] == words]
    if not fitting:
        return None
    longest = max(fitting, key=len)
    parts = longest.split()
    others = [n for n in fitting if n != longest and n.split()[0][0] != parts[0][0]]
    return None if others else longest


def _merged(
    text: str, names: list[Candidate], hits: list[ConceptHit], starts: list[int], quotes: Spans
) -> tuple[NameUse, ...]:
    """Names and concept variants as one list; a variant inside a longer name of a body is not a choice."""
    marks = [quote[0] for quote in quotes]
    covers: dict[Span, ConceptHit] = {hit.span: hit for hit in hits}
    long_names = [
        (c.start, c.end) for c in names if len(c.words) > 1 and c.group in ("organisation", "person")
    ]
    inside = _inside(hits, long_names)
    taken = _inside_names(names, [hit.span for hit in hits if hit.span not in inside])
    rows: list[tuple[Span, str, NameGroup, str | None, str | None]] = []
    for c in names:
        span = (c.start, c.end)
        hit = covers.get(span)
        if hit:
            rows.append(
                (
                    span,
                    c.name,
                    c.group if c.group != "other" and c.group else hit.group,
                    hit.concept,
                    hit.variant,
                )
            )
        elif span not in taken:
            rows.append((span, c.name, c.group or "other", None, None))
    named = {row[0] for row in rows}
    rows.extend(
        (hit.span, hit.variant, hit.group, hit.concept, hit.variant)
        for hit in hits
        if hit.span not in named and hit.span not in inside
    )
    rows.sort()
    out = []
    for span, name, group, concept, variant in rows:
        quote = bisect_right(marks, span[0]) - 1
        quoted = quote >= 0 and span[0] < quotes[quote][1]
        at = max(0, bisect_right(starts, span[0]) - 1)
        out.append(NameUse(span, name, group, concept, variant, at, quoted))
    return tuple(out)


def _inside(hits: list[ConceptHit], spans: list[Span]) -> set[Span]:
    """Hits that lie strictly within one of the (ordered, disjoint) spans."""
    starts = [span[0] for span in spans]
    out = set()
    for hit in hits:
        k = bisect_right(starts, hit.span[0]) - 1
        if k >= 0 and hit.span[1] <= spans[k][1] and hit.span != spans[k]:
            out.add(hit.span)
    return out


def _inside_names(names: list[Candidate], spans: list[Span]) -> set[Span]:
    starts = [span[0] for span in spans]
    out = set()
    for c in names:
        k = bisect_right(starts, c.start) - 1
        if k >= 0 and c.end <= spans[k][1] and (c.start, c.end) != spans[k]:
            out.add((c.start, c.end))
    return out
