"""Who says what: one sentence a construction, all of our own making."""

from __future__ import annotations

import pytest

from tasks.claims.extract import extract_claims
from tasks.claims.records import Attribution


def found(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content texts of every attribution."""
    return [parts(text, a) for a in extract_claims(text).attributions]


def parts(text: str, a: Attribution) -> tuple[str, str, str]:
    def join(spans: tuple[tuple[int, int], ...]) -> str:
        return " // ".join(text[s:e].strip(' .,“”"') for s, e in spans)

    return join(a.source), join(a.cue), join(a.content)


CASES = [
    # S cue (that) C
    ("The mayor said the bridge would close.", ("The mayor", "said", "the bridge would close")),
    (
        "The mayor said on Tuesday that the bridge would close.",
        ("The mayor", "said", "that the bridge would close"),
    ),
    (
        "Officials have repeatedly denied that the dam is unsafe.",
        ("Officials", "have repeatedly denied", "that the dam is unsafe"),
    ),
    ("Ms Orlan told reporters that talks had failed.", ("Ms Orlan", "told", "that talks had failed")),
    # C, S cue; C, cue S
    ("The bridge would close, the mayor said.", ("the mayor", "said", "The bridge would close")),
    ("“We lost everything,” she said.", ("she", "said", "We lost everything")),
    (
        "“We lost everything,” said Ada Brint, a baker from Lowick.",
        ("Ada Brint, a baker from Lowick", "said", "We lost everything"),
    ),
    (
        "The bill will fail, according to two senators.",
        ("two senators", "according to", "The bill will fail"),
    ),
    (
        "According to Testrin 12 people were killed by gas.",
        ("Testrin", "According to", "12 people were killed by gas"),
    ),
    (
        "According to Testrin the mill burned down.",
        ("Testrin", "According to", "the mill burned down"),
    ),
    (
        "According to the ministry, exports fell by a third.",
        ("the ministry", "According to", "exports fell by a third"),
    ),
    ("“Is it safe?” Brint asked.", ("Brint", "asked", "Is it safe?")),
    # split contents
    ("“We lost,” Brint said, “but we learned.”", ("Brint", "said", "We lost // but we learned")),
    (
        "Instead, the captain said, the ships turned back.",
        ("the captain", "said", "Instead // the ships turned back"),
    ),
    # apposition, relative clause
    (
        "Tom Hale, minister for trade, industry and ports, said exports fell.",
        ("Tom Hale, minister for trade, industry and ports", "said", "exports fell"),
    ),
    ("The firm, which has denied it knew, closed.", ("which", "has denied", "it knew")),
    # other frames
    ("The union called the offer an insult.", ("The union", "called", "the offer an insult")),
    ("Critics described the plan as reckless.", ("Critics", "described", "the plan as reckless")),
    ("The senator vowed to fight the bill.", ("The senator", "vowed", "to fight the bill")),
    ("Doctors urged parents to stay calm.", ("Doctors", "urged", "parents to stay calm")),
    (
        "The opposition accused the government of hiding the report.",
        ("The opposition", "accused", "the government of hiding the report"),
    ),
    ("The widow is convinced that he drowned.", ("The widow", "is convinced", "that he drowned")),
    (
        "The minister's claim that prices fell was met with laughter.",
        ("The minister's", "claim", "that prices fell was met with laughter"),
    ),
    # passives
    ("The strike is expected to last a week.", ("", "is expected", "The strike // to last a week")),
    ("The plan was backed by farmers.", ("farmers", "was backed", "The plan")),
    # split or set phrases
    (
        "As the mayor put it, the town had run out of luck.",
        ("the mayor", "put it", "the town had run out of luck"),
    ),
    ("Asked about the fine, Hale said it had been paid.", ("Hale", "said", "it had been paid")),
    ("The dam was full — Ada Brint: “It held all night long.”", ("Ada Brint", ":", "It held all night long")),
    # headlines
    ("Talks have failed: envoy\n\nIt rained.", ("envoy", ":", "Talks have failed")),
    (
        "Minister: no tax rise this year\n\nThe budget was read on Monday.",
        ("Minister", ":", "no tax rise this year"),
    ),
    (
        "As the Lowick Herald reported on Monday, the vote was close.",
        ("the Lowick Herald", "reported", "the vote was close"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:40] for c in CASES])
def test_construction_is_found(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in found(text)


def test_participle_keeps_the_main_subject() -> None:
    text = "The governor vetoed the bill, saying that it would cost too much."
    assert ("The governor", "saying", "that it would cost too much") in found(text)


def test_content_ends_where_the_next_saying_begins() -> None:
    first, second = found("Hale said the road was safe, adding that repairs were done.")
    assert first == ("Hale", "said", "the road was safe")
    assert second == ("Hale", "adding", "that repairs were done")


def test_coordinated_verbs_share_their_subject() -> None:
    text = "Lee called the deal weak and, after a pause, said he would vote against it."
    sources = {source for source, _, _ in found(text)}
    assert sources == {"Lee"}


def test_quotation_runs_over_sentences_and_paragraphs() -> None:
    text = (
        "“The water came at night,” Brint said. “We had no warning.\n\n"
        "“By morning the street was gone.”\n\nThe council met on Friday."
    )
    (only,) = extract_claims(text).attributions
    assert [text[s:e] for s, e in only.content][-1].endswith("the street was gone.”")
    assert only.kind == "direct"


def test_paragraph_led_in_by_a_colon() -> None:
    text = "The dam broke. After the vote, Brint sent out a note:\n\n“We will try again in spring, and we will win.”"
    assert any(source == "Brint" and content.startswith("We will try") for source, _, content in found(text))


def test_transcript_names_the_speaker_and_q_and_a_do_not() -> None:
    talk = (
        "The talk was short.\n\nHALE: The road is safe and it will open soon.\n\nBRINT: "
        "Nobody believes that any more, do they?"
    )
    assert [source for source, _, _ in found(talk)] == ["HALE", "BRINT"]
    interview = (
        "The talk was short.\n\nQ: Will the road open in the spring?\n\nA: It will open when it is safe."
    )
    assert not [s for s, _, _ in found(interview) if s in ("Q", "A")]


def test_quotation_after_a_sentence_on_its_speaker() -> None:
    text = "Hale defended the bill on Monday. “It will work, and it will last.”"
    assert ("Hale", "defended", "It will work, and it will last") in found(text)


def test_sources_that_name_nobody_are_no_sources() -> None:
    assert found("The team tested a machine called the Quiet Dam.") == []
    assert found("An expert group was set up to document alleged crimes.") == []


def test_relays_are_told_from_speakers() -> None:
    text = "“We will send the papers,” Hale was quoted as saying by Radio Lowick."
    (only,) = extract_claims(text).attributions
    assert parts(text, only)[0] == "Hale"
    assert only.relays == ("organisation/radio-lowick",) or len(only.relays) == 1
    text = "The dam is safe, reported the Lowick Herald."
    assert found(text)[0][0] == "the Lowick Herald"


def test_own_voice_has_no_attribution() -> None:
    assert (
        found("The bell tells the hour. Three swing states voted in March. The plan has three parts.") == []
    )


def test_every_attribution_names_its_rule_and_sentence() -> None:
    text = "Prices rose. The bank said rates would rise, too. “Not yet,” Hale said."
    claims = extract_claims(text)
    assert all(a.rule for a in claims.attributions)
    assert [a.sentence for a in claims.attributions] == [1, 2]


def test_unknown_language_is_not_observed() -> None:
    claims = extract_claims("Le maire a dit que le pont fermerait. Il pleut.", language="xx")
    assert not claims.observed
    assert len(claims.sentences) == 2
    assert claims.attributions == () and claims.names == () and claims.propositions == ()


def test_polarity_and_certainty() -> None:
    def one(text: str) -> Attribution:
        return extract_claims(text).attributions[0]

    assert one("Hale denied that he took the money.").polarity == "denies"
    assert one("Hale did not deny that he took the money.").polarity == "affirms"
    assert one("Hale does not believe that the dam is safe.").polarity == "denies"
    assert one("“No, we never met,” Hale said.").polarity == "denies"
    assert one("Hale said it was hardly the monster its foes describe.").polarity == "denies"
    assert one("Hale said the dam may break.").certainty == "possible"
    assert one("Hale said the dam would probably hold.").certainty == "probable"
    assert one("Hale said the dam broke.").certainty == "unstated"


def test_propositions_split_own_voice_from_contents() -> None:
    text = (
        "The dam was built in 1961. The mayor said the dam is safe. Reporters who saw it "
        "found three cracks, the mayor said."
    )
    claims = extract_claims(text)
    own = [text[slice(*p.span)] for p in claims.propositions if p.attribution is None]
    assert own == ["The dam was built in 1961."]
    assert {p.attribution for p in claims.propositions} == {None, 0, 1}
