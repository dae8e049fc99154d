"""Polarity and certainty: does the source affirm or deny the content, and how sure is it?

Cue first, then its negation, then the marks of doubt and assurance in the content's first clause (values
after Sauri & Pustejovsky 2009, FactBank; hedges and boosters after Hyland 2005).
"""

from __future__ import annotations

from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import DeviceWords, Found
from tasks.claims.records import Certainty, Polarity
from tasks.claims.wordsets import Words

_FIRST_CLAUSE: Final = 22  # tokens of the content in which a mark grades the whole
_BELIEF: Final = frozenset(
    {"think", "feel", "conviction", "sure", "attitude", "belief", "establish", "prospect"}
)


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
        if _plain_no(doc, k, words):
            denies = not denies
        elif any(_hardly_so(doc, j, words) for j in range(k + 1, min(k + 8, len(doc.lows) - 1))):
            denies = not denies
    return "denies" if denies else "affirms"


def _plain_no(doc: Document, k: int, words: DeviceWords) -> bool:
    """A "no" alone, or before a clause that is negated itself; "No, it was the wind" affirms the wind."""
    lows = doc.lows
    if k + 2 >= len(lows) or lows[k] not in words.clauses.no or lows[k + 1] not in (",", ".", "!"):
        return False
    if lows[k + 2] == "”" or doc.quote_at[k + 2] < 0 <= doc.quote_at[k] or lows[k + 1] != ",":
        return True
    return any(
        lows[j] in words.negations or lows[j].endswith("n't") for j in range(k + 2, min(k + 9, len(lows)))
    )


def _hardly_so(doc: Document, k: int, words: DeviceWords) -> bool:
    """ "is hardly the monster": what somebody is said to be is denied; "hardly any shells" denies nothing."""
    if doc.lows[k] not in words.clauses.hardly or doc.lows[k - 1] not in words.linking:
        return False
    return doc.lows[k + 1] in words.clauses.denied


def certainty_of(doc: Document, found: Found, low: int, words: DeviceWords) -> Certainty:
    """Certainty of a found attribution whose content begins at token `low`."""
    entry = found.entry
    if entry is not None:
        if found.negated and (entry.certainty == "certain" or _left_open(doc, found)):
            return "possible"
        if entry.certainty != "unstated":
            return entry.certainty
        if found.negated and entry.group == "establish":
            return "possible"
        if entry.lemma in ("suggest", "indicate") and _by_evidence(doc, found, words.clauses.evidence):
            return "probable"
    return _clause_certainty(doc, low, words)


def _left_open(doc: Document, found: Found) -> bool:
    """ "did not rule out", "would not exclude": what is not ruled out is possible."""
    entry = found.entry
    return entry is not None and entry.lemma in ("rule", "exclude", "discount") and entry.polarity == "denies"


def _by_evidence(doc: Document, found: Found, evidence: Words) -> bool:
    """Is the source a text or data ("the figures suggest"), no person with a proposal?"""
    if not found.source:
        return False
    start, end = found.source[0]
    head = doc.flat[start:end].lower().split(" of ")[0].split(" from ")[0].split()
    return bool(head) and head[-1].strip(",") in evidence


def _clause_certainty(doc: Document, low: int, words: DeviceWords) -> Certainty:
    """The first mark of doubt or assurance in the main clause that begins at token `low`."""
    lows = doc.lows
    if low >= len(lows):
        return "unstated"
    stop = min(len(lows), low + _FIRST_CLAUSE, doc.first[doc.sentence_of(low) + 1])
    seen = False
    for k in range(low, stop):
        word = lows[k]
        if k > low and seen and (word in (",", ";", ":", "—") or word in words.clauses.later):
            break
        grade = _phrase(lows, k, words) if word in words.graded else None
        if grade:
            return grade
        if word in words.possible and not _idle(doc, k, low, words):
            return "possible"
        if word in words.probable and not _idle(doc, k, low, words):
            return "probable"
        if word in words.certain and not _idle(doc, k, low, words):
            return "probable" if k > low and lows[k - 1] in words.softening else "certain"
        seen = seen or not words.finite or word in words.finite or (len(word) > 3 and word.endswith("ed"))
    return "unstated"


def _phrase(lows: list[str], k: int, words: DeviceWords) -> Certainty | None:
    """Grade of the longest listed run of words that begins at token k."""
    for phrase, grade in words.graded[lows[k]]:
        if tuple(lows[k : k + len(phrase)]) == phrase:
            return grade
    return None


def _idle(doc: Document, k: int, low: int, words: DeviceWords) -> bool:
    """Does the word at k grade nothing here: ability, a month, a relative clause, a plain adjective?"""
    lows = doc.lows
    word, before = lows[k], lows[k - 1] if k else ""
    if word in words.adverbs and k + 1 < len(lows):
        if lows[k + 1] in words.adjectives or lows[k + 1] in words.of_sayings:
            return True  # "his seemingly absurd claim": the outlet's word about the claim
    if word == "if":
        return before in words.clauses.conceded
    if word in words.clauses.modals:
        return (k - 1 > low and before in words.clauses.relatives) or _able(doc, k, words)
    if (
        word == "unclear"
        and (k + 1 >= len(lows) or lows[k + 1] not in words.clauses.open_questions)
        and before != "it"
    ):
        return True  # "the sketch was unclear" describes, "it was unclear who" leaves open
    if word in words.predicative and words.linking:
        j = k - 1
        while j >= low and (lows[j] in words.softening or lows[j] == "not" or lows[j].endswith("ly")):
            j -= 1
        if j < low:  # "certain goods were banned"; "Possible, he said" is a whole answer
            return k + 1 < len(lows) and lows[k + 1][0].isalpha() and lows[k + 1] not in ("that", "to", "but")
        return lows[j] not in words.linking and not (doc.upper[k] and lows[j] == "“")
    return False


def _able(doc: Document, k: int, words: DeviceWords) -> bool:
    """A modal that tells ability or leave ("she could see the sea", "pupils may go"), or the month."""
    lows = doc.lows
    if not words.open_verbs:
        return False
    if doc.upper[k] and k and lows[k - 1] not in ("“", "."):
        return True
    following = lows[k + 1] if k + 1 < len(lows) else ""
    if lows[k] == "might" or following in ("be", "have"):
        return False
    if following == "not":
        return lows[k] == "could"
    j = k - 1
    while j > max(-1, k - 6) and (
        lows[j] in ("also", "now", "then", "both", "all") or lows[j].endswith("ly")
    ):
        j -= 1
    if j < 0 or following in words.open_verbs:
        return False
    agent = lows[j]
    if lows[k] == "may" and (doc.upper[j] or agent in ("he", "she", "it", "they", "i", "we")):
        return False
    return doc.upper[j] or agent in words.agents or agent.endswith(words.clauses.people)
