"""The words an outlet chose itself: everything outside quotation marks and quoted speech."""

from __future__ import annotations

import re

import numpy as np

from tasks.compare.lemmas import TextWords
from tasks.compare.records import Document

_QUOTED = re.compile(
    r"“[^”\n]{0,2000}(?:”|$|(?=\n))|\"[^\"\n]{0,2000}\"|«[^»\n]{0,2000}»|„[^“”\n]{0,2000}[“”]"
)


def own_words(document: Document, words: TextWords) -> np.ndarray:
    """Term numbers of the content words outside quotations, in text order."""
    kept = np.ones(len(words.starts), dtype=bool)
    spans = [match.span() for match in _QUOTED.finditer(document.text)]
    for attribution in document.claims.attributions:
        if attribution.kind == "direct":
            spans.extend(attribution.content)
    for start, end in spans:
        kept[words.within(start, end)] = False
    return np.asarray(words.terms[kept])
