"""The German pack: who says what, behind the same interface as the English one."""

from __future__ import annotations

import time

import pytest

from tasks.claims.document import cut
from tasks.claims.german import load
from tasks.claims.pack import Pack

PACK = load()


def said(text: str) -> list[tuple[str, str]]:
    """(source, content) of every attribution, parts joined by a blank."""
    doc = cut(text, PACK.abbreviations, PACK.openers)

    def words(spans):
        return " ".join(text[start:end] for start, end in spans)

    return [(words(f.source), words(f.content)) for f in PACK.find_attributions(doc)]


def test_is_a_whole_pack():
    assert isinstance(PACK, Pack)
    assert PACK.language == "de"
    assert PACK.cues["behauptete"][0].engagement == "distanced"
    assert PACK.cues["bestritt"][0].polarity == "denies"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Das stimmt nicht“, sagte Ada Quell am Montag.", ("Ada Quell", "„Das stimmt nicht“")),
        (
            "Die Ministerin erklärte, dass der Hafen geschlossen sei.",
            ("Die Ministerin", "dass der Hafen geschlossen sei"),
        ),
        ("Der Sprecher teilte mit, die Brücke werde gebaut.", ("Der Sprecher", "die Brücke werde gebaut")),
        ("Laut Polizei kamen zwei Menschen ums Leben.", ("Polizei", "kamen zwei Menschen ums Leben")),
        ("Nach Angaben der Feuerwehr brannte das Dach.", ("Angaben der Feuerwehr", "brannte das Dach")),
        ("Das Schiff sei leer gewesen, so der Kapitän.", ("der Kapitän", "Das Schiff sei leer gewesen")),
        ("Wie die Bank mitteilte, sinken die Zinsen.", ("die Bank", "sinken die Zinsen")),
        (
            "Am Montag hat Tomas Verrin angekündigt, die Mine zu verkaufen.",
            ("Tomas Verrin", "die Mine zu verkaufen"),
        ),
        ("Das Dorf ist dem Bürgermeister zufolge leer.", ("dem Bürgermeister", "Das Dorf ist leer")),
        ("Ada Quell sagte: „Wir bleiben hier.“", ("Ada Quell", "„Wir bleiben hier.“")),
        ("Die Opposition kritisierte den Entwurf.", ("Die Opposition", "den Entwurf")),
        ("Den Bericht wies er zurück.", ("er", "Den Bericht")),
    ],
)
def test_finds_source_and_content(text, expected):
    assert said(text) == [expected]


def test_reported_speech_goes_on_with_its_source():
    text = "Die Bank erklärte, der Gewinn sei gestiegen. Man werde neue Filialen öffnen."
    assert [source for source, _ in said(text)] == ["Die Bank", "Die Bank"]


@pytest.mark.parametrize(
    "text",
    ["Die Fähre fuhr um acht Uhr ab.", "Der Turm wurde 1902 gebaut.", "Drei Brücken sind gesperrt."],
)
def test_own_voice_is_left_alone(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "piece", ["sagte, ", "laut ", "der ", "„A“, ", "dass ", "A: ", "Nach Angaben der ", "("]
)
def test_time_grows_with_length_only(piece):
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        doc = cut(text, PACK.abbreviations, PACK.openers)
        began = time.process_time()
        PACK.find_attributions(doc)
        return time.process_time() - began

    seconds(1_000)
    small, large = (min(seconds(size) for _ in range(3)) for size in (12_500, 50_000))
    assert large < 4 * 3 * max(small, 0.005), (small, large)
