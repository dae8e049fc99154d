"""How one text uses its names: as places, as bodies, or only where a sentence begins."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.claims.document import Document

# A capitalised word behind one of these is a place, unless what is believed or hoped for stands before it.
_WHERE = frozenset({"in", "near", "inside", "outside", "across", "throughout", "around", "into"})


_NOT_WHERE = frozenset(
    {
        "confidence",
        "trust",
        "faith",
        "believe",
        "believed",
        "believes",
        "interest",
        "interested",
        "belief",
        "disappointed",
        "called",
        "drafted",
        "brought",
        "came",
    }
)


# What a body has, and no person: "Lethgaz shares", "Lethgaz employees".
_HAS = frozenset(
    "shares stock employees executives officials engineers workers staff spokesman spokeswoman spokesperson customers"
    " profits headquarters board subsidiary products phones equipment planes users investors shareholders".split()
)


def uses_of_names(
    doc: Document, surnames: Mapping[str, object]
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Lower-case words the text uses as places ("in Ostrel", "the capital, Ostrel,"), as names, as bodies.

    A government is often called by where it sits; that a name is a place shows from how the text uses it
    elsewhere, so that an unknown capital is read like a known one. Known surnames are left out.
    """
    lows, upper = doc.lows, doc.upper
    found: set[str] = set()
    named: set[str] = set()
    owners: set[str] = set()
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
        if j < len(lows) and lows[j] in _HAS:
            owners.add(lows[k])
        before = lows[k - 1]
        if before in _WHERE:
            if k < 2 or lows[k - 2] not in _NOT_WHERE:
                found.add(lows[k])
        elif before == "capital" or (before == "," and k > 1 and lows[k - 2] == "capital"):
            found.add(lows[k])
        elif before == "of" and k > 1 and lows[k - 2] in _PARTS:
            found.add(lows[k])
    return frozenset(found), frozenset(named), frozenset(owners)


_PARTS = frozenset({"city", "capital", "town", "port", "region", "province", "outskirts", "streets"})
