"""Sources named by a preposition or adverb: "laut NP", "NP zufolge", "nach Angaben von NP", ", so NP"."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue, Found
from tasks.claims.patterns_de.contents import quote_after
from tasks.claims.patterns_de.sentence import View
from tasks.claims.patterns_de.subjects import finite_word
from tasks.claims.records import Spans

_ACCORDING: Final = Cue("laut", "phrase", "say", frozenset("C"), "acknowledged", "affirms", "unstated")


def _is_source_noun(view: View, low: int, high: int) -> bool:
    """Is the first noun of a phrase one for what was written or said, or a body behind it ("UN-Angaben")?"""
    doc = view.doc
    head = next((k for k in range(low, high) if doc.upper[k]), -1)
    if head >= 0 and head == low and head + 1 < high and doc.lows[head].endswith("s") and doc.upper[head + 1]:
        head += 1  # "nach Verrins Angaben"
    return head >= 0 and view.is_source_noun(head)


def _around(view: View, low: int, high: int) -> Spans:
    """The sentence without tokens `low..high-1`: one span, or two when the phrase stands inside."""
    doc = view.doc
    start, end = view.low, view.high
    for clause in view.clauses:
        if clause.before == ";":  # what stands beyond a semicolon is another statement
            if clause.low <= low:
                start = clause.low
            elif clause.low > low:
                end = clause.low - 1
                break
    parts = view.spans(start, low) + view.spans(high, end)
    return tuple(p for p in parts if any(c.isalnum() for c in doc.flat[p[0] : p[1]]))


def according(view: View) -> list[Found]:
    """ "Laut NP ...", "... laut NP ...", "NP zufolge", "nach Angaben der Polizei", "seiner Meinung nach"."""
    doc = view.doc
    out: list[Found] = []
    for k in range(view.low, view.high):
        if doc.quote_at[k] >= 0:
            continue
        phrase = _phrase(view, k)
        if phrase is None:
            continue
        low, high, source = phrase
        content = _content(view, low, high)
        if not content or any(
            s < e and start < end for one in out for s, end in one.content for start, e in content
        ):
            continue
        cue = ((doc.starts[k], doc.end(k)),)
        out.append(Found(view.spans(*source), cue, content, _ACCORDING, "de-according", cue[0][0]))
    return out


def _phrase(view: View, k: int) -> tuple[int, int, tuple[int, int]] | None:
    """Tokens of a source phrase whose preposition is token k, and those of the source in it."""
    doc, g = view.doc, view.grammar
    low = doc.lows[k]
    if low in g.source_after and k > view.low and doc.lows[k - 1] in _PRONOUNS:
        return k - 1, k + 1, (k - 1, k)
    if low in g.source_after or low == "nach":
        start = _opinion(view, k) if low == "nach" else _phrase_start(view, k)
        if start < k:
            return start, k + 1, (start, k)
    if low not in g.source_before and low not in ("nach", "aus"):
        return None
    if k + 1 < view.high and doc.lows[k + 1] in _RELATIVE and k > view.low + 1 and doc.words[k - 1] == ",":
        told = low in g.source_before or view.is_source_noun(k - 2) or doc.lows[k - 2] in g.content_nouns
        if told and low != "aus":
            return k, k + 2, (k + 1, k + 2)
    end = _before_number(view, k + 1, view.phrase_end(k + 1))
    if low in g.source_before:
        if end == k + 1 and _small_name(view, k + 1):
            end = k + 2
        return (k, end, (k + 1, end)) if end > k + 1 else None
    if end == k + 1:
        return None
    if low == "aus":
        sight = next((i for i in range(k + 1, min(k + 3, end)) if doc.lows[i] == "sicht"), -1)
        return (k, end, (k + 1, end)) if 0 <= sight < end - 1 and doc.lows[sight + 1] != "zu" else None
    if not _is_source_noun(view, k + 1, end) or (k > view.low and doc.lows[k - 1] in _TIMES):
        return None
    return k, end, (k + 1, end)


def _small_name(view: View, k: int) -> bool:
    """ "laut taz": is token k a name in small letters, not "laut werden", "laut über ..."?"""
    doc, g = view.doc, view.grammar
    low = doc.lows[k] if k + 1 < view.high else ""
    known = low in g.articles or low in g.prepositions or low in g.adverbs or low in g.auxiliaries
    return low.isalpha() and not known and not low.endswith("en") and low not in g.modals


def _before_number(view: View, low: int, end: int) -> int:
    """End of a source phrase: "nach Behördenangaben 350 Menschen" goes on with what was said."""
    for k in range(low + 1, end - 1):
        if view.doc.words[k].isdigit() and view.doc.upper[k - 1] and view.doc.upper[k + 1]:
            return k
    return end


def _opinion(view: View, k: int) -> int:
    """First token of "seiner Meinung nach", "dem Vernehmen nach"; `k` if no such phrase ends there."""
    doc, g = view.doc, view.grammar
    named = k - 1 > view.low and doc.lows[k - 1] in _OPINIONS
    if named and doc.lows[k - 2] in g.articles and (doc.words[k - 2] != "Ihrer" or k - 2 == view.low):
        return k - 2
    if k - 1 == view.low and doc.lows[k - 1] in _OPINIONS:
        return k - 1
    return k


# Nouns before "nach" that name a source by themselves.
_OPINIONS: Final = frozenset(
    ("meinung", "ansicht", "auffassung", "einschätzung", "überzeugung", "vernehmen", "aussage")
)
_PRONOUNS: Final = frozenset(("ihm", "ihr", "ihnen", "dem", "denen"))
_RELATIVE: Final = frozenset(("dem", "der", "denen"))
_TIMES: Final = frozenset(
    "stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren kurz kurze erst schon".split()
)
_JOINED: Final = frozenset(
    (
        "der",
        "die",
        "das",
        "was",
        "worauf",
        "wobei",
        "dessen",
        "deren",
        "denen",
        "wodurch",
        "welche",
        "welcher",
    )
)


def _content(view: View, low: int, high: int) -> Spans:
    """What a source phrase is said of: the rest of its relative clause, else the rest of the sentence."""
    for clause in view.clauses[1:]:
        if clause.low <= low < clause.high and clause.before == ",":
            first = view.doc.lows[clause.low]
            bare = clause.low + 1 == low or view.phrase_end(clause.low) <= clause.low + 1
            inside = first in _JOINED and clause.low < low and bare
            if inside or (low == clause.low and high == low + 2 and view.doc.lows[low + 1] in _RELATIVE):
                parts = view.spans(clause.low, low) + view.spans(high, clause.high)
                return tuple(p for p in parts if any(c.isalnum() for c in view.doc.flat[p[0] : p[1]]))
    return _around(view, low, high)


def whereby(view: View) -> list[Found]:
    """ "..., wonach C": what stands before it is the source of the clause."""
    doc = view.doc
    for c, clause in enumerate(view.clauses[1:], 1):
        if doc.lows[clause.low] != "wonach" or doc.quote_at[clause.low] >= 0:
            continue
        before = view.clauses[c - 1]
        for k in range(before.high - 1, before.low - 1, -1):
            if doc.upper[k] and (view.is_source_noun(k) or doc.lows[k] in view.grammar.content_nouns):
                start = k - 1 if k > before.low and doc.lows[k - 1] in view.grammar.articles else k
                end = min(before.high, view.phrase_end(start))
                content = view.spans(clause.low + 1, clause.high)
                cue = ((doc.starts[clause.low], doc.end(clause.low)),)
                source = view.spans(start, max(end, k + 1))
                return [Found(source, cue, content, _ACCORDING, "de-whereby", cue[0][0])] if content else []
    return []


def _phrase_start(view: View, k: int) -> int:
    """First token of the noun phrase that ends before `k`, within its clause."""
    for clause in view.clauses:
        if clause.low < k <= clause.high:
            for i in range(clause.low, k):
                if view.phrase_end(i) >= k:
                    return i
            if k - clause.low < 8 and view.phrase_end(clause.low) > clause.low:
                return clause.low
    return k


def so_tag(view: View) -> list[Found]:
    """ "..., so die Ministerin (am Montag)."."""
    doc = view.doc
    for c, clause in enumerate(view.clauses):
        if not c or clause.before != "," or doc.lows[clause.low] != "so" or doc.quote_at[clause.low] >= 0:
            continue
        end = view.phrase_end(clause.low + 1)
        if finite_word(view, clause.low + 1):
            continue  # "..., so gebe es keine Lösung"
        if end == clause.low + 1 or (doc.words[clause.low + 1][0].islower() and end == clause.low + 2):
            continue
        if any(doc.lows[i] in view.grammar.auxiliaries for i in range(end, clause.high)):
            continue
        source, content = view.spans(clause.low + 1, end), _before(view, clause.low)
        later = view.clauses[c + 1 :]
        if (
            later
            and later[0].before == ","
            and doc.lows[later[0].low] not in ("und", "aber", "während", "wobei", "was")
        ):
            content = content + view.spans(later[0].low, view.high)
        own = quote_after(view, later[0].low - 1) if later else ()
        if own and doc.quote_at[clause.low - 2] < 0:
            pass
        elif later and (doc.words[later[0].low] == "“" or view.reported(later[0].low, later[0].high)):
            content, own = content + view.spans(later[0].low, view.high), ()
        cue = ((doc.starts[clause.low], doc.end(clause.low)),)
        if content:
            out = [Found(source, cue, content, _ACCORDING, "de-so", cue[0][0])]
            return [*out, Found(source, (), own, None, "de-colon", own[0][0])] if own else out
    return []


def _before(view: View, low: int) -> Spans:
    """Content before a tag, from the last colon on; a quotation that began earlier is taken whole."""
    opened = [clause.low for clause in view.clauses if clause.before == ":" and clause.low < low]
    if opened and view.reported(opened[-1], low) and view.doc.quote_at[opened[-1]] < 0:
        return view.spans(opened[-1], low)
    return content_before(view, low)


def content_before(view: View, low: int) -> Spans:
    """The sentence up to token `low`; with the whole quotation when it began in an earlier sentence."""
    doc = view.doc
    spans = view.spans(view.low, low)
    if not spans:
        return ()
    start, end = spans[0]
    quote = doc.quote_at[view.low]
    if quote >= 0 and doc.quotes[quote][0] < start and doc.quotes[quote][1] <= end + 2:
        start = doc.quotes[quote][0]
    return ((start, end),)


def thus(view: View) -> list[Found]:
    """ "Demnach ...": the sentence goes on with what an unnamed source said."""
    doc, g = view.doc, view.grammar
    if doc.lows[view.low] not in g.thus:
        return []
    content = view.spans(view.low + 1, view.high)
    cue = ((doc.starts[view.low], doc.end(view.low)),)
    return [Found(cue, cue, content, _ACCORDING, "de-thus", cue[0][0])] if content else []
