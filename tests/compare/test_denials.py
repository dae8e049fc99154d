"""Denials of several texts stand together by what is denied, and nothing else is called a denial."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.claims.extract import extract_claims
from tasks.compare.denials import denials
from tasks.compare.records import Document

AT = datetime(2031, 3, 3, 12, tzinfo=UTC)


def document(key: str, text: str, language: str = "en") -> Document:
    return Document(
        version_id=key, article_id=key, outlet_id=key, url="", title="", authors=(), text=text, language=language,
        kind="article", full_text=True, published_at=AT, published_precision="minute", first_seen_at=AT,
        seen_after=None, day=AT.date(), claims=extract_claims(text, language=language),
    )  # fmt: skip


def found_in(*texts: str, language: str = "en"):
    documents = [document(f"v{number}", text, language) for number, text in enumerate(texts)]
    return denials(documents, {d.version_id: d.version_id for d in documents})


def test_one_denial_in_three_wordings_is_one_topic():
    lines = found_in(
        "The mill burned down on Monday. It was not, Governor Orla Tamsin insisted, the Vessian guards who "
        "burned the mill and its stores.",
        "Governor Orla Tamsin denied that the Vessian guards were responsible for burning the mill.",
        "Sorrel said on Monday that the mill was burned by Vessian guards. The Vessian government has rejected "
        "those accusations as a provocation.",
    )
    assert {line.key for line in lines if line.topic == 0} == {"v0", "v1", "v2"}
    taken_up = next(line for line in lines if line.key == "v2")
    assert taken_up.about is not None
    assert "burned by Vessian guards" in taken_up.about


def test_insisting_that_something_is_not_so_is_a_denial():
    (line,) = found_in("The Ministry of Ports insists that it is not closing the eastern quay.")
    assert line.content.endswith("is not closing the eastern quay")


def test_refusing_to_act_and_plain_negations_are_none():
    assert (
        found_in(
            "Orla Tamsin said the guards would have refused to leave the mill. "
            "Orla Tamsin refused to open the gates. Orla Tamsin said it was not clear who burned the mill. "
            "Orla Tamsin said she did not know the owner."
        )
        == ()
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Orla Tamsin rejected the offer of the miners.",
        "The council has dismissed the ferry bill out of hand.",
        "Orla Tamsin denied the miners a place on the ballot.",
        "Orla Tamsin denied him a visa.",
        "Orla Tamsin ruled out running for a third term.",
        "Orla Tamsin dismissed the march as a stunt.",
        "Orla Tamsin vowed never to let them down.",
        "Orla Tamsin insisted she will not sign the treaty.",
        "The miners do not want a pay cut this winter.",
        "The miners do not expect to be paid this winter.",
        'Orla Tamsin said, "If they had nothing to do with it, they have nothing to fear."',
    ],
)
def test_turning_an_offer_away_a_vow_and_a_wish_deny_nothing(sentence):
    assert found_in(sentence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Orla Tamsin rejected the allegation that the mill was sold.",
        "Orla Tamsin denied breaking the law.",
        "Orla Tamsin denied any link between her office and the fire.",
        "Orla Tamsin ruled out arson.",
        "Orla Tamsin dismissed the report as false.",
        "Orla Tamsin does not believe the mill was sold.",
        "Orla Tamsin insists her visit will have no bearing on the vote.",
    ],
)
def test_denying_what_is_said_is_a_denial(sentence):
    assert len(found_in(sentence)) == 1


@pytest.mark.parametrize(
    ("sentence", "denials"),
    [
        ("Bürgermeisterin Orla Tamsin hat das Angebot der Bergleute abgelehnt.", 0),
        ("Orla Tamsin lehnte den Vorschlag der Bergleute ab.", 0),
        ("Orla Tamsin wies den Vorwurf zurück, die Mühle sei verkauft worden.", 1),
        ("Orla Tamsin bestritt, dass die Mühle verkauft wurde.", 1),
        ("Das Ministerium wies den Bericht als falsch zurück.", 1),
    ],
)
def test_in_german_an_offer_is_turned_away_and_a_charge_denied(sentence, denials):
    assert len(found_in(sentence, language="de")) == denials


def test_denials_of_different_things_are_different_topics():
    lines = found_in(
        "Orla Tamsin denied that the guards had burned the mill.",
        "Pell Varga denied that the election had been rigged in the south.",
    )
    assert [line.topic for line in lines] == [0, 1]
