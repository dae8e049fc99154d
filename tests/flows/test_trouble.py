"""Known kinds of trouble become one line and an exit code; a fault of ours keeps its traceback."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from flows.cli import main
from flows.outlets import OutletsError
from flows.prefect_environment import prepare_prefect
from flows.settings import SettingsError
from flows.trouble import known_trouble
from warehouse.errors import WarehouseNewer


@pytest.mark.parametrize(
    ("problem", "code", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/data/x.warc.gz"),
            1,
            "/data/x.warc.gz: the disk is full",
        ),
        (OSError(errno.EROFS, "Read-only file system"), 1, "read-only"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "data/state"), 1, "data/state: is a file"),
        (OutletsError("outlets.toml:3: unknown key"), 2, "outlets.toml:3"),
        (WarehouseNewer("made by a newer Parallax: update"), 1, "newer"),
        (ImportError("No module named 'lxml'"), 1, "installation is broken"),
    ],
)
def test_known_trouble_says_what_and_how_to_mend(problem, code, said):
    message, found = known_trouble(problem)
    assert found == code
    assert said in message


def test_the_cause_is_looked_through():
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as full:
            raise RuntimeError("task failed") from full
    except RuntimeError as problem:
        assert known_trouble(problem)[1] == 1


def test_a_fault_of_ours_is_not_hidden():
    assert known_trouble(KeyError("x")) is None


def test_ctrl_c_is_one_line_and_an_exit_code_of_its_own(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.commands.outlets.check_outlets", interrupted)
    monkeypatch.setattr("sys.argv", ["parallax", "outlets", "check"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 130
    assert capsys.readouterr().err.startswith("error: stopped; finished work is kept")


def test_a_place_that_takes_no_folder_is_named(monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", "/proc/none/state/prefect")
    monkeypatch.setattr("flows.prefect_environment.DEFAULTS", {})
    with pytest.raises(SettingsError) as refused:
        prepare_prefect(Path("/proc/none/state"))
    assert known_trouble(refused.value) == (
        "/proc/none: no folder can be made there; choose another with --data",
        2,
    )
