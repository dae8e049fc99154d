"""Polarity and certainty: does the source affirm or deny the content, and how sure is it?

Cue first, then its negation, then the modal words in the content's first clause (values after
Sauri & Pustejovsky 2009, FactBank; approximators and modals after Hyland 2005).
"""

from __future__ import annotations

from tasks.claims.document import Document
from tasks.claims.pack import DeviceWords, Found
from tasks.claims.records import Certainty, Polarity

_FIRST_CLAUSE = 14  # tokens of the content in which a modal grades the whole
_BELIEF = frozenset({"think", "feel", "conviction", "attitude", "establish", "prospect"})
_EMPHATIC_NO = frozenset({"hardly", "scarcely"})


def polarity_of(doc: Document, found: Found, low: int, words: DeviceWords) -> Polarity:
    """Polarity of a found attribution whose content begins at token `low`."""
    entry = found.entry
    denies = entry is not None and entry.polarity == "denies"
    if found.negated and entry is not None:
        if denies:
            denies = False
        elif entry.group in _BELIEF and entry.group != "establish":
            denies = True
    # "No," said the mayor; "It is hardly the monster its foes describe"
    if low < len(doc.lows):
        k = low
        while k < len(doc.lows) and not doc.lows[k][0].isalnum() and k < low + 2:
            k += 1
        if k + 1 < len(doc.lows) and doc.lows[k] == "no" and doc.lows[k + 1] in (",", ".", "!"):
            denies = not denies
        elif any(word in _EMPHATIC_NO for word in doc.lows[k : k + 8]):
            denies = not denies
    return "denies" if denies else "affirms"


def _able(doc: Document, k: int, words: DeviceWords) -> bool:
    """A modal that tells ability or leave ("she could see the sea", "pupils may go"), or the month."""
    if not words.open_verbs or doc.lows[k] not in ("could", "may", "might"):
        return False
    if doc.words[k][0].isupper() and k and doc.lows[k - 1] not in ("“", "."):
        return True
    following = doc.lows[k + 1 : k + 2]
    if doc.lows[k] == "might":
        return False
    if following == ["not"]:
        return doc.lows[k] == "could" and doc.lows[k + 2 : k + 3] != ["be"]
    return bool(following) and following[0] not in words.open_verbs


def certainty_of(doc: Document, found: Found, low: int, words: DeviceWords) -> Certainty:
    """Certainty of a found attribution whose content begins at token `low`."""
    entry = found.entry
    if entry is not None and entry.certainty != "unstated":
        return entry.certainty
    if found.negated and entry is not None and entry.group == "establish":
        return "possible"
    stop = min(
        len(doc.lows),
        low + _FIRST_CLAUSE,
        doc.first[doc.sentence_of(low) + 1] if low < len(doc.lows) else low,
    )
    for k in range(low, stop):
        word = doc.lows[k]
        if k > low + 3 and word in (",", ";", ":", "—") and doc.lows[k - 1] not in ("that",):
            break
        if word == "no" and doc.lows[k + 1 : k + 2] == ["doubt"]:
            return "certain"
        if word in words.possible and not _able(doc, k, words):
            return "possible"
        if word in words.probable:
            return "probable"
        if word in words.certain:
            return "certain"
    return "unstated"
