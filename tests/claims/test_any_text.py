"""Numbers, names and German attributions on any text at all: no error, and spans that lie in the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.document import cut
from tasks.claims.extract import extract_claims
from tasks.claims.german import load
from tasks.claims.names import find_names
from tasks.claims.numbers import find_numbers

PACK = load()
PIECES = st.sampled_from(
    ["one", "twenty-", "3/4", "1,000", ".5", "$", "€ 5m", "%", "a third of", "Ministry of", "al-", "O'Neill", "U.S.",
     "President", "Kiev", "“", "”", "„", "'", "\n", "\r\n", " ", "-", "—", "(", ")", ":", ",", ".", "sagte", "laut",
     "dass", "zufolge", "wie", "teilte", "mit", "Der", "Ärzte", "😀", "e\u0301", "\u202b", "İ", "½", "١٢", "to", "or",
     "between", "and", "half", "million", "dozen", "no", "in", "of", "the", "x10^", "e9", "12", "4000", "2019", "s"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES).map("".join)
)


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_numbers_and_names_hold_on_any_text(text):
    doc = cut(text, frozenset(), frozenset())
    for language in ("en", "de"):
        uses = [
            *find_numbers(doc.flat, doc.sentences, doc.quotes, language),
            *find_names(doc.flat, doc.sentences, doc.quotes, language),
        ]
        for use in uses:
            assert 0 <= use.span[0] < use.span[1] <= len(text)
            assert 0 <= use.sentence < max(1, len(doc.sentences))
        for number in find_numbers(doc.flat, doc.sentences, doc.quotes, language):
            assert number.low is None or number.high is None or number.low <= number.high


WORDS = (
    "said|which|Kyiv|denied|“|”|,|.|what it calls|free|according to|in a poll|he|--|reportedly|the mayor's|view|in"
    "|Said|offered no evidence|Ada Brint|in Ostrel|might|almost certainly|that|claims|A:|Q:|\n|\r\n|😀|e\u0301|\u202b"
    "|''|told|asked|about|seems|as|put it|40 percent|backing|those|called|so-called|found|!|?|:|;|(|)|the|poll|telling"
    "|no|who|and|but|to"
)
ENGLISH = st.lists(st.sampled_from(WORDS.split("|")), max_size=40).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(st.one_of(TEXTS, ENGLISH))
def test_everything_found_in_english_lies_in_the_text(text):
    claims = extract_claims(text)
    spans = [span for a in claims.attributions for span in (*a.source, *a.cue, *a.content, *a.engagement_cue)]
    spans += [span for p in claims.propositions for span in p.spans]
    spans += [span for m in claims.markings for span in (m.span, m.target)]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
    for marking in claims.markings:
        assert marking.attribution is None or 0 <= marking.attribution < len(claims.attributions)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_german_attributions_hold_on_any_text(text):
    doc = cut(text, PACK.abbreviations, PACK.openers)
    for found in PACK.find_attributions(doc):
        for start, end in [*found.source, *found.cue, *found.content]:
            assert 0 <= start < end <= len(text)


def test_one_word_longer_than_a_sentence_may_be_stops_nothing():
    claims = extract_claims("A" * 10_000)
    assert claims.observed and not claims.attributions


def test_a_text_may_end_where_a_clause_or_a_figure_begins():
    assert extract_claims(
        "The count is closed, the mayor said. She found that it was fair, while"
    ).attributions
    assert extract_claims("Bei der Übernahme waren 57 M", language="de").numbers
