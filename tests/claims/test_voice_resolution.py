"""Sources resolved inside one text, and what stays unresolved."""

from __future__ import annotations

import pytest

from tasks.claims.extract import extract_claims


def voices(text: str) -> list[str]:
    return [a.voice for a in extract_claims(text).attributions]


def test_surname_and_pronoun_take_up_the_full_name() -> None:
    text = "Governor Ada Brint said the dam was safe. Brint said it would hold. She added that repairs were done."
    assert voices(text) == ["person/ada-brint"] * 3
    (voice,) = extract_claims(text).voices
    assert voice.role == "Governor" and voice.group == "person"


def test_title_alone_takes_up_its_holder() -> None:
    text = "President Oren Valk met President Tia Moro of Belarus. The Belarusian president said talks went well."
    assert voices(text) == ["person/tia-moro"]


def test_role_in_front_of_a_name() -> None:
    text = (
        "The road is open, the ministry's spokesman Major General Ivo Tarn said. Snow is coming, he insisted."
    )
    assert voices(text) == ["person/ivo-tarn"] * 2


def test_plural_pronoun_takes_up_both() -> None:
    text = "Ada Brint and Tom Hale met on Monday. They said the dam was safe."
    assert voices(text) == ["person/ada-brint+person/tom-hale"]


def test_metonyms_stay_themselves_with_a_link_to_the_state() -> None:
    claims = extract_claims("The Kremlin said talks would go on. Kyiv said they would not.")
    assert [(v.key, v.group, v.state) for v in claims.voices] == [
        ("state/kremlin", "state", "russia"),
        ("state/kyiv", "state", "ukraine"),
    ]


@pytest.mark.parametrize(
    "source", ["Officials", "Two people familiar with the matter", "Critics", "Several residents"]
)
def test_anonymous_groups_are_a_class_of_their_own(source: str) -> None:
    (voice,) = extract_claims(f"{source} said the talks had failed.").voices
    assert voice.group == "anonymous"


def test_same_surname_is_never_merged_into_one_of_two() -> None:
    text = "Ada Brint met Tom Brint. Brint said the dam was safe."
    claims = extract_claims(text)
    assert claims.attributions[0].voice not in ("person/ada-brint", "person/tom-brint")


def test_two_words_of_a_name_take_up_the_whole_name() -> None:
    text = "Rosa Peña Nieto spoke on Monday. Peña Nieto said the dam was safe. Nieto said it would hold."
    assert set(voices(text)) == {"person/rosa-peña-nieto"}
    text = "Rosa Peña Nieto met Marco Peña Nieto. Peña Nieto said the dam was safe."
    assert voices(text)[0] not in ("person/rosa-peña-nieto", "person/marco-peña-nieto")


def test_surname_only_has_a_key_of_its_own_kind() -> None:
    assert voices("Mr Brint said the dam was safe.") == ["surname/brint"]


def test_pronoun_without_antecedent_is_unresolved() -> None:
    assert voices("He said the dam was safe.") == ["unresolved"]
    (voice,) = extract_claims("He said the dam was safe.").voices
    assert voice.group == "unresolved"


def test_spelling_variants_share_a_key() -> None:
    one = voices("President Volodymyr Zelenskyy said talks would go on.")
    two = voices("President Volodymyr Zelensky said talks would go on.")
    assert one == two


def test_body_named_by_apposition() -> None:
    text = (
        "Farmers met. The state gas company, Lethgaz, denied that supplies would stop. The "
        "company said pumps were running."
    )
    assert voices(text) == ["organisation/lethgaz"] * 2


def test_office_told_beside_the_name() -> None:
    text = "Norland's foreign minister, Elsa Groen, flew home. The minister said the pact was ready."
    assert voices(text) == ["person/elsa-groen"]


def test_trade_the_lists_do_not_know_is_named_by_itself() -> None:
    claims = extract_claims("The beekeeper said the hives were empty.")
    assert [(v.group, v.name) for v in claims.voices] == [("anonymous", "beekeeper")]


def test_who_has_a_title_is_no_place_whatever_stands_in_front() -> None:
    text = "President Hale flew home. Doyle was a witness in Hale impeachment hearings. Hale said the bill would pass."
    (voice,) = extract_claims(text).voices
    assert (voice.key, voice.group) == ("surname/hale", "person")
