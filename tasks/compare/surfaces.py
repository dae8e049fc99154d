"""Real words for word numbers: tables show what the texts write, never a stem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tasks.compare.lemmas import TextWords
from tasks.compare.records import Document
from tasks.compare.same_texts import first_of_each
from tasks.compare.word_rules import WORD


def surface(text: str, start: int) -> str:
    """The word of `text` that begins at `start`, as written, without a possessive ending."""
    match = WORD.match(text, start)
    return without_possessive(match.group() if match else "")


def without_possessive(word: str) -> str:
    """The word without "'s"."""
    return word[:-2] if word[-2:] in ("'s", "’s") else word


def surface_forms(documents: Sequence[Document], words: Mapping[str, TextWords]) -> dict[int, str]:
    """Term number -> its most frequent form in the documents, in lower case; ties go by the alphabet.

    No two terms share a form: the more frequent term has it, the other its next one or none.
    """
    counted: Counter[tuple[int, str]] = Counter()
    for place, copies in Counter(first_of_each(documents)).items():
        here = words[documents[place].version_id]
        written = {match.start(): match.group() for match in WORD.finditer(documents[place].text)}
        in_text = Counter(zip(here.terms.tolist(), map(written.__getitem__, here.starts), strict=True))
        for form, uses in in_text.items():
            counted[form] += uses * copies
    forms: dict[int, Counter[str]] = defaultdict(Counter)
    for (term, word), uses in counted.items():
        forms[term][without_possessive(word).lower()] += uses
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    for term, found in sorted(forms.items(), key=lambda item: (-item[1].total(), min(item[1]))):
        free = [form for form in found if form not in taken]
        if free:
            chosen[term] = min(free, key=lambda form: (-found[form], form))
            taken.add(chosen[term])
    return chosen
