"""Whatever the text holds: spans are substrings, nothing raises, time grows with length only."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.claims.extract import extract_claims
from tasks.claims.records import TextClaims

PIECES = st.sampled_from(
    [
        "The mayor said ",
        "“",
        "”",
        '"',
        "''",
        "'",
        "he said",
        ", ",
        ". ",
        "\r\n",
        "\n\n",
        "according to ",
        "Ada Brint ",
        "الرئيس قال ",
        "שלום ",
        "\u202e",
        "e\u0301",
        "😀",
        "👩‍👩‍👧",
        "alleged ",
        "without evidence ",
        "who ",
        "that ",
        "more than 400 people ",
        "«",
        "»",
        "„",
        "Kyiv ",
        "was quoted as saying by NBC",
        ": ",
        "— ",
        "(",
        ")",
        "\u00a0",
        "\x00",
        "İ",
        "ß",
        "called it “weak” ",
        "?",
        "!",
    ]
)


def check(text: str, claims: TextClaims) -> None:
    size = len(text)
    spans = [s.span for s in claims.sentences]
    for a in claims.attributions:
        spans += [*a.source, *a.cue, *a.content, *a.engagement_cue]
        assert a.content and 0 <= a.sentence < len(claims.sentences)
        for role in (a.source, a.cue, a.content):
            assert list(role) == sorted(role)
    for m in claims.markings:
        spans += [m.span, m.target]
        assert m.attribution is None or 0 <= m.attribution < len(claims.attributions)
    for p in claims.propositions:
        spans += [p.span, *p.spans]
    spans += [n.span for n in claims.numbers] + [n.span for n in claims.names]
    for start, end in spans:
        assert 0 <= start < end <= size
        assert text[start:end].strip()
    keys = {v.key for v in claims.voices}
    assert all(a.voice in keys for a in claims.attributions)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_spans_are_substrings_of_built_texts(text: str) -> None:
    check(text, extract_claims(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_spans_are_substrings_of_any_text(text: str) -> None:
    check(text, extract_claims(text))


def test_same_text_same_claims() -> None:
    text = "Ada Brint said the dam was safe. “Not so,” Hale said, without evidence."
    assert extract_claims(text) == extract_claims(text)


def test_offsets_survive_what_stands_before() -> None:
    plain = "“The dam is safe,” the mayor said."
    for prefix in ("😀 \r\n", "e\u0301e\u0301 \n\n", "مرحبا \u202e\n\n"):
        shifted = extract_claims(prefix + plain).attributions[0]
        assert (prefix + plain)[slice(*shifted.content[0])] == "“The dam is safe,”"


UNITS = [
    '"',
    "“",
    "'",
    "''",
    ".",
    "...",
    "—",
    "- ",
    "(",
    ",",
    ": ",
    "\n",
    "A.",
    "a-",
    "a'",
    "1,",
    "and ",
    "Ada ",
    "Mr. ",
    "he said that ",
    "said ",
    "according to ",
    ' he said, "',
    '" he said. "',
    "who said ",
    "of the ",
    "the president ",
    "alleged ",
    "without evidence ",
    "‘a’ ",
    "as he said, ",
    "claim that ",
    "was quoted as saying by ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear_on_hostile_repetition(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            extract_claims(text)
            best = min(best, time.process_time() - start)
        return best

    short, long = seconds(12_500), seconds(50_000)
    assert long < 0.2 or long < 10 * short  # four times the text; a quadratic walk would take sixteen times


def test_a_megabyte_in_one_line() -> None:
    text = "The minister said that prices rose. " * 14_000
    start = time.process_time()
    claims = extract_claims(text)
    assert len(claims.attributions) == 14_000
    assert time.process_time() - start < 15
