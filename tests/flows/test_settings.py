"""Settings come from the environment; a wrong name is never silently ignored."""

from __future__ import annotations

import pytest

from flows.settings import SettingsError, load_settings


def test_environment_and_arguments(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARALLAX_SPACING_SECONDS", "7.5")
    assert load_settings().spacing_seconds == 7.5
    assert str(load_settings(data_dir="elsewhere").warehouse_file) == "elsewhere/parallax.duckdb"


def test_unknown_and_wrong_settings_are_named_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARALLAX_DATADIR", "x")
    monkeypatch.setenv("PARALLAX_WORKERS", "many")
    with pytest.raises(SettingsError) as told:
        load_settings()
    assert "PARALLAX_DATADIR: unknown setting; did you mean PARALLAX_DATA_DIR?" in str(told.value)
    assert "PARALLAX_WORKERS" in str(told.value)


def test_the_house_spacing_cannot_be_switched_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARALLAX_SPACING_SECONDS", "0")
    with pytest.raises(SettingsError, match="PARALLAX_SPACING_SECONDS"):
        load_settings()
