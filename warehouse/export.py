"""Rows for other programs: CSV, JSON lines of text, Markdown. Scraped text stays text in each of them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

#: What makes a spreadsheet run a cell, after blanks and controls that it skips; full-width forms too.
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r＝＋－＠]")
#: Characters by which a text could become markup in Markdown or reach over the cell's border.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#|~!&$])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def as_csv(table: pa.Table) -> str:
    """The rows as CSV with a header; texts that a spreadsheet would run as formulas start with an apostrophe.

    Every text is quoted, lines end with CR LF, lists are JSON, null is an empty unquoted field.
    """
    lines = [",".join(_cell(name) for name in table.column_names)]
    lines += [",".join(_cell(value) for value in row.values()) for row in _rows(table)]
    return "\r\n".join(lines) + "\r\n"


def as_json(table: pa.Table) -> str:
    """The rows as a JSON array of objects, complete; instants in ISO 8601 with their offset."""
    return json.dumps(list(_rows(table)), ensure_ascii=False, indent=1, default=_plain, allow_nan=False)


def as_markdown(table: pa.Table) -> str:
    """The rows as a Markdown table in which no text is markup."""
    lines = [_line([_escape(name) for name in table.column_names]), _line(["---"] * table.num_columns)]
    lines += [_line([_escape(_shown(value)) for value in row.values()]) for row in _rows(table)]
    return "\n".join(lines) + "\n"


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    names = [f"{i}" for i in range(table.num_columns)]  # two columns may share a name
    for batch in table.rename_columns(names).to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            yield {_unique(table.column_names, i): _finite(value) for i, value in enumerate(row.values())}


def _unique(names: list[str], index: int) -> str:
    before = names[:index].count(names[index])
    return f"{names[index]}_{before}" if before else names[index]


def _finite(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    is_nested = isinstance(value, list | dict)
    text = json.dumps(value, ensure_ascii=False, default=_plain) if is_nested else _plain(value)
    return '"' + _tame(text).replace('"', '""') + '"'


def _tame(text: str) -> str:
    text = text.replace("\x00", "")
    return "'" + text if _FORMULA.match(text) else text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in value)
    return _plain(value)


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", _UNSEEN.sub("", " ".join(text.split())))


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
