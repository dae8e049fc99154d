"""The order in which the German patterns look at a text."""

from __future__ import annotations

from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns_de.forms import read_grammar
from tasks.claims.patterns_de.nouns import mood_cue, noun_cue, state_cue
from tasks.claims.patterns_de.objects import object_of
from tasks.claims.patterns_de.quoted import colon_quotes
from tasks.claims.patterns_de.runs import LONGEST, free, joined, lone_quotes, name_ends, runs_on, told_of
from tasks.claims.patterns_de.sentence import Verb, View, clause_verbs
from tasks.claims.patterns_de.sources import according, so_tag, thus, whereby
from tasks.claims.patterns_de.subjects import main_verb
from tasks.claims.patterns_de.tags import as_front, back, tag
from tasks.claims.patterns_de.verbs import complement
from tasks.claims.records import Spans

_TAKEN: Final = 3  # sentences; what goes further back than this is seldom meant by "das"


def find_attributions(doc: Document) -> list[Found]:
    """Return the attributions of a German text in text order, outermost layer.

    A sentence is asked in turn for a source phrase ("laut ..."), for a tag after its content, for a verb
    with a clause, for a verb with an object; then, when it stands in the mood of reported speech, it is
    given to the source that spoke before it in the same paragraph.
    """
    grammar = read_grammar()
    names = name_ends(doc, grammar)
    found: list[Found] = []
    last: Found | None = None
    last_paragraph = last_sentence = -1
    for i, sentence in enumerate(doc.sentences):
        low, high = doc.first[i], doc.first[i + 1]
        if not 2 <= high - low <= LONGEST:
            continue
        previous = _before(doc, i, last_sentence)
        view = View(doc, grammar, i, low, high, names)
        here = _sentence(view, previous)
        near = last if last is not None and sentence.paragraph - last_paragraph <= 1 else None
        if not here and last_sentence < i - 1 and previous:
            near = told_of(doc, grammar, i - 1, names) or near  # somebody else is spoken of since
        if not here and near is not None:
            last = near
            run = free(view, last, i - last_sentence == 1)
            if run is None and sentence.quoted > 0.97 and sentence.paragraph == last_paragraph:
                run = lone_quotes(view, last)
            if run and found and last_sentence == i - 1 and runs_on(found[-1], run):
                run = joined(found.pop(), run)
            here = [run] if run else []
        if here:
            found.extend(here)
            spoken = [one for one in here if one.source and (last is None or one.rule != "de-thus")]
            if spoken:
                last, last_paragraph = spoken[-1], sentence.paragraph
            last_sentence = i
    found.sort(key=lambda one: one.content[0][0] if one.content else one.anchor)
    return found


def _before(doc: Document, i: int, last: int) -> Spans:
    """The sentences of i's paragraph before it that nobody said yet: what "das teilte die Bank mit" takes up."""
    first = i
    while (
        first > i - _TAKEN
        and first - 1 > last
        and doc.sentences[first - 1].paragraph == doc.sentences[i].paragraph
    ):
        first -= 1
    if first == i and i and doc.sentences[i - 1].paragraph == doc.sentences[i].paragraph:
        first = i - 1
    return tuple(sentence.span for sentence in doc.sentences[first:i])


def _sentence(view: View, before: Spans) -> list[Found]:
    """What one sentence says by itself."""
    verbs = clause_verbs(view)
    here = according(view) or so_tag(view) or thus(view) or whereby(view)
    if here:
        return _outer(view, verbs, here[0]) or here
    opener = view.doc.lows[view.low]
    late = opener in view.grammar.subordinators and opener not in view.grammar.content_openers
    late = late or (opener in view.grammar.prepositions and main_verb(view, view.clauses[0]) < 0)
    for n, verb in enumerate(verbs):
        got = as_front(view, verb) or (complement(view, verb) if late else []) or tag(view, verb, late)
        if got and not _within(view, verbs[:n], verb, got):
            return got
    out = _complements(view, verbs)
    if out:
        return out
    for verb in verbs:
        got = back(view, verb, before)
        if got:
            return got
    other = noun_cue(view) or state_cue(view) or colon_quotes(view) or mood_cue(view)
    if other:
        return other
    for verb in verbs:
        got = object_of(view, verb)
        if got:
            return got
    return []


def _within(view: View, earlier: list[Verb], verb: Verb, got: list[Found]) -> bool:
    """Does a tag without an inverted verb of saying stand in what an earlier verb says already?"""
    if got[0].rule != "de-tag" or (verb.form.cue.group in ("say", "announce") and verb.finite == verb.at):
        clause = view.clauses[verb.clause]
        if got[0].rule != "de-tag" or verb.finite == clause.low:
            return False
    at = view.doc.starts[verb.at]
    return any(s <= at < e for one in earlier for found in complement(view, one) for s, e in found.content)


def _outer(view: View, verbs: list[Verb], inner: Found) -> list[Found]:
    """The attribution whose content holds another one: "Steg sagte, nach Auffassung der Kanzlerin ..."."""
    for verb in verbs:
        if view.doc.starts[verb.at] > inner.anchor or inner.rule not in ("de-according", "de-whereby"):
            return []
        got = as_front(view, verb) or complement(view, verb)
        if any(one.source and any(s <= inner.anchor < e for s, e in one.content) for one in got):
            return got
    return []


def _complements(view: View, verbs: list[Verb]) -> list[Found]:
    """The clauses that the verbs of a sentence govern, one after the other; and quotations beside them."""
    out: list[Found] = []
    reached = view.doc.starts[view.low]
    for verb in verbs:
        if view.doc.starts[verb.at] < reached:
            continue
        got = complement(view, verb)
        if got:
            out.extend(got)
            reached = max(e for one in got for _, e in one.content)
    if out:
        for verb in verbs:
            for one in object_of(view, verb):
                if one.rule == "de-quoted-object" and not any(_touch(one, other) for other in out):
                    out.append(one)
    return out


def _touch(one: Found, other: Found) -> bool:
    """Do two share a character of content, or one's content the other's cue?"""
    taken = one.content + one.cue
    return any(s < end and start < e for s, e in taken for start, end in other.content + other.cue)
