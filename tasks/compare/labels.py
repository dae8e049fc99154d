"""Short labels cut out of a text, never written: only the ends move, so the offsets stay true."""

from __future__ import annotations

import re

_EDGE = " \t\n\r\"'“”‘’«»„‚`,;:–—-.!…"
_BORDER = re.compile(
    r"(?:;|:|\s[–—-]\s|,\s+(?=(?:which|who|whose|where|while|although|though|but|and|after|as|because|when|"
    r"with|adding|saying|according|including|despite|amid|since|so)\b))"
)
#: "KARVESH, Dravany, March 3 (Agency) -": where and whose, not what.
_DATELINE = re.compile(r"[^\W\d_][^()\n]{0,80}\([^()\n]{2,40}\)\s*(?:-{1,2}|–|—)\s")
_OPENING = re.compile(
    r"(?:however|meanwhile|moreover|instead|also|in addition|furthermore|and|but|that|so|still|yet|then"
    r"|therefore)\b[,\s]+",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"[,\s]+(?:and|but|or|that|which|because|while)$", re.IGNORECASE)
#: Beginnings of half a clause: its subject or its main clause stands elsewhere.
_HALF = re.compile(
    r"\W*(?:was|were|is|are|had|has|have|been|be|being|to|when|where|whether|if|why|how|for|of|with|by|in|on|at)\b",
    re.IGNORECASE,
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
    dateline = _DATELINE.match(text, start, end)
    if dateline:
        start, end = _trim(text, dateline.end(), end)
    opening = _OPENING.match(text, start, end)
    if opening and end - opening.end() >= _LEAST // 2:
        start, end = _trim(text, opening.end(), end)
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
    start, end = _trim(text, start, end)
    dangling = _DANGLING.search(text[start:end])
    if dangling:
        start, end = _trim(text, start, start + dangling.start())
    return _with_quotes(text, start, end)


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
    for opening, closing in (("“", "”"), ('"', '"'), ("«", "»")):
        label = text[start:end]
        same = opening == closing
        odd = label.count(opening) % 2 == 1 if same else label.count(opening) != label.count(closing)
        if odd and text[end : end + 1] == closing and (same or label.count(opening) > label.count(closing)):
            end += 1
        elif odd and start and text[start - 1] == opening:
            start -= 1
    return start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
