"""In German, too, swapping actors in a sentence changes no decision about it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import tasks.claims
from tasks.claims.extract import extract_claims

# First names and surnames with endings that adjectives, adverbs and nouns have, too.
PEOPLE = [
    "Ada Quell",
    "Walter Seiler",
    "Hanne Weidlich",
    "Emmanuel Macron",
    "Wladimir Putin",
    "Horst Richter",
    "Jule Lange",
    "Kemal Dogan",
    "Friede Auster",
]
STATES = ["Russland", "Frankreich", "China", "Israel", "Polen", "Kanada"]

TEMPLATES = [
    "{person} erklärte, dass der Hafen geschlossen sei.",
    "{person} kritisierte {state} als schwach. {surname} sagte, man habe gewarnt.",
    "„Das stimmt nicht“, sagte {person} in {state}. „Es bleibt dabei“, so {surname}.",
    "Die Forderung bezeichnete {person} als „reinen Unsinn“ und glaubt, dass {state} nachgibt.",
    "{person} kam an. Der Hafen sei leer. Auch fehle das Geld.",
    "{person} war zufrieden: „Das war ein guter Tag für {state}.“",
    "{person} zeigte sich überzeugt, dass {state} nachgibt.",
    "{state} bestritt, das Schiff versenkt zu haben, wie {person} mitteilte.",
    "Nach Angaben von {person} sank das Schiff vor {state}. Die Bergung soll lange dauern.",
    "Am Montag hatte {person} zugesagt, {state} zu helfen, und warnte vor dem Eis.",
    "In dem Bericht steht, dass {state} den Damm öffnete. Das bestätigte {person} am Abend.",
    "{person} wird mit den Worten zitiert: „Wir gehen nicht nach {state}.“",
    "{person} trat zurück. {surname} vertritt die Auffassung, {state} habe gewonnen.",
]


def decisions(template: str, person: str, state: str) -> list[tuple[object, ...]]:
    """What is decided about a filled template, with the names put back to their places."""
    surname = person.split(" ")[-1]
    text = template.format(person=person, surname=surname, state=state)

    def masked(spans):
        pieces = (text[start:end] for start, end in spans)
        return tuple(
            piece.replace(person, "<person>").replace(surname, "<surname>").replace(state, "<state>")
            for piece in pieces
        )

    return [
        (masked(a.source), masked(a.cue), masked(a.content), a.kind, a.engagement, a.polarity, a.rule)
        for a in extract_claims(text, language="de").attributions
    ]


@pytest.mark.parametrize("template", TEMPLATES)
def test_names_decide_nothing(template):
    base = decisions(template, PEOPLE[0], STATES[0])
    assert base
    for k, person in enumerate(PEOPLE):
        state = STATES[k % len(STATES)]
        assert decisions(template, person, state) == base, (person, state)


def test_cues_hold_no_name():
    folder = Path(tasks.claims.__file__).parent / "lexicons"
    voices = tomllib.loads((folder / "voices_de.toml").read_text(encoding="utf-8"))
    cues = tomllib.loads((folder / "de.toml").read_text(encoding="utf-8"))
    names = {form for forms in voices["nations"].values() for form in forms} | set(voices["metonyms"])
    words = {lemma for group in cues["verbs"].values() for lemma in group["cues"]}
    words |= set(cues["nouns"]["content"]) | set(cues["states"]["words"])
    assert not words & names
