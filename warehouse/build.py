"""Building the model views and the daily tables, and holding them to their headers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

import duckdb
import pyarrow as pa

from warehouse.absent import clear_day
from warehouse.connection import Warehouse
from warehouse.contract import ROOM, Contract, contracts, in_order
from warehouse.engine_errors import engine_errors
from warehouse.errors import ContractBroken
from warehouse.marks import mark_unpublished
from warehouse.sparing import sparingly
from warehouse.storing import count_rows, insert
from warehouse.story_parts import EVERY, Stories, set_stories, story_parts
from warehouse.text_days import set_days
from warehouse.threads import threads_for

#: Any day will do to learn the columns of a daily query.
_NO_DAY = date(1970, 1, 1)
#: The table that takes longest to make, by far.
_LONGEST = "claims"


def build_day(warehouse: Warehouse, day: date) -> dict[str, int]:
    """Builds all daily tables of one day from the facts, in one transaction; returns rows by table.

    What stood there for the day is replaced, so that building again changes nothing; other days are
    not touched. Raises ContractBroken, and changes nothing, when a key is not unique, a column that
    is never null has nulls, or an assertion has failing rows.
    """
    with threads_for(warehouse, [day]) as alone:
        if warehouse.shared:
            return warehouse.transacted(lambda cursor: _build(cursor, day, {}, [EVERY]))
        if alone:
            return sparingly(warehouse, lambda cursor: _build_beside(warehouse, cursor, day))
        return sparingly(warehouse, lambda cursor: _build(cursor, day, {}, story_parts(cursor, day)))


def _build_beside(warehouse: Warehouse, cursor: duckdb.DuckDBPyConnection, day: date) -> dict[str, int]:
    """The same with the rows of all tables but the longest made in a second thread: none of them needs another, and
    this transaction has changed nothing that they are made of."""
    ordered = in_order(contracts("daily"))
    beside = [contract for contract in ordered if contract.name != _LONGEST]
    with ThreadPoolExecutor(1) as second:
        making = second.submit(warehouse.cursor).result()
        try:
            second.submit(set_days, making, day).result()
            second.submit(set_stories, making).result()
            rows = {
                contract.name: second.submit(
                    lambda query: making.execute(query).to_arrow_table(), _made_of(contract)
                )
                for contract in beside
            }
            return _build(cursor, day, rows, [EVERY])
        finally:
            second.shutdown(wait=True, cancel_futures=True)
            making.close()


def _build(
    cursor: duckdb.DuckDBPyConnection,
    day: date,
    beside: Mapping[str, Future[pa.Table]],
    parts: Sequence[Stories],
) -> dict[str, int]:
    """`parts` are the day's stories, some at a time, for tables that are made so."""
    built: dict[str, int] = {}
    set_days(cursor, day)
    for contract in sorted(in_order(contracts("daily")), key=lambda contract: contract.name in beside):
        if contract.stored is not None:
            clear_day(cursor, contract, day)
        built[contract.name] = 0
        for stories in parts if contract.by_stories else [EVERY]:
            set_stories(cursor, stories)
            built[contract.name] += _make(cursor, contract, day, beside.get(contract.name))
    cursor.execute("delete from meta.dirty_day where day = ? and reason = 'not built'", [day])
    mark_unpublished(cursor, "select ?::date as day", [day])
    return built


def _make(
    cursor: duckdb.DuckDBPyConnection, contract: Contract, day: date, beside: Future[pa.Table] | None
) -> int:
    """Makes rows of a table for a day, holds them to the header and stores them; how many."""
    names = ", ".join(_quoted(column.name) for column in contract.columns)
    made = f"built_{contract.name}"
    if beside is not None:
        cursor.register(made, beside.result())
    else:
        cursor.execute(f"create temp table {made} as {_made_of(contract)}")
    _hold_to(cursor, contract, made, day)
    if contract.stored is None:
        count = count_rows(cursor, made)
    else:
        columns = [column.name for column in contract.columns]
        count = insert(cursor, contract, columns, f"select {names} from {made}")
    if beside is not None:
        cursor.unregister(made)
    else:
        cursor.execute(f"drop table {made}")
    return count


def _made_of(contract: Contract) -> str:
    """The query for a day's rows of a daily table."""
    names = ", ".join(_quoted(column.name) for column in contract.columns)
    return f"select {names} from ({contract.sql})" + (
        " where day = getvariable('day')" if contract.stored is None else ""
    )


def drop_day(warehouse: Warehouse, day: date) -> None:
    """Takes a day that never was out of the daily tables and the facts that are kept by day."""
    by_day = [contract for contract in contracts("raw").values() if contract.load == "day"]
    with warehouse.transaction() as cursor:
        for contract in (*contracts("daily").values(), *by_day):
            clear_day(cursor, contract, day)
        cursor.execute("delete from meta.dirty_day where day = ?", [day])
        mark_unpublished(cursor, "select ?::date as day", [day])


def build_days(warehouse: Warehouse, days: Iterable[date]) -> dict[date, dict[str, int]]:
    """Builds the daily tables of several days, each in its own transaction."""
    return {day: build_day(warehouse, day) for day in days}


