"""Posts that stand in a text as they were embedded: "Text of the post. — Ada Brint (@adabrint) June 4, 2021"."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns.beginnings import HANDLE
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft

_NAME: Final = 6  # tokens; a longer signature is none
_DASHES: Final = frozenset({"—", "-"})


def signed_posts(r: Reader) -> None:
    """Give the lines before a signature with a handle in brackets to whom it names.

    The post begins with its paragraph, or after the signature of the post before it; what is
    attributed already is left out.
    """
    doc, lows = r.doc, r.lows
    last = 0
    for k in doc.where(HANDLE):
        if k < 3 or lows[k - 1] != "(" or k + 2 >= len(lows):
            continue
        dash = k - 2
        while dash > max(last, k - 2 - _NAME) and lows[dash] not in _DASHES:
            dash -= 1
        if lows[dash] not in _DASHES or not 0 < k - 1 - (dash + 1) <= _NAME or not r.upper[dash + 1]:
            continue
        i = doc.sentence_of(dash)
        paragraph = doc.sentences[i].paragraph
        low = dash
        while low > last and doc.sentences[doc.sentence_of(low - 1)].paragraph == paragraph:
            low = doc.first[doc.sentence_of(low - 1)]
        low = max(low, last)
        last = k + 3
        if low < dash and not any(r.taken[j] for j in range(low, dash)):
            r.enter(i)
            r.add(Draft([(dash + 1, k - 1)], [(dash, dash + 1)], [(low, dash)], None, "signed", direct=True))
