"""Sources named by a preposition or adverb: "laut NP", "NP zufolge", "nach Angaben von NP", ", so NP"."""

from __future__ import annotations

from tasks.claims.pack import Cue, Found
from tasks.claims.patterns_de.sentence import View
from tasks.claims.records import Spans

_ACCORDING = Cue("laut", "phrase", "say", frozenset("C"), "acknowledged", "affirms", "unstated")


def _is_source_noun(view: View, low: int, high: int) -> bool:
    g, doc = view.grammar, view.doc
    for k in range(low, high):
        word = doc.lows[k]
        if doc.words[k][0].isupper() and (word in g.source_nouns or word.endswith(g.source_endings)):
            return True
    return False


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
    """ "Laut NP ...", "... laut NP ...", "NP zufolge", "nach Angaben der Polizei"."""
    doc, g = view.doc, view.grammar
    for k in range(view.low, view.high):
        low = doc.lows[k]
        if doc.quote_at[k] >= 0:
            continue
        if low in g.source_before or low == "nach":
            end = view.phrase_end(k + 1)
            if (
                end == k + 1
                and low != "nach"
                and k + 2 < view.high
                and doc.words[k + 1].isalpha()
                and doc.lows[k + 1] not in g.articles
            ):
                end = k + 2  # "laut taz": a name in small letters
            if end == k + 1 or (low == "nach" and not _is_source_noun(view, k + 1, end)):
                continue
            content = _around(view, k, end)
            source = view.spans(k + 1, end)
        elif low in g.source_after:
            start = _phrase_start(view, k)
            if start == k:
                continue
            content, source = _around(view, start, k + 1), view.spans(start, k)
        else:
            continue
        if content:
            cue = ((doc.starts[k], doc.ends[k]),)
            return [Found(source, cue, content, _ACCORDING, "de-according", cue[0][0])]
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
        elif later and (doc.words[later[0].low] == "“" or view.reported(later[0].low, later[0].high)):
            content = content + view.spans(later[0].low, view.high)
        cue = ((doc.starts[clause.low], doc.ends[clause.low]),)
        if content:
            return [Found(source, cue, content, _ACCORDING, "de-so", cue[0][0])]
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
    cue = ((doc.starts[view.low], doc.ends[view.low]),)
    return [Found(cue, cue, content, _ACCORDING, "de-thus", cue[0][0])] if content else []
