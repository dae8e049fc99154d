"""Short labels cut out of a text, never written: only the ends move, so the offsets stay true."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.claims.records import Span

_EDGE = " \t\n\r\"'“”‘’«»„‚`,;:–—-.!…"
_BORDER = re.compile(
    r"(?:;|:|\s[–—-]\s|,\s+(?=(?:which|who|whose|where|while|although|though|but|and|after|as|because|when|"
    r"with|adding|saying|according|including|despite|amid|since|so)\b))"
)
#: "KARVESH, Dravany, March 3 (Agency) -": where and whose, not what.
_DATELINE = re.compile(r"[^\W\d_][^()\n]{0,80}\([^()\n]{2,40}\)\s*(?:-{1,2}|–|—)\s")
_DATELINE_CHARS = 82  # in which its bracket opens
_OPENING = re.compile(
    r"(?:however|meanwhile|moreover|instead|also|in addition|furthermore|and|but|that|so|still|yet|then"
    r"|therefore|while|although|though"
    r"|as(?=\s+(?-i:[A-Z]|the\b|he\b|she\b|they\b|it\b|we\b|his\b|her\b|its\b|their\b)))\b[,\s]+",
    re.IGNORECASE,
)
#: One of these stands at the end of whatever the next finds: a look at the last letters is enough for most labels.
_LAST_WORD = re.compile(r"(?:and|but|or|that|which|because|while)$", re.IGNORECASE)
_DANGLING = re.compile(r"(?:[,\s]+(?:and|but|or|that|which|because|while))+$", re.IGNORECASE)
#: Words that a cut label does not end with: what belongs to them was cut off.
_LOOSE_WORDS = (
    "and|but|or|nor|that|which|who|whose|because|while|when|where|if|as|than|with|without|of|to|in|into|on|onto"
    "|at|for|from|by|over|under|about|between|among|against|after|before|during|through|the|an?|his|her|its|their|our|my"
    "|this|these|those|und|oder|dass|der|die|das|den|dem|des|ein|eine|einen|einem|einer|von|vom|zu|zur|zum|mit|für|auf"
    "|im|am|bei|nach|über|durch|gegen"
)
_LOOSE = re.compile(rf"(?:[,\s]+(?:{_LOOSE_WORDS}))+$", re.IGNORECASE)
_LAST_LOOSE = re.compile(rf"(?:{_LOOSE_WORDS})$", re.IGNORECASE)
_LONGEST_LOOSE = 7  # letters
#: What may stand before the verb of a cue, and says nothing: "has also called", "is being accused".
_HELPERS = re.compile(
    r"(?:['’](?:s|d|ve|re|ll)|has|have|had|having|is|are|was|were|be|been|being|will|would|did|does|do|also|then|later|again|once"
    r"|since|repeatedly|recently)\s+",
    re.IGNORECASE,
)
#: Beginnings of half a clause: its subject or its main clause stands elsewhere.
_HALF = re.compile(
    r"\W*(?:was|were|is|are|had|has|have|been|be|being|to|when|where|whether|if|why|how|for|of|with|by|in|on|at)\b",
    re.IGNORECASE,
)
#: Between a cue and its content: "called on the council to sell", "is accused of theft".
_LEADS_ON = re.compile(
    r"[\s\"“„'‘]*(?:\s(?:on|upon|for|to|of|in|with|at|about|against|from|as)[\s\"“„'‘]+)?", re.IGNORECASE
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did)\b|n['’]t\b",
    re.IGNORECASE,
)
#: Complements of cues that are no clauses: "called it absurd", "accused them of theft", "claims about it".
_NO_CLAUSE_FRAMES = frozenset({"X", "N", "OP", "AS", "I", "OI", "noun", "with", "to", "out"})
_LEAST = 30  # characters; a label shorter than this says too little to cut further


def shorten(text: str, start: int, end: int, limit: int) -> tuple[int, int]:
    """Narrow `start..end` to a label of at most `limit` characters: quotes, openers and late clauses off.

    Cuts at the last clause border that leaves enough, else at the last word that fits.
    """
    start, end = _trim(text, start, end)
    bracketed = text.find("(", start, min(end, start + _DATELINE_CHARS)) >= 0
    dateline = _DATELINE.match(text, start, end) if bracketed else None
    if dateline:
        start, end = _trim(text, dateline.end(), end)
    opening = _OPENING.match(text, start, end)
    while opening and end - opening.end() >= _LEAST // 2:  # "that while the mayor ..."
        start, end = _trim(text, opening.end(), end)
        opening = _OPENING.match(text, start, end)
    cut = False
    if end - start > limit:
        borders = [
            match.start()
            for match in _BORDER.finditer(text, start, end)
            if _LEAST <= match.start() - start <= limit
        ]
        if borders:
            end = borders[-1]
        else:
            space = text.rfind(" ", start + _LEAST, start + limit + 1)
            end = space if space > start else start + limit
        cut = True
    start, end = _trim(text, start, end)
    loose, last = (_LOOSE, _LAST_LOOSE) if cut else (_DANGLING, _LAST_WORD)
    ending = text[max(start, end - _LONGEST_LOOSE) : end]
    dangling = loose.search(text[start:end]) if last.search(ending) else None
    if dangling:
        start, end = _trim(text, start, start + dangling.start())
    return _with_quotes(text, start, end)


def with_cue(text: str, cues: Sequence[Span], start: int) -> int:
    """Where a label begins whose content at `start` is no clause of its own: at the verb that leads to it.

    "Tamsin of hiding the ledger" is told as "accused Tamsin of hiding the ledger". `start` when no cue
    stands right before it.
    """
    for low, high in cues:
        if high <= start and _LEADS_ON.fullmatch(text, high, start):
            helper = _HELPERS.match(text, low, high)
            while helper:
                low = helper.end()
                helper = _HELPERS.match(text, low, high)
            return low
    return start


def is_clause(text: str, says: bool, rule: str | None) -> bool:
    """Whether a content stands as a clause of its own, so that a reader could miss it elsewhere.

    `says`: it has a predicate at all; `rule` names the construction it was found in, None in own voice.
    """
    if not says or _HALF.match(text):
        return False
    frame = "" if rule is None else rule.rsplit(" ", 1)[-1]
    return frame not in _NO_CLAUSE_FRAMES or _FINITE.search(text) is not None


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Take back a quotation mark whose partner stands inside: the deaths were “fake”."""
    label = text[start:end]
    for opening, closing in (("“", "”"), ('"', '"'), ("«", "»")):
        if opening not in label and closing not in label:
            continue
        same = opening == closing
        odd = label.count(opening) % 2 == 1 if same else label.count(opening) != label.count(closing)
        if odd and text[end : end + 1] == closing and (same or label.count(opening) > label.count(closing)):
            end += 1
            label = text[start:end]
        elif odd and start and text[start - 1] == opening:
            start -= 1
            label = text[start:end]
    return start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
