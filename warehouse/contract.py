"""The header of every SQL file, read as the contract of its table.

A header is a block of `--` lines in front of the statement:

    -- table: daily.coverage
    -- row: what one row is.
    -- key: day, outlet_id
    -- depends: raw.version
    -- volatile: polled_at
    -- columns: name | unit | null | meaning
    --   day | - | never | UTC day.
    -- assert shares lie in 0..1: share between 0 and 1

A daily query asks for one day, `getvariable('day')`; `getvariable('first_day')` is the earliest day of a
text in that day's stories. One that asks for the stories between `getvariable('first_story')` and
`getvariable('last_story')` is asked for those of a large day some at a time. With `load: view` a query asks
for all days and is itself the table: a view over facts that it would repeat word for word.

An indented line that starts with more than four spaces goes on with the line above it. `null` is
"never" (checked) or says when the column is null. `volatile` names columns that differ between runs
that are equal otherwise (clocks, run ids); "*" is every column. `derived` names texts of `raw` that
are stored only once their version's text is dropped; until then a span says where they stand. A row
for which an assertion is not true fails it; null passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOM = Path(__file__).parent
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_CONTINUED = "       "


@dataclass(frozen=True, slots=True)
class Column:
    """One documented column. `null` is "never" or says when it is null; `unit` "-" when it has none."""

    name: str
    unit: str
    null: str
    meaning: str

    @property
    def comment(self) -> str:
        """The column's COMMENT: meaning, unit, null rule."""
        unit = "" if self.unit == "-" else f" Unit: {self.unit}."
        null = " Never null." if self.null == "never" else f" Null {self.null}."
        return f"{self.meaning}{unit}{null}"


@dataclass(frozen=True, slots=True)
class Contract:
    """One SQL file: what its table promises, and the statement that makes it."""

    schema: str
    name: str
    row: str
    key: tuple[str, ...]
    load: str
    depends: tuple[str, ...]
    volatile: tuple[str, ...]
    derived: tuple[str, ...]
    columns: tuple[Column, ...]
    asserts: tuple[tuple[str, str], ...]
    sql: str

    @property
    def table(self) -> str:
        """Schema and name, as written in SQL."""
        return f"{self.schema}.{self.name}"

    @property
    def view(self) -> str | None:
        """The statement that gives back rows which are kept in another form, in the schema store."""
        if self.schema == "raw" and self.sql.startswith("create or replace view"):
            return self.sql
        if self.load == "view":
            return f"create or replace view {self.table} as {self.sql}"
        if self.schema != "daily":
            return None
        path = ROOM / "kept" / f"{self.name}.sql"
        return path.read_text(encoding="utf-8") if path.is_file() else None

    @property
    def is_view(self) -> bool:
        """Whether its rows are kept in another form, in the schema store, or are other tables' alone."""
        return self.view is not None

    @property
    def gives(self) -> str:
        """The query for its rows."""
        if self.view is None:
            return f"from {self.table}"
        return self.view.partition(f" {self.table} as")[2].rstrip().removesuffix(";")

    @property
    def by_stories(self) -> bool:
        """Whether its query can be asked for some of a day's stories alone."""
        return "getvariable('first_story')" in self.sql

    @property
    def stored(self) -> str | None:
        """Schema and name of the table that rows are written to and deleted from; none for other tables' rows."""
        if self.load == "view":
            return None
        return f"store.{self.name}" if self.is_view else self.table

    @property
    def never_null(self) -> tuple[str, ...]:
        """Columns that are documented as never null."""
        return tuple(column.name for column in self.columns if column.null == "never")


def parse_contract(text: str, place: str) -> Contract:
    """Reads one SQL file. Raises ValueError with the place when the header is not as described above."""
    header, sql = _split(text)
    fields: dict[str, str] = {}
    columns: list[Column] = []
    asserts: list[tuple[str, str]] = []
    for line in header:
        if line.startswith("  "):
            parts = [part.strip() for part in line.split("|", 3)]
            if len(parts) != 4 or not all(parts):
                raise ValueError(f"{place}: expected name | unit | null | meaning, found {line.strip()!r}")
            columns.append(Column(*parts))
            continue
        word, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"{place}: a header line without a colon: {line!r}")
        if word.startswith("assert "):
            asserts.append((word.removeprefix("assert ").strip(), value.strip()))
        else:
            fields[word.strip()] = value.strip()
    unknown = set(fields) - {"table", "row", "key", "load", "depends", "volatile", "derived", "columns"}
    missing = {"table", "row", "key"} - set(fields)
    if unknown or missing:
        raise ValueError(f"{place}: header has unknown {sorted(unknown)} and lacks {sorted(missing)}")
    schema, _, name = fields["table"].partition(".")
    return Contract(
        schema=schema,
        name=name,
        row=fields["row"],
        key=_names(fields["key"]),
        load=fields.get("load", "built"),
        depends=_names(fields.get("depends", "")),
        volatile=_names(fields.get("volatile", "")),
        derived=_names(fields.get("derived", "")),
        columns=tuple(columns),
        asserts=tuple(asserts),
        sql=sql,
    )


@cache
def contracts(schema: str) -> dict[str, Contract]:
    """All contracts of one schema (raw, model, daily) by table name, in order of the file names."""
    found = {}
    for path in sorted((ROOM / schema).glob("*.sql")):
        contract = parse_contract(path.read_text(encoding="utf-8"), f"warehouse/{schema}/{path.name}")
        if (contract.schema, contract.name) != (schema, path.stem):
            raise ValueError(f"warehouse/{schema}/{path.name} describes {contract.table}")
        found[contract.name] = contract
    return found


def in_order(found: dict[str, Contract]) -> list[Contract]:
    """Contracts so that each comes after those it depends on."""
    graph = {
        name: {table.split(".")[1] for table in contract.depends if table.split(".")[1] in found} - {name}
        for name, contract in found.items()
    }
    return [found[name] for name in TopologicalSorter(graph).static_order()]


def _split(text: str) -> tuple[list[str], str]:
    lines = text.splitlines()
    header: list[str] = []
    end = 0
    for end, line in enumerate(lines):  # noqa: B007 - the index after the header is needed
        if not line.startswith("--"):
            break
        body = line[2:].removeprefix(" ") if not line.startswith("--  ") else line[2:]
        if body.startswith(_CONTINUED) and header:
            header[-1] += " " + body.strip()
        elif body.startswith("   "):
            header.append("  " + body.strip())
        else:
            header.append(body.strip())
    return header, "\n".join(lines[end:]).strip().rstrip(";")


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[,\s]+", value) if name)
