"""Query results as text that other programs read: CSV that no spreadsheet executes, JSON, Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pyarrow as pa

#: A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); full-width forms too.
_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_BATCH = 10_000


def as_csv(table: pa.Table) -> str:
    """The whole table as CSV (RFC 4180), every text cell quoted, formulas made harmless by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(table.column_names)
    for row in _rows(table):
        writer.writerow([_csv_cell(value) for value in row.values()])
    return out.getvalue()


def as_json(table: pa.Table) -> str:
    """The whole table as a JSON array of objects, one a line; instants in ISO 8601."""
    lines = (json.dumps(row, ensure_ascii=False, default=_plain) for row in _rows(table))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def as_markdown(table: pa.Table) -> str:
    """The whole table as a Markdown table; cells are one line and hold no markup."""
    head = "| " + " | ".join(table.column_names) + " |"
    rule = "|" + " --- |" * table.num_columns
    body = ["| " + " | ".join(_markdown_cell(v) for v in row.values()) + " |" for row in _rows(table)]
    return "\n".join([head, rule, *body]) + "\n"


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=_BATCH):
        yield from batch.to_pylist()


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = _text(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def _markdown_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    return _MARKUP.sub(r"\\\1", " ".join(_text(value).split()))
