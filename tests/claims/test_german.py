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
        (
            "Die Opposition kritisierte den Entwurf als zu teuer.",
            ("Die Opposition", "den Entwurf als zu teuer"),
        ),
        ("Die Opposition forderte neue Deiche.", ("Die Opposition", "neue Deiche")),
        ("Den Bericht wies er zurück.", ("er", "Den Bericht")),
    ],
)
def test_finds_source_and_content(text, expected):
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # nouns, states of mind, the mood of the clause alone
        (
            "Der Bericht endet mit der Hoffnung, dass der Fluss sauber bleibe.",
            ("Der Bericht", "dass der Fluss sauber bleibe"),
        ),
        (
            "Die Wirtin vertritt die Auffassung, der Hafen gehöre der Stadt.",
            ("Die Wirtin", "der Hafen gehöre der Stadt"),
        ),
        (
            "Die Forderung des Senators Verrin, den Deich zu erhöhen, blieb ohne Folgen.",
            ("des Senators Verrin", "den Deich zu erhöhen, blieb ohne Folgen"),
        ),
        (
            "Ada Quell zeigte sich überzeugt, dass der Plan gelingt.",
            ("Ada Quell", "dass der Plan gelingt"),
        ),
        (
            "Der Lotse hält es für möglich, dass das Schiff sinkt.",
            ("Der Lotse", "dass das Schiff sinkt"),
        ),
        (
            "Der Fischer trat vor das Rathaus, die Stadt habe ihn betrogen.",
            ("Der Fischer", "die Stadt habe ihn betrogen"),
        ),
        # sources
        ("Nach Verrins Angaben sank der Pegel.", ("Verrins Angaben", "sank der Pegel")),
        ("Die Brücke ist seiner Meinung nach sicher.", ("seiner Meinung", "Die Brücke ist sicher")),
        ("Dem Vernehmen nach tritt er ab.", ("Dem Vernehmen", "tritt er ab")),
        (
            "Das Schiff, das nach Angaben der Reederei leer war, sank.",
            ("Angaben der Reederei", "das leer war"),
        ),
        (
            "Die Bank wies Meldungen, wonach sie verkauft werde, zurück.",
            ("Meldungen", "sie verkauft werde"),
        ),
        (
            "In dem Bericht steht, dass der Damm bricht.",
            ("dem Bericht", "dass der Damm bricht"),
        ),
        # verbs far from their clause, modal verbs, passives
        (
            "Der Kapitän will morgen bekannt geben, dass er geht.",
            ("Der Kapitän", "dass er geht"),
        ),
        (
            "Gestern hatte der Reeder, Oren Valk, zugesagt, die Fähre zu bauen.",
            ("der Reeder", "die Fähre zu bauen"),
        ),
        (
            "Das Haus ist leer, wie Ada Quell, Leiterin der Schule, mitteilte.",
            ("Ada Quell, Leiterin der Schule", "Das Haus ist leer"),
        ),
        (
            "Sie wird mit den Worten zitiert: „Ich gehe nicht.“",
            ("Sie", "„Ich gehe nicht.“"),
        ),
        (
            "Die Reise wurde vom Verband als „reiner Unsinn“ bezeichnet.",
            ("Verband", "„reiner Unsinn“"),
        ),
        # quotations without a verb of saying, and tags after a colon
        (
            "Der Trainer war mit dem Spiel zufrieden: „Wir haben alles gegeben, was da war.“",
            ("Der Trainer", "„Wir haben alles gegeben, was da war.“"),
        ),
        (
            "Das Spiel war vorbei: „Ein guter Start“, sagte Ada Quell.",
            ("Ada Quell", "„Ein guter Start“"),
        ),
    ],
)
def test_finds_what_needs_no_verb_of_saying_beside_it(text, expected):
    assert said(text) == [expected]


def test_reported_speech_goes_on_with_its_source():
    text = "Die Bank erklärte, der Gewinn sei gestiegen. Man werde neue Filialen öffnen. Auch gebe es Geld."
    assert said(text) == [
        ("Die Bank", "der Gewinn sei gestiegen"),
        ("Die Bank", "Man werde neue Filialen öffnen Auch gebe es Geld"),
    ]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Laut Polizei brannte es. Danach half Ada Quell. Das Dach sei verloren.", "Ada Quell"),
        ("Ada Quell lachte. Der Wirt sagte, es regne. Die Ernte soll trotzdem gut werden.", "Der Wirt"),
        ("Der Wirt sagte, es regne. Im Bericht wird das bestätigt. Die Ernte sei dahin.", "Bericht"),
    ],
)
def test_reported_speech_takes_whom_the_sentence_before_is_about(text, source):
    assert said(text)[-1][0] == source


def test_only_a_borrowed_plural_goes_on_with_a_source():
    text = "Die Bank sagte, es gebe Geld. Die Filialen hätten wieder offen."
    assert [source for source, _ in said(text)] == ["Die Bank", "Die Bank"]
    text = "Die Bank sagte, es gebe Geld. Ohne sie wäre der Hafen leer."
    assert len(said(text)) == 1


def test_what_a_source_does_next_is_none_of_what_it_said():
    text = "Die Ministerin sagte, der Deich halte, und kündigte an, ihn zu erhöhen."
    assert said(text) == [
        ("Die Ministerin", "der Deich halte"),
        ("Die Ministerin", "ihn zu erhöhen"),
    ]
    text = "Der Wirt glaubt, dass der Regen bald aufhört: „Wir haben schon Schlimmeres gesehen.“"
    assert said(text) == [
        ("Der Wirt", "dass der Regen bald aufhört"),
        ("Der Wirt", "„Wir haben schon Schlimmeres gesehen.“"),
    ]


def test_what_nobody_said_yet_is_taken_up_by_das():
    text = "Der Turm ist eingestürzt. Verletzt wurde niemand. Das teilte die Feuerwehr mit."
    assert said(text) == [("die Feuerwehr", "Der Turm ist eingestürzt. Verletzt wurde niemand.")]
    text = "Die Werft plant einen Neubau. Dies geht aus einer Mitteilung der Werft hervor."
    assert said(text) == [("einer Mitteilung der Werft", "Die Werft plant einen Neubau.")]


@pytest.mark.parametrize(
    "text",
    [
        "Die Fähre fuhr um acht Uhr ab.",
        "Der Turm wurde 1902 gebaut.",
        "Drei Brücken sind gesperrt.",
        "Die Flut forderte zwölf Menschenleben.",
        "Die Gemeinde begrüßte den Neubau.",
        "Zwei Tage nach dem Urteil kam der Regen.",
        "Von der erhofften Einigung war nichts zu sehen.",
        "Der Sender zeigte den Film „Roter Mond“.",
    ],
)
def test_own_voice_is_left_alone(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "piece",
    [
        "sagte, ",
        "laut ",
        "der ",
        "„A“, ",
        "dass ",
        "A: ",
        "Nach Angaben der ",
        "(",
        "Man sei da. ",
        "Er soll da sein. ",
        "Ada Quell kam. ",
        "Das sagte er. ",
        "die Hoffnung, ",
        "überzeugt, dass ",
        "wie A, B, sagte, ",
        ", wonach ",
        "und kündigte an, ",
        "seiner Meinung nach ",
        "Er sagte: „A.“ ",
        "nannte „a“ ",
    ],
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
