"""Constructions beyond "S said C": who says what, and where it ends."""

from __future__ import annotations

import pytest

from tasks.claims.extract import extract_claims


def found(text: str) -> list[tuple[str, str, str]]:
    def words(spans: tuple[tuple[int, int], ...]) -> str:
        return " … ".join(text[start:end] for start, end in spans)

    return [(words(a.source), words(a.cue), words(a.content)) for a in extract_claims(text).attributions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Said Ellis: “It is not new.”", ("Ellis", "Said", "“It is not new.”")),
        (
            "Ada Quell -- the owner of the mill -- told me, “We are closing.”",
            ("Ada Quell -- the owner of the mill", "told", "“We are closing.”"),
        ),
        ("“We will rebuild it.” ― Ada Brint", ("Ada Brint", "―", "“We will rebuild it.”")),
        ("The firm is reportedly in debt.", ("", "reportedly", "The firm is … in debt")),
        ("In her view, the plan will fail.", ("her", "In her view", "the plan will fail")),
        ("In a May poll, she led by ten points.", ("a May poll", "In", "she led by ten points")),
        ("The envoy made clear that talks were over.", ("The envoy", "made clear", "that talks were over")),
        ("‘No deal before spring’: minister", ("minister", ":", "‘No deal before spring’")),
        ("The bridge fell, which the owner disputes.", ("the owner", "disputes", "The bridge fell")),
        ("Talks seemed close to an end.", ("", "seemed", "Talks … close to an end")),
    ],
)
def test_finds_one_attribution(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in found(text)


def test_relative_clause_of_saying_is_the_outlets_and_not_the_sources() -> None:
    text = "The Kremlin charged that the operation was done to stop Kyiv, which denied it would attack."
    assert [cue for _, cue, _ in found(text)] == ["charged", "denied"]
    assert extract_claims(text).attributions[1].voice == "state/kyiv"


def test_denial_after_a_report_is_of_what_was_reported() -> None:
    text = "Cole has said Hale had told him to pay the firm, which Hale has denied."
    first, second = extract_claims(text).attributions
    assert first.content == second.content
    assert (first.polarity, second.polarity) == ("affirms", "denies")


@pytest.mark.parametrize("who", ["Oren Valk", "the ministry"])
def test_denial_beside_an_accusation_is_of_what_was_laid_on(who: str) -> None:
    text = f"The union accused Ada Brint of spying, an accusation {who} rejected."
    first, second = extract_claims(text).attributions
    assert first.content == second.content
    assert (second.rule, second.polarity) == ("denied after", "denies")
    assert text[slice(*second.source[0])] == who


def test_inner_speaker_with_the_outlet_as_relay() -> None:
    attribution = extract_claims("The ministry, according to Northwire, said the dam was safe.").attributions[
        0
    ]
    assert attribution.voice == "organisation/ministry"
    assert len(attribution.relays) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The storm claimed eleven lives.",
        "The firm added two lines to its network.",
        "The court ruling that fell paved the way.",
        "Oren Valk welcomed Ada Brint to his estate.",
        "The mayor welcomed them home.",
    ],
)
def test_deeds_say_nothing(text: str) -> None:
    assert found(text) == []


def test_a_transcripts_mark_is_no_part_of_the_answer() -> None:
    assert found("A: I would never leave, the mayor said.") == [("the mayor", "said", "I would never leave")]


def test_a_question_puts_nothing_forward() -> None:
    claims = extract_claims(
        "“When would you leave?” the host asked the mayor. Will the bridge be closed again?"
    )
    assert claims.attributions
    assert claims.propositions == ()


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("The inspector said the toll would almost certainly rise.", "probable"),
        ("The inspector said the toll would certainly rise.", "certain"),
        ("The inspector said certain goods were banned.", "unstated"),
        ("The climber said she could not feel her hands.", "unstated"),
        ("The group warned that the dam could burst.", "possible"),
        ("The army said a plan that may never be used was lost.", "unstated"),
        ("The figures suggest that fewer people smoke.", "probable"),
        ("The mayor suggested that the tower be moved.", "unstated"),
        ("The bank did not rule out further cuts.", "possible"),
        ("“I think they left,” the guard said.", "probable"),
    ],
)
def test_certainty(text: str, certainty: str) -> None:
    assert [a.certainty for a in extract_claims(text).attributions] == [certainty]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("The council spent two million on a “smart” bench.", ["“smart”"]),
        ("The army opened what it calls “safe corridors”.", ["“safe corridors”"]),
        ("Known as “the Professor”, he never finished school.", []),
        ("The minister was “deeply sorry” for the delay.", []),
        ("Jonas “the Fox” Hale retired.", []),
        ("Chants of “shame” rang through the hall.", []),
        ("In the dialect, “hulm” means a small island.", []),
    ],
)
def test_scare_quotes(text: str, quoted: list[str]) -> None:
    marks = [m for m in extract_claims(text).markings if m.device == "scare_quote"]
    assert [text[slice(*m.span)] for m in marks] == quoted


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Talks were held in Ostrel. Ostrel insists the border is closed.", "state/ostrel"),
        (
            "A leaked memo seen by the Herald says the bridge is unsafe.",
            "document/leaked-memo-seen-by-the-herald",
        ),
        ("Ada Brint saw the reef. The biologist says it is old.", "person/ada-brint"),
        ("The mayor fell. Ada Brint ran. The mayor said it hurt.", "anonymous/mayor"),
        ("Lethgaz has said its pumps are old.", "organisation/lethgaz"),
    ],
)
def test_voices(text: str, voice: str) -> None:
    assert [a.voice for a in extract_claims(text).attributions][-1] == voice


def test_missing_proof_told_in_the_next_sentence_distances() -> None:
    attribution = extract_claims(
        "The mayor said hackers were to blame. He offered no evidence."
    ).attributions[0]
    assert attribution.engagement == "distanced"
