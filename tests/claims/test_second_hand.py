"""Words that come through somebody else, signed quotations, captions, and what only looks like a saying."""

from __future__ import annotations

import pytest

from tasks.claims.extract import extract_claims
from tasks.claims.records import Attribution, TextClaims


def texts(claims: TextClaims, text: str) -> list[tuple[str, str]]:
    """(source, content) of each attribution."""
    return [(_cut(text, a.source), _cut(text, a.content)) for a in claims.attributions]


def _cut(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return " // ".join(text[start:end] for start, end in spans)


def _only(text: str) -> Attribution:
    (found,) = extract_claims(text).attributions
    return found


def test_a_speaker_named_by_an_outlet_is_the_voice_and_the_outlet_the_relay() -> None:
    text = "According to the Lowick Herald, Professor Ada Brint said the flag was never put to a vote."
    found = _only(text)
    assert found.voice == "person/ada-brint"
    assert found.relays == ("organisation/lowick-herald",)
    assert _cut(text, found.content) == "the flag was never put to a vote"


def test_an_outlet_that_speaks_for_itself_stays_the_voice() -> None:
    found = _only("According to the Lowick Herald, the flag was never put to a vote.")
    assert found.voice == "organisation/lowick-herald"
    assert found.relays == ()


@pytest.mark.parametrize("dash", ["-", "—"])
def test_a_name_after_a_dash_signs_the_quotation_before_it(dash: str) -> None:
    text = f'"So far it is one to nil. But it is a long game." {dash} Ada Brint\n\nRain fell on the hill.'
    assert texts(extract_claims(text), text)[0] == (
        "Ada Brint",
        '"So far it is one to nil. But it is a long game."',
    )


@pytest.mark.parametrize("between", [" ", "\n\n"])
@pytest.mark.parametrize(
    "post",
    [
        "“The bridge is safe!”",
        "The bridge is safe! We checked it twice.",
        "The council vows to shut the bridge. Get ready, council, we said no!",
        "The clerk told me that it is safe. I agree 100%! pic.example/x1",
    ],
)
def test_an_embedded_post_belongs_to_its_signature(post: str, between: str) -> None:
    text = f"Rain fell on the long hill.\n\n{post}{between}— Ada Brint (@adabrint) June 4, 2021\n\nThe hill slid on Monday."
    claims = extract_claims(text)
    assert texts(claims, text) == [("Ada Brint", post)]
    assert claims.attributions[0].kind == "direct"
    own = [text[start:end] for p in claims.propositions if p.attribution is None for start, end in p.spans]
    assert own == ["Rain fell on the long hill.", "The hill slid on Monday."]


def test_what_an_outlet_says_of_the_author_before_a_post_is_not_the_post() -> None:
    text = (
        "On Friday the mayor, Ada Brint, hit back. We never shut the bridge! — Ada Brint (@adabrint) June 4, 2021\n\n"
        "Rain fell on the long hill."
    )
    claims = extract_claims(text)
    assert texts(claims, text) == [("Ada Brint", "We never shut the bridge!")]
    assert claims.propositions[0].attribution is None


def test_a_handle_in_a_sentence_signs_nothing() -> None:
    text = "The bridge is safe now — Ada Brint (@adabrint) has checked it twice and the council once."
    assert texts(extract_claims(text), text) == []


def test_a_speech_goes_on_in_paragraphs_that_do_not_open_with_a_mark() -> None:
    text = 'The coach said, "We played well.\n\nWe may lose the next one. But we shall learn from it."\n'
    assert "But we shall learn from it" in texts(extract_claims(text), text)[0][1]


def test_a_quotation_after_a_colon_belongs_to_what_was_said_before_it() -> None:
    text = "On Monday, Brint defended the bridge whilst promising repairs: “It carries ten thousand people.”"
    assert ("Brint", "“It carries ten thousand people.”") in texts(extract_claims(text), text)


def test_a_report_hung_on_by_with_has_its_own_source() -> None:
    text = "The council said every claim would be read, with the Herald reporting no one will be refused."
    assert texts(extract_claims(text), text) == [
        ("The council", "every claim would be read"),
        ("the Herald", "no one will be refused"),
    ]


def test_evidence_from_somebody_that() -> None:
    text = "The court has received evidence from its own clerks that the ledger was forged."
    assert ("that the ledger was forged") in [content for _, content in texts(extract_claims(text), text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Ada Brint tweets her thanks to the crew Image: City of Lowick.",
        "The choir sang in the hall that they called the Great Barn.",
        "Strangers were kept from claiming asylum at the border.",
        "The ministers would have refused to send the boats.",
    ],
)
def test_what_only_looks_like_a_saying(text: str) -> None:
    assert not [a for a in extract_claims(text).attributions if a.rule != "noun"]


def test_they_are_not_the_outlet_that_passed_the_words_on() -> None:
    text = (
        "The blame lies with the guards, reported the Daily Tide. Ada Brint had spoken to foreign officials. "
        "They said the case was closed."
    )
    assert extract_claims(text).attributions[-1].voice == "anonymous/foreign-officials"


def test_a_role_holds_no_credit_of_a_picture() -> None:
    text = "Ola Varn | Tidepool Russian President Vladimir Putin spoke on Monday. Putin said it was late."
    (voice,) = extract_claims(text).voices
    assert voice.role == "Russian President"


def test_two_spellings_of_a_capital_are_one_voice() -> None:
    text = "Kyiv insists the road is open. Kiev denied that it was closed."
    assert {a.voice for a in extract_claims(text).attributions} == {"state/kyiv"}


def test_what_is_denied_as_it_all_ends_where_the_same_source_goes_on() -> None:
    text = "Ada Brint denies it all and says it was the late votes."
    found = extract_claims(text).attributions
    assert [(_cut(text, a.content), a.polarity) for a in found] == [
        ("it all", "denies"),
        ("it was the late votes", "affirms"),
    ]


def test_a_sentence_with_an_object_of_its_own_is_no_tag_of_the_quotation_before_it() -> None:
    text = (
        "“We will go,” Ada Brint said on Monday. “The people are tired of it all.” "
        "She dismissed Hale's remarks about the bridge."
    )
    found = {_cut(text, a.content): a.polarity for a in extract_claims(text).attributions}
    assert found["Hale's remarks about the bridge"] == "denies"
    assert all(polarity == "affirms" for content, polarity in found.items() if "tired" in content)
