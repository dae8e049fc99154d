"""Where what is said ends: before "und kündigte an", before a colon with a quotation."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns_de.sentence import View
from tasks.claims.records import Spans

_COORDINATE: Final = frozenset(("und", "aber", "doch", "sowie", "sondern"))


def end_of_said(view: View, low: int) -> int:
    """Token after the content that begins at `low`: the sentence's end, or where its source does something else.

    In a clause of reported speech or after "dass" a cue verb in the indicative right after "und" is none of
    the content: the clause's own verbs close it or stand in the other mood.
    """
    doc, g = view.doc, view.grammar
    for k in range(low + 1, view.high - 1):
        if doc.quote_at[k] >= 0:
            continue
        word = doc.lows[k]
        if word == ":" and doc.words[k + 1] == "“" and k > low + 2:
            return k
        if word in _COORDINATE and doc.quote_at[k + 1] < 0 and doc.words[k + 1][0].islower():
            forms = g.forms.get(doc.lows[k + 1])
            if not forms or doc.lows[k + 1] in g.reported or not any(form.finite for form in forms):
                continue
            ends_here = k + 2 >= view.high or doc.words[k + 2] in ",.:;"
            if not ends_here or doc.words[k + 2] in ",:":
                return k
    return view.high


def quote_after(view: View, k: int) -> Spans:
    """The quotation after a colon at token `k`, marks included; empty if there is none."""
    doc = view.doc
    if k + 1 >= view.high or doc.words[k] != ":" or doc.words[k + 1] != "“" or doc.quote_at[k + 1] < 0:
        return ()
    return (doc.quotes[doc.quote_at[k + 1]],)