def refresh_contract(warehouse: Warehouse) -> bool:
    """Brings views, daily tables and comments up to this code; True when something had changed.

    A daily table whose columns changed is made anew and all its days are marked for building.
    """
    now = _fingerprint()
    with engine_errors(warehouse.place):
        known = warehouse.cursor().execute("select hash from meta.contract where name = 'all'").fetchone()
    if known and known[0] == now:
        return False
    with warehouse.one_thread(), warehouse.transaction() as cursor:
        set_days(cursor, _NO_DAY, _NO_DAY)
        set_stories(cursor)
        cursor.execute((ROOM / "macros.sql").read_text(encoding="utf-8"))
        cursor.execute((ROOM / "search.sql").read_text(encoding="utf-8"))
        for contract in contracts("raw").values():
            if contract.is_view:
                cursor.execute(contract.sql)
            _check_columns(cursor, contract)
            comment_on(cursor, contract, shared=warehouse.shared)
        cursor.execute((ROOM / "story_voices.sql").read_text(encoding="utf-8"))
        make_views(cursor, shared=warehouse.shared)
        there = {row[0] for row in cursor.execute(_DAILY_TABLES).fetchall()}
        for contract in in_order(contracts("daily")):
            _make_daily(warehouse, cursor, contract, contract.name in there)
        cursor.execute("update meta.contract set hash = ? where name = 'all'", [now])
        cursor.execute(
            "insert into meta.contract select 'all', ? where not exists (from meta.contract)", [now]
        )
    return True


def make_views(cursor: duckdb.DuckDBPyConnection, *, shared: bool = False) -> None:
    """Makes the views of the schema model, checked against their headers, with comments."""
    for contract in in_order(contracts("model")):
        cursor.execute(f"create or replace view {contract.table} as {contract.sql}")
        _check_columns(cursor, contract)
        comment_on(cursor, contract, shared=shared)


def comment_on(cursor: duckdb.DuckDBPyConnection, contract: Contract, *, shared: bool = False) -> None:
    """Writes the header into the file, where an analyst's tools show it; a lake takes none on a view's columns."""
    kind = "view" if contract.schema == "model" or contract.is_view else "table"
    said = [f"comment on {kind} {contract.table} is {_text(_sentence(contract))}"]
    if not (shared and kind == "view"):
        said += [
            f"comment on column {contract.table}.{_quoted(column.name)} is {_text(column.comment)}"
            for column in contract.columns
        ]
    cursor.execute("; ".join(said))


_DAILY_TABLES = """
    select table_name from duckdb_tables() where database_name = current_database() and schema_name = 'daily'
"""


def _columns(cursor: duckdb.DuckDBPyConnection, rows: str) -> list[tuple[str, str]]:
    """Names and types of the columns of a query, or of a table that is there, sooner than by the catalog's view."""
    return [(row[0], row[1]) for row in cursor.execute(f"describe {rows}").fetchall()]


def _make_daily(
    warehouse: Warehouse, cursor: duckdb.DuckDBPyConnection, contract: Contract, is_there: bool
) -> None:
    wanted = _columns(cursor, contract.sql)
    if contract.view is not None:
        cursor.execute(contract.view)
    real = _columns(cursor, contract.table) if is_there or contract.is_view else []
    if contract.is_view and real != wanted:
        raise ContractBroken(
            f"{contract.table}: warehouse/kept/{contract.name}.sql does not give back the columns that "
            f"warehouse/daily/{contract.name}.sql makes: {sorted(set(real) ^ set(wanted))}"
        )
    if real != wanted:
        cursor.execute(f"drop table if exists {contract.table}")
        columns = ", ".join(f"{_quoted(name)} {kind}" for name, kind in wanted)
        cursor.execute(warehouse.dialect(f"create table {contract.table} ({columns})"))
        warehouse.lay_out(cursor)
        if real:
            cursor.execute(
                "insert into meta.dirty_day select distinct day, 'new columns' from raw.version "
                "where day not in (select day from meta.dirty_day where reason = 'new columns')"
            )
    _check_columns(cursor, contract)
    comment_on(cursor, contract, shared=warehouse.shared)


def _check_columns(cursor: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    real = [name for name, _ in _columns(cursor, contract.table)]
    documented = [column.name for column in contract.columns]
    if real != documented:
        wrong = sorted(set(real) ^ set(documented)) or "their order"
        raise ContractBroken(
            f"{contract.table}: documented and real columns differ in {wrong}; mend the header in "
            f"warehouse/{contract.schema}/{contract.name}.sql"
        )
    unknown = [name for name in contract.key if name not in real]
    if unknown:
        raise ContractBroken(f"{contract.table}: its key names {unknown}, which it does not have")


def _hold_to(cursor: duckdb.DuckDBPyConnection, contract: Contract, made: str, day: date) -> None:
    said, queries = zip(*promises(contract, made), strict=True)
    together = ", ".join(f"({query.replace(':which', 'true')})" for query in queries)
    found = cursor.execute(f"select {together}").fetchone() or ()
    for promise, failing in zip(said, found, strict=True):
        if failing:
            raise ContractBroken(
                f"{contract.table} of {day}: {promise} fails for {failing} rows; the day was not built"
            )


def promises(contract: Contract, rows: str | None = None) -> list[tuple[str, str]]:
    """What a header promises, each as words and a query that counts failing rows; `:which` is a filter.

    `rows` is where they are looked for, by default the table itself.
    """
    rows = rows or contract.table
    key = ", ".join(contract.key)
    found = [
        (
            f"key ({key}) is unique",
            f"select count(*) from (select {key} from {rows} where :which group by all having count(*) > 1)",
        )
    ]
    never = " or ".join(f"{_quoted(name)} is null" for name in contract.never_null)
    if never:
        found.append(("never null", f"select count(*) from {rows} where :which and ({never})"))
    for words, condition in contract.asserts:
        found.append((words, f"select count(*) from {rows} where :which and not coalesce({condition}, true)"))
    return found


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in ("macros", "search", "story_voices"):
        digest.update((ROOM / f"{name}.sql").read_bytes())
    for schema in ("raw", "model", "kept", "daily"):
        for path in sorted((ROOM / schema).glob("*.sql")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _sentence(contract: Contract) -> str:
    return contract.row[:1].upper() + contract.row[1:] + f" Key: {', '.join(contract.key)}."


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
