"""`parallax compare`: what a person sees with good and with bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import main

ONE = """Minister denies harbour spill

Transport Minister Ola Brandt denied on Monday that the ministry had hidden a spill in Vessel harbour.

"No report was withheld," Brandt told reporters. At least 41 dock workers were treated in hospital, the
port authority said. Residents claimed without evidence that the tanker had leaked for weeks.
"""
TWO = """Ministry hid spill, dockers say

The dockers' union said the transport ministry had hidden a spill in Vessel harbour for nine days.

About 60 dock workers were treated in hospital, according to the union. Minister Ola Brandt rejected the
"so-called cover-up". The port authority said the tanker had leaked since Friday.
"""
THREE = """Harbour tanker leaked since Friday

The tanker had been leaking since Friday, the port authority said. The ministry hid the spill in Vessel harbour,
according to the dockers' union.
"""


@pytest.fixture
def texts(tmp_path: Path) -> list[str]:
    (tmp_path / "daily.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "union.txt").write_text(TWO, encoding="utf-8")
    return [str(tmp_path / "daily.txt"), str(tmp_path / "union.txt")]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["parallax", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_prints_every_part(texts, monkeypatch, capsys):
    assert run(monkeypatch, "compare", *texts) == 0
    out = capsys.readouterr().out
    for part in ("Claims", "Distance", "Denials", "Voices", "Numbers", "Marking words", "Divergence"):
        assert part in out
    assert "Ola Brandt" in out
    assert "without evidence" in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_json_offsets_point_into_the_text(texts, monkeypatch, capsys):
    assert run(monkeypatch, "compare", "--json", *texts) == 0
    view = json.loads(capsys.readouterr().out)
    by_key = {column["key"]: column["text"] for column in view["columns"]}
    for number in view["numbers"]:
        assert by_key[number["key"]][number["start"] : number["end"]] == number["text"]
    for marking in view["markings"]:
        assert by_key[marking["key"]][marking["start"] : marking["end"]] == marking["device"]
    evidence = [e for line in view["claims"] for cell in line["cells"] for e in cell["evidence"]]
    assert evidence
    for piece in evidence:
        found = " ".join(by_key[piece["key"]][piece["start"] : piece["end"]].split())
        assert found == piece["text"]
    assert all(d["value"] is None and d["reason"] for d in view["divergences"])


def test_html_is_one_page_without_scripts_or_requests(texts, tmp_path, monkeypatch, capsys):
    hostile = tmp_path / "evil.txt"
    hostile.write_text(TWO.replace("nine days", "nine <script>alert(1)</script> days"), encoding="utf-8")
    page = tmp_path / "out.html"
    assert run(monkeypatch, "compare", texts[0], str(hostile), "--html", str(page)) == 0
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "src=" not in html
    assert "&lt;script&gt;" in html


def test_manifest_names_outlets_titles_and_times(texts, tmp_path, monkeypatch, capsys):
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        "path,outlet,title,published_at\n"
        "daily.txt,The Daily,Spill denied,2031-03-03T09:00Z\n"
        "union.txt,Union Voice,Spill hidden,2031-03-03\n",
        encoding="utf-8",
    )
    assert run(monkeypatch, "compare", "--manifest", str(manifest), "--json") == 0
    view = json.loads(capsys.readouterr().out)
    assert [c["outlet"] for c in view["columns"]] == ["The Daily", "Union Voice"]
    assert view["columns"][0]["title"] == "Spill denied"
    assert view["columns"][0]["published_at"].startswith("2031-03-03 09:00")


def test_names_of_files_decide_nothing(tmp_path, monkeypatch, capsys):
    """The same texts under other names and in another order: the same claims, labels and cells."""
    told = []
    for names in (
        ("daily", "union", "gull"),
        ("z", "b", "k"),
        ("union", "gull", "daily"),
        ("1", "22", "333"),
    ):
        folder = tmp_path / "-".join(names)
        folder.mkdir()
        texts = dict(zip(names, (ONE, TWO, THREE), strict=True))
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        given = [str(folder / f"{name}.txt") for name in sorted(names)]
        assert run(monkeypatch, "compare", "--json", *given) == 0
        view = json.loads(capsys.readouterr().out)
        texts_by_key = {column["key"]: column["text"] for column in view["columns"]}
        told.append(
            sorted(
                (
                    line["label"],
                    sorted((texts_by_key[c["key"]], c["status"], len(c["evidence"])) for c in line["cells"]),
                )
                for line in view["claims"]
            )
        )
    assert told[0]
    assert all(one == told[0] for one in told)


def test_claims_stand_in_the_order_in_which_the_texts_tell_them(texts, tmp_path, monkeypatch, capsys):
    other = tmp_path / "weather.txt"
    other.write_text(
        "The council will paint the old lighthouse next spring. Farmers near Ostrel lost most of their barley.\n\n"
        "A ferry company bought two electric boats from a yard in Dravany. The museum opens at nine on Sundays.\n",
        encoding="utf-8",
    )
    assert run(monkeypatch, "compare", "--json", texts[0], str(other)) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    told = [e for line in claims for cell in line["cells"] for e in cell["evidence"]]
    assert len(told) == len(claims) > 5
    starts = [(e["key"], e["start"]) for e in told if e["key"] == "B"]
    assert starts == sorted(starts)


def test_copies_are_told_first_and_mark_no_words(texts, tmp_path, monkeypatch, capsys):
    copy = tmp_path / "copy.txt"
    copy.write_text(ONE, encoding="utf-8")
    assert run(monkeypatch, "compare", texts[0], str(copy), "--full") == 0
    out = capsys.readouterr().out
    assert out.index("reprint:") < out.index("Claims")
    assert "or the other way round" in out
    assert "A  none" in out[out.index("Marking words") :]
    assert "--full lists them" not in out


def test_a_manifest_says_which_columns_are_not_read(texts, tmp_path, monkeypatch, capsys):
    manifest = tmp_path / "m.csv"
    manifest.write_text("path,outlet,languge\ndaily.txt,A,en\nunion.txt,B,en\n", encoding="utf-8")
    assert run(monkeypatch, "compare", "--manifest", str(manifest), "--json") == 0
    assert "'languge' is not read" in capsys.readouterr().err


def test_words_of_somebody_who_is_not_resolved_are_not_the_outlets_own(texts, tmp_path, monkeypatch, capsys):
    nobody = tmp_path / "nobody.txt"
    nobody.write_text("They claimed that the tanker had leaked for weeks. It rained.\n", encoding="utf-8")
    assert run(monkeypatch, "compare", texts[0], str(nobody)) == 0
    out = capsys.readouterr().out
    distance = out[out.index("Distance") : out.index("Denials")]
    line = next(line for line in distance.splitlines() if line.startswith("B"))
    assert "not resolved" in line


@pytest.mark.parametrize(
    ("make", "code", "said"),
    [
        (lambda p: p.write_bytes(b""), 1, "empty"),
        (lambda p: p.write_bytes(bytes(range(256)) * 40), 1, "not a text"),
        (lambda p: p.mkdir(), 2, "is a directory"),
        (lambda p: None, 2, "no such file"),
        (lambda p: p.write_bytes(b"x" * 50_000_000), 1, "50 MB"),
    ],
)
def test_a_bad_file_gets_one_line_and_the_rest_goes_on(
    make, code, said, texts, tmp_path, monkeypatch, capsys
):
    bad = tmp_path / "bad.txt"
    make(bad)
    assert run(monkeypatch, "compare", texts[0], str(bad)) == code
    errors = capsys.readouterr().err.splitlines()
    assert len(errors) == 2
    assert said in errors[0]
    assert str(bad) in errors[0]
    assert "only 1 of 2 documents" in errors[1]
    assert run(monkeypatch, "compare", *texts, str(bad)) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "at least two documents"),
        (["ftp://there.example/a", "ftp://there.example/b"], "only http:// and https://"),
        (["--manifest", "{dir}/none.csv"], "cannot be read"),
        (["--manifest", "{dir}/bad.csv"], "column 'path' missing"),
        (["--manifest", "{dir}/ftp.csv"], "only http:// and https://"),
    ],
)
def test_wrong_usage_is_exit_code_2(arguments, said, tmp_path, monkeypatch, capsys):
    (tmp_path / "bad.csv").write_text("outlet,title\nA,B\n", encoding="utf-8")
    (tmp_path / "ftp.csv").write_text(
        "path,outlet\nftp://there.example/a,A\nftp://there.example/b,B\n", encoding="utf-8"
    )
    given = [a.replace("{dir}", str(tmp_path)) for a in arguments]
    assert run(monkeypatch, "compare", *given) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_addresses_of_this_machine_are_never_fetched(texts, monkeypatch, capsys):
    assert run(monkeypatch, "compare", texts[0], "http://127.0.0.1:8080/a") == 1
    assert "blocked address" in capsys.readouterr().err


@pytest.mark.parametrize(("place", "said"), [("nowhere/page.html", "does not exist"), (".", "is a folder")])
def test_a_page_that_cannot_be_written_is_said_before_the_work(
    place, said, texts, tmp_path, monkeypatch, capsys
):
    assert run(monkeypatch, "compare", *texts, "--html", str(tmp_path / place)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert said in err


def test_a_text_without_a_denial_is_said_to_have_none(texts, tmp_path, monkeypatch, capsys):
    plain = tmp_path / "plain.txt"
    plain.write_text("The harbour is open again, the port authority said on Friday.\n" * 3, encoding="utf-8")
    assert run(monkeypatch, "compare", *texts, str(plain)) == 0
    denials = capsys.readouterr().out.split("Denials")[1].split("Voices")[0]
    assert "C   none found" in denials


def test_a_terminal_without_utf_8_gets_question_marks(texts):
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": ""}
    command = [sys.executable, "-c", "from flows.cli import main; main()", "compare", *texts]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"? attributes" in done.stdout


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path):
    """`parallax sql --tables | head -1`: the pipe is closed before the command has said all."""
    command = [sys.executable, "-m", "flows.cli", "sql", "--tables", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        asked.stdout.close()
        said = asked.stderr.read()
        assert (asked.wait(), b"Traceback" in said) == (0, False), said


def test_doctor_tells_a_file_from_a_folder(texts, monkeypatch, capsys):
    assert run(monkeypatch, "doctor", "--data", texts[0]) == 1
    assert "is a file, not a folder" in " ".join(capsys.readouterr().out.split())
