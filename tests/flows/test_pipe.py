"""`parallax pipe`: one answer a line, in order, whatever the lines hold."""

from __future__ import annotations

import io
import json

from flows.pipe import run_pipe


def ask(stage: str, *lines: bytes) -> tuple[int, list[dict]]:
    out = io.BytesIO()
    code = run_pipe(stage, [line + b"\n" for line in lines], out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_stories_answers_every_line_in_order_whatever_its_id():
    text = b'"text":"The harbour of Vessel is open again, the port authority said on Friday."'
    code, answers = ask(
        "stories",
        b'{"id":1,%s}' % text,
        b"nonsense",
        b'{"id":[1],%s}' % text,
        b"\xff\xfe",
        b'{"id":null,%s}' % text,
        b'{"id":1,%s}' % text,
        b'{"id":"last","text":5}',
    )
    assert code == 3
    assert [a["id"] for a in answers] == [1, None, [1], None, None, 1, "last"]
    assert ["error" in a for a in answers] == [False, True, False, True, True, False, True]


def test_claims_goes_on_after_a_bad_line():
    code, answers = ask("claims", b'{"id":"a","text":"It is open, she said."}', b"[]", b"", b'{"id":"b"}')
    assert code == 3
    assert [sorted(a)[:2] for a in answers[1:]] == [["error", "id"], ["error", "id"]]
    assert answers[0]["attributions"][0]["kind"] == "indirect"
    assert "line 2" in answers[1]["error"]  # it has no id to be found by


def test_claims_are_read_in_the_texts_own_language_unless_it_is_stated():
    german = (
        "Die Hafenbehörde von Ostrel erklärte am Montag, dass die Brücke bis zum Winter geschlossen bleibe. Nach "
        "Angaben der Feuerwehr wurde bei dem Brand im alten Speicher niemand verletzt. Der Schaden sei dennoch groß, "
        "sagte ein Sprecher der Werft am Abend."
    )
    lines = [
        {"id": "stated", "text": german, "language": "en"},
        {"id": "told", "text": german},
        {"id": "short", "text": "Der Wirt sagte, es regne."},
        {"id": "english", "text": "The port of Ostrel is closed, the mayor said on Monday. " * 6},
        {
            "id": "without a pack",
            "text": "Le maire a déclaré lundi que le pont resterait fermé jusqu'à l'hiver. " * 6,
        },
    ]
    code, answers = ask("claims", *(json.dumps(line).encode() for line in lines))
    assert code == 0
    assert [a["language"] for a in answers] == ["en", "de", "en", "en", "fr"]
    assert len(answers[1]["attributions"]) == 3
    assert not answers[4]["observed"]


def test_text_says_what_a_row_lacks_and_goes_on():
    code, answers = ask(
        "text",
        b'{"id":"a","html_base64":"!!!"}',
        b'{"id":"b","html":"<p>x","url":5}',
        b'{"id":"c","html":null}',
        b'{"id":"d","html_base64":"PHA+\\neDwvcD4="}',
    )
    assert code == 3
    assert [a.get("error", "").partition(": ")[2] for a in answers] == [
        "html_base64 is not base64",
        "url is no text",
        "a row needs html or html_base64",
        "",
    ]
    assert answers[3]["refused"] == "empty_extract"
