"""Real words for word numbers: tables show what the texts write, never a stem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter

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
        for _ in range(copies):
            counted.update(zip(here.terms, here.forms, strict=True))
    forms: dict[int, dict[str, int]] = {}
    for (term, word), uses in counted.items():
        form = without_possessive(word).lower()
        known = forms.get(term)
        if known is None:
            forms[term] = {form: uses}
        else:
            known[form] = known.get(form, 0) + uses
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    order = [(-sum(written.values()), min(written), term) for term, written in forms.items()]
    order.sort(key=itemgetter(0, 1))
    for _, first, term in order:
        written = forms[term]
        if len(written) > 1:
            free = [(-uses, form) for form, uses in written.items() if form not in taken]
            if not free:
                continue
            first = min(free)[1]
        elif first in taken:
            continue
        chosen[term] = first
        taken.add(first)
    return chosen
