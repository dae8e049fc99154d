"""How one text uses its names: as places, as bodies, or only where a sentence begins."""

from __future__ import annotations

from collections.abc import Mapping, Set

from tasks.claims.document import Document
from tasks.claims.wordsets import ReferenceWords


def uses_of_names(
    doc: Document, surnames: Mapping[str, object], titles: Set[str], words: ReferenceWords
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Lower-case words the text uses as places ("in Ostrel", "the capital, Ostrel,"), as names, as bodies.

    A government is often called by where it sits; that a name is a place shows from how the text uses it
    elsewhere, so that an unknown capital is read like a known one. Known surnames are left out, and who
    has a title anywhere in the text: "a witness in Hale impeachment trial" makes President Hale no place.
    """
    lows, upper = doc.lows, doc.upper
    found: set[str] = set()
    named: set[str] = set()
    owners: set[str] = set()
    titled: set[str] = set()
    starts = set(doc.first)
    for k in doc.capitals:
        if not k:
            continue
        if k not in starts and lows[k - 1] != "“":
            named.add(lows[k])
        if lows[k] in surnames or not lows[k].isalpha():
            continue
        if k + 1 < len(lows) and upper[k + 1] and lows[k + 1].isalpha():
            continue  # the first word of a longer name
        j = k + 1 + (lows[k + 1 : k + 2] == ["'s"])
        if j < len(lows) and lows[j] in words.has:
            owners.add(lows[k])
        before = lows[k - 1]
        if upper[k - 1] and before in titles:
            titled.add(lows[k])
        if before in words.where:
            if k < 2 or lows[k - 2] not in words.not_where:
                found.add(lows[k])
        elif before in words.seat or (before == "," and k > 1 and lows[k - 2] in words.seat):
            found.add(lows[k])
        elif before == "of" and k > 1 and lows[k - 2] in words.parts:
            found.add(lows[k])
    return frozenset(found - titled), frozenset(named), frozenset(owners)
