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


def plain_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows as dictionaries of Python values; what Python has no value for comes as text ("infinity")."""
    names = [_unique(table.column_names, i) for i in range(table.num_columns)]
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [_values(batch.column(i)) for i in range(batch.num_columns)]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    try:
        return column.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError, pa.ArrowException):
        if isinstance(scalar, pa.ListScalar):
            return [_value(part) for part in scalar.values]
        if isinstance(scalar, pa.StructScalar):
            return {name: _value(part) for name, part in scalar.items()}
        number = getattr(scalar, "value", None)
        if number in (2**31 - 1, 2**63 - 1):
            return "infinity"
        return "-infinity" if number in (1 - 2**31, 1 - 2**63) else str(number)


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for row in plain_rows(table):
        yield {name: _finite(value) for name, value in row.items()}


def _unique(names: list[str], index: int) -> str:
    before = names[:index].count(names[index])
    return f"{names[index]}_{before}" if before else names[index]


def _finite(value: Any) -> Any:
    """A value that JSON and CSV have: no NaN, no infinity, no interval, at any depth."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, pa.MonthDayNano):
        return f"{value.months} months {value.days} days {value.nanoseconds / 1e9:g} s"
    if isinstance(value, list):
        return [_finite(part) for part in value]
    if isinstance(value, dict):
        return {str(name): _finite(part) for name, part in value.items()}
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
