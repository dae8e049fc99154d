"""Swapping actors, countries or outlets in a sentence changes no decision about it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import tasks.claims
from tasks.claims.extract import extract_claims

STATES = [
    "Russia",
    "Ukraine",
    "Belarus",
    "France",
    "China",
    "Iran",
    "Israel",
    "Canada",
    "Brazil",
    "India",
    "Egypt",
    "Japan",
]
CAPITALS = ["Moscow", "Kyiv", "Minsk", "Paris", "Beijing", "Tehran", "Ottawa", "Cairo", "Tokyo", "Berlin"]
PEOPLE = [
    "Vladimir Putin",
    "Volodymyr Zelensky",
    "Alexander Lukashenko",
    "Joe Biden",
    "Emmanuel Macron",
    "Ada Brint",
    "Tom Hale",
    "Oren Valk",
]
OUTLETS = ["Sky News", "Islam Times", "Radio Lowick", "Quay Street Journal", "Daily Herald", "Northern Post"]

TEMPLATES = [
    "{state} claimed without evidence that {other} had staged the attack.",
    "{state} denied that its army had shelled the town.",
    "The alleged killings by {state} shocked {other}.",
    "{capital} insists that it does not target civilians.",
    "{capital} confirmed that {other_capital} had agreed to talks.",
    "{person} said {other_person} was lying. “It is a fake,” {person} said.",
    "{person} accused {state} of war crimes, and {other_person} rejected the charge as absurd.",
    "{person}'s bizarre allegations about {state} spread fast.",
    "The dam broke on Monday, reported {outlet}.",
    "According to {outlet}, {state} may withdraw its troops.",
    "The “liberation” of the town by {state} cost forty lives.",
    "“We will win,” {person} was quoted as saying by {outlet}.",
    "{state} has rejected those accusations as a provocation by {other}.",
    "The purported evidence against {person} was shown by {outlet}.",
    "{person} said {state} had shelled the town. He offered no evidence.",
    "What {state} calls a “liberation” cost forty lives.",
    "In the words of {person}, {state} had lost.",
    "{state} is reportedly ready to talk, which {other} has denied.",
    "{other} sought to stop {state}, which denied it would attack.",
    "“We will win.” — {person}",
    "In a May poll by {outlet}, 40 percent backed {person}.",
    "Talks in {capital} failed. {capital} says {other_capital} broke them off.",
    "{person} was almost certainly lying, {other_person} said, and so was {state}.",
    "{state} held what it described as an “election”, reported {outlet}.",
    "{other_person} accused {state} of spying, an accusation {person} rejected.",
    "{person} welcomed {other_person} to {capital}, and praised the talks with {state}.",
    "{state} is wrong. We told them so. — {person} (@post) June 4, 2021",
]


def decisions(text: str, names: dict[str, str]) -> list[tuple[object, ...]]:
    """Everything decided about a text, with the names put back to their places in the template."""

    def masked(spans: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
        out = []
        for start, end in spans:
            piece = text[start:end]
            for slot, name in sorted(names.items(), key=lambda item: -len(item[1])):
                piece = piece.replace(name, f"<{slot}>")
            out.append(piece)
        return tuple(out)

    claims = extract_claims(text)
    rows: list[tuple[object, ...]] = [
        (
            masked(a.source),
            masked(a.cue),
            masked(a.content),
            a.kind,
            a.engagement,
            masked(a.engagement_cue),
            a.polarity,
            a.certainty,
            a.rule,
            len(a.relays),
        )
        for a in claims.attributions
    ]
    rows += [
        (masked((m.span,)), masked((m.target,)), m.engagement, m.device, m.attribution)
        for m in claims.markings
    ]
    return rows


def filled(
    state: int, other: int, capital: int, other_capital: int, person: int, other_person: int, outlet: int
) -> dict[str, str]:
    return {
        "state": STATES[state],
        "other": STATES[other],
        "capital": CAPITALS[capital],
        "other_capital": CAPITALS[other_capital],
        "person": PEOPLE[person],
        "other_person": PEOPLE[other_person],
        "outlet": OUTLETS[outlet],
    }


def pair(items: list[str]) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, len(items) - 1), st.integers(0, len(items) - 1)).filter(
        lambda two: two[0] != two[1]
    )


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(TEMPLATES), pair(STATES), pair(CAPITALS), pair(PEOPLE), st.integers(0, len(OUTLETS) - 1)
)
def test_names_decide_nothing(
    template: str, states: tuple[int, int], capitals: tuple[int, int], people: tuple[int, int], outlet: int
) -> None:
    base = filled(0, 1, 0, 1, 5, 6, 2)
    names = filled(*states, *capitals, *people, outlet)
    assert decisions(template.format(**names), names) == decisions(template.format(**base), base)


def test_lexicons_hold_no_name_in_an_evaluative_role() -> None:
    folder = Path(tasks.claims.__file__).parent / "lexicons"
    voices = tomllib.loads((folder / "voices.toml").read_text(encoding="utf-8"))
    names = {form for forms in voices["nations"].values() for form in forms} | set(voices["metonyms"])
    names |= {word for alias in voices["aliases"] for word in alias["name"].lower().split() if len(word) > 3}
    names -= {"ministry", "defense", "us"}
    cues = tomllib.loads((folder / "en.toml").read_text(encoding="utf-8"))
    words = {
        lemma
        for section in ("verbs", "nouns", "adjectives")
        for group in cues[section].values()
        for lemma in group["cues"]
    }
    for table in cues["devices"].values():
        for listed in table.values():
            words |= {word for phrase in listed for word in phrase.split()}
    assert not words & names
