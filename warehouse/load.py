"""Rows into `raw`: one transaction per call, Arrow batches, spans checked against their texts.

Rows are dataclass instances or dictionaries whose field names are column names; those of a table may also come
as columns, a mapping of names to lists of one length. How a table takes
rows stands in its header: `append` (a known key is left as it is), `upsert` (a known key is
replaced), `version` (all rows of a version come once, with its head in raw.text_claims), `day`
(only whole days, by `replace_day`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.absent import clear_day, set_aside, store_absent
from warehouse.arriving import arriving, gives_a_table, schema_of
from warehouse.connection import Warehouse
from warehouse.contract import Contract, contracts
from warehouse.engine_errors import engine_errors
from warehouse.errors import RowsRefused
from warehouse.marks import mark_days, mark_unindexed, mark_unpublished
from warehouse.spans import (
    VERSION_OF,
    check_day_spans,
    check_day_texts,
    check_version_spans,
    stage_texts,
    stretches,
    texts_of_day,
    versions_named,
    with_days,
)
from warehouse.sparing import sparingly
from warehouse.storing import (
    has_repeats,
    insert,
    leave_out_addresses,
    number_claims,
    number_entries,
    number_versions,
    tell_articles,
)
from warehouse.threads import threads_for

Rows = Mapping[str, Iterable[Any] | Mapping[str, Sequence[Any]] | pa.Table]
_VERSION_HEAD = "text_claims"
#: What is told apart from what is known before anything is stored.
_TOLD = {"article", "version"}
#: Rows of a day that hold a stretch of a text.
_SAYING = {"claim", "claim_member"}
#: Rows of a day from which its tables are stored one by one: put side by side first they would take a gigabyte.
_MANY = 200_000


def load_rows(warehouse: Warehouse, rows: Rows) -> dict[str, int]:
    """Stores rows of any `raw` tables but those of a day; returns how many were new, by table.

    Calling it again with the same rows changes nothing. Raises RowsRefused, and stores nothing, when
    a column is unknown or missing, a version of claims is unknown, or a span is not inside its text.
    """
    given = {name: _several_times(found) for name, found in rows.items()}
    with warehouse.one_thread():  # the statements are many and small
        stored = warehouse.transacted(lambda cursor: _load(cursor, given, warehouse.shared))
    warehouse.take_in_log()
    return stored


def _several_times(found: Any) -> Any:
    """Rows that can be gone through again, for a transaction may be done again."""
    return found if isinstance(found, pa.Table | Mapping) or gives_a_table(found) else list(found)


def _load(cursor: duckdb.DuckDBPyConnection, rows: Rows, shared: bool) -> dict[str, int]:
    stored: dict[str, int] = {}
    rows, said, dated = with_days(rows)
    staged = _stage(cursor, rows)
    version = contracts("raw")["version"]
    if "version" in staged and has_repeats(cursor, version, "staged_version"):
        # Two outlets may carry one version on two days: its claims go by that which is stored.
        once = _first_of_each(cursor, version, staged["version"])
        cursor.execute(f"create or replace temp table staged_version as {once}")
        dated = frozenset()
    _leave_out_deleted(cursor, staged)
    _fill_in_days(cursor, staged, dated)
    check_version_spans(cursor, set(staged), said)
    _leave_out_derived(cursor, [name for name in staged if name not in said])
    leave_out_addresses(cursor, staged)
    number_entries(cursor, staged)
    told = _tell_articles(cursor, staged)
    for name in sorted(staged, key=_parents_first):
        contract = contracts("raw")[name]
        if contract.load == "day":
            raise RowsRefused(f"raw.{name} is stored by whole days: use replace_day")
        stored[name] = _INSERTS[contract.load](cursor, contract, staged)
    if "article" in stored:
        stored["article"] += told
    if stored.get("version"):
        mark_unindexed(cursor, "select day from staged_version")
    mark_days(cursor, [name for name in staged if stored[name]], shared)
    _unstage(cursor, staged)
    return stored


def replace_day(
    warehouse: Warehouse,
    day: date,
    rows: Rows,
    marks: Iterable[str] | None = None,
    later: Callable[[], Rows] | None = None,
) -> dict[str, int]:
    """Puts `rows` in the place of everything the given tables hold for `day`; returns rows by table.

    Only tables named in `rows` (which may be Arrow tables) are touched; give an empty list to empty one. A day
    whose stories are replaced no longer waits for its comparison, but for its daily tables; where several
    pipelines write, `marks` are those of `day_marks` when its window was read, and what came since keeps it
    waiting. Rows that are still being made when the first are stored come from `later`, in the same transaction;
    it may be called again. Raises RowsRefused, and changes nothing, when a row is of another day or its evidence is
    not the text it points at; also whatever `later` raises.
    """
    given = {name: _several_times(found) for name, found in rows.items()}
    seen = None if marks is None else list(marks)
    with threads_for(warehouse, [day]):
        # Rows without stories, as health's, are few; a bound is the whole engine's, also for the window read beside them.
        if "story" not in given:
            return warehouse.transacted(lambda cursor: _replace(cursor, day, given, seen, later))
        return sparingly(warehouse, lambda cursor: _replace(cursor, day, given, seen, later))


def day_marks(warehouse: Warehouse, day: date) -> tuple[str, ...]:
    """Why a day waits for its comparison, as it stands now."""
    found = warehouse.rows("select reason from meta.dirty_day where day = ? order by reason", [day])
    return tuple(row["reason"] for row in found)


def _replace(
    cursor: duckdb.DuckDBPyConnection,
    day: date,
    rows: Rows,
    marks: list[str] | None,
    later: Callable[[], Rows] | None,
) -> dict[str, int]:
    stored: dict[str, int] = {}
    for part in _parts(rows):
        stored |= _put(cursor, day, part)
    if later is not None:
        stored |= _put(cursor, day, {name: _several_times(found) for name, found in later().items()})
    if "story" in stored:
        cursor.execute(
            "delete from meta.dirty_day where day = $day and ($all or reason in (select unnest($marks::varchar[])))",
            {"day": day, "all": marks is None, "marks": marks or []},
        )
        # Until its daily tables are built too: whoever is killed in between leaves the day to the next run.
        cursor.execute("insert into meta.dirty_day values (?, 'not built')", [day])
    if "claim" in stored:
        mark_unindexed(cursor, "select ?::date as day", [day])
    mark_unpublished(cursor, "select ?::date as day", [day])
    return stored


def _parts(rows: Rows) -> Iterator[Rows]:
    """The tables of a usual day together, those of a large one each alone, in the order in which they need each other."""
    if sum(len(found) for found in rows.values() if isinstance(found, Sized)) < _MANY:
        yield rows
    else:
        yield from ({name: rows[name]} for name in sorted(rows, key=_members_last))


def _put(cursor: duckdb.DuckDBPyConnection, day: date, rows: Rows) -> dict[str, int]:
    """The rows in the place of the day's own; how many, by table."""
    stored: dict[str, int] = {}
    staged = _stage(cursor, rows)
    for name, columns in staged.items():
        if "day" not in columns:
            raise RowsRefused(f"raw.{name} has no column day and cannot be replaced by day")
        other = cursor.execute(f"select day from staged_{name} where day <> ? limit 1", [day]).fetchone()
        if other:
            raise RowsRefused(f"raw.{name}: a row of {other[0]} among the rows of {day}")
    if "story" in staged and _texts_are_gone(cursor, day):
        raise RowsRefused(f"texts of {day} were dropped after their time: its comparison stays as it is")
    stage_texts(cursor, versions_named(set(staged)), arriving=False)
    check_day_spans(cursor, set(staged))
    if _SAYING & staged.keys():
        for ids, texts in texts_of_day(cursor):
            check_day_texts(cursor, set(staged), ids, texts)
            if "claim" in staged:
                _label(cursor, ids, texts)
    _fill_in_version_days(cursor, staged)
    _leave_out_derived(cursor, staged)
    if "claim" in staged:
        number_claims(cursor, "staged_claim")
    if "claim_status" in staged:
        set_aside(cursor)
    for name in sorted(staged, key=_members_last):
        columns, contract = staged[name], contracts("raw")[name]
        clear_day(cursor, contract, day)
        stored[name] = insert(cursor, contract, columns, _first_of_each(cursor, contract, columns))
    if "claim_status" in staged:
        stored["claim_status"] += store_absent(cursor, day)
    _unstage(cursor, staged)
    return stored


def _texts_are_gone(cursor: duckdb.DuckDBPyConnection, day: date) -> bool:
    found = cursor.execute(
        "select 1 from raw.version where day = ? and text is null limit 1", [day]
    ).fetchone()
    return found is not None


def empty_day() -> tuple[str, ...]:
    """Names of the tables that compare fills, all of which replace_day takes."""
    return tuple(name for name, contract in contracts("raw").items() if contract.load == "day")


def _stage(cursor: duckdb.DuckDBPyConnection, rows: Mapping[str, Any]) -> dict[str, list[str]]:
    """Registers each table's rows as staged_<name>; returns the columns by table."""
    staged = {}
    for name, found in rows.items():
        contract = contracts("raw").get(name)
        if contract is None:
            raise RowsRefused(f"there is no table raw.{name}")
        table = arriving(contract, schema_of(cursor, name), found)
        cursor.register(f"arrived_{name}", table)
        cursor.execute(f"create temp table staged_{name} as from arrived_{name}")
        cursor.unregister(f"arrived_{name}")
        staged[name] = table.schema.names
        del table
    return staged


def _unstage(cursor: duckdb.DuckDBPyConnection, staged: Iterable[str]) -> None:
    for name in staged:
        cursor.execute(f"drop table staged_{name}")


def _leave_out_deleted(cursor: duckdb.DuckDBPyConnection, staged: Iterable[str]) -> None:
    """What was deleted on request does not come back, neither from the web nor from the archive."""
    known = cursor.execute("select count(*) from meta.deleted_article").fetchone()
    if not known or not known[0]:
        return
    gone = "select article_id from meta.deleted_article"
    if "version" in staged:
        for name in staged:
            if contracts("raw")[name].load == "version":
                cursor.execute(
                    f"""delete from staged_{name} where version_id in (
                        select version_id from staged_version where article_id in ({gone})
                    )"""
                )
    for name in ("version", "article"):
        if name in staged:
            cursor.execute(f"delete from staged_{name} where article_id in ({gone})")
    if "outcome" in staged:
        cursor.execute(
            f"update staged_outcome set article_id = null, version_id = null where article_id in ({gone})"
        )


def _fill_in_days(cursor: duckdb.DuckDBPyConnection, staged: Iterable[str], dated: Collection[str]) -> None:
    """Leaves out claims of versions that have theirs, and gives the others the day of their version.

    Tables that are `dated` have that of versions that came with them, which holds if none of those is stored yet.
    """
    if not (children := [name for name in staged if contracts("raw")[name].load == "version"]):
        return
    named = " union ".join(f"select version_id from staged_{name}" for name in children)
    if stage_texts(cursor, named, arriving="version" in staged):
        dated = ()
    cursor.execute(
        f"""create or replace temp table staged_known as
        select version_id from raw.{_VERSION_HEAD} where version_id in ({named})"""
    )
    known = cursor.execute("select 1 from staged_known limit 1").fetchone()
    for name in children:
        if known:
            cursor.execute(f"delete from staged_{name} where version_id in (from staged_known)")
        if name not in dated:
            cursor.execute(
                f"""update staged_{name} set day = staged_texts.day from staged_texts
                where staged_texts.version_id = staged_{name}.version_id"""
            )
    lost = cursor.execute(
        " union all ".join(
            f"(select '{name}', version_id from staged_{name} where day is null limit 1)" for name in children
        )
    ).fetchone()
    if lost:
        raise RowsRefused(f"raw.{lost[0]}: version {lost[1]} is not in raw.version; load it first")
    cursor.execute("drop table staged_known")


def _fill_in_version_days(cursor: duckdb.DuckDBPyConnection, staged: Iterable[str]) -> None:
    for name in staged:
        if name not in VERSION_OF:
            continue
        version = VERSION_OF[name]
        cursor.execute(
            f"""update staged_{name} set version_day = staged_texts.day from staged_texts
            where staged_texts.version_id = staged_{name}.{version}"""
        )
        query = f"select {version} from staged_{name} where version_day is null limit 1"
        lost = cursor.execute(query).fetchone()
        if lost:
            raise RowsRefused(f"raw.{name}: version {lost[0]} is not in raw.version")


def _leave_out_derived(cursor: duckdb.DuckDBPyConnection, staged: Iterable[str]) -> None:
    """Texts that a span cuts out of a kept version are not stored a second time; they have been checked."""
    for name in staged:
        derived = contracts("raw")[name].derived
        if derived:
            cursor.execute(
                f"""update staged_{name} set {", ".join(f"{column} = null" for column in derived)}
                where {VERSION_OF.get(name, "version_id")} in (
                    select version_id from staged_texts where kept
                )"""
            )


def _label(cursor: duckdb.DuckDBPyConnection, ids: str, texts: Mapping[str, str]) -> None:
    """A claim's label is what its span says, as long as the text is there."""
    span = "label_version_id", "label_start_char", "label_end_char", "label"
    other = [
        (stands, row)
        for row, _, said, stands in stretches(cursor, "claim", span, ids, texts)
        if said != stands
    ]
    if other:
        cursor.executemany("update staged_claim set label = ? where rowid = ?", other)


def _first_of_each(cursor: duckdb.DuckDBPyConnection, contract: Contract, columns: Sequence[str]) -> str:
    """One row of each key among the staged ones, the same whatever their order."""
    if not has_repeats(cursor, contract, f"staged_{contract.name}"):
        return f"select * from staged_{contract.name}"
    order = ", ".join(columns)
    return (
        f"select * from staged_{contract.name} "
        f"qualify row_number() over (partition by {', '.join(contract.key)} order by {order}) = 1"
    )


def _tell_articles(cursor: duckdb.DuckDBPyConnection, staged: dict[str, list[str]]) -> int:
    """Leaves only new articles and versions, and of the articles those that no version says; how many it does."""
    for name in _TOLD & set(staged):
        columns = staged[name]
        cursor.execute(
            f"create or replace temp table staged_{name} as {_new(cursor, contracts('raw')[name], columns)}"
        )
    if "version" in staged:
        number_versions(cursor, "staged_version")
    return tell_articles(cursor, "staged_article", "staged_version") if set(staged) >= _TOLD else 0


def _new(cursor: duckdb.DuckDBPyConnection, contract: Contract, columns: Sequence[str]) -> str:
    """Staged rows with a key that is not stored yet."""
    same = " and ".join(f"known.{name} is not distinct from fresh.{name}" for name in contract.key)
    known = "store.fetch" if contract.name == "fetch" else contract.table
    if contract.name == "outcome":  # whose key is put together from other tables: of these runs alone
        runs = cursor.execute("select distinct run_id from staged_outcome order by run_id").fetchall()
        told = ", ".join("'" + run[0].replace("'", "''") + "'" for run in runs) or "null"
        known = f"(from raw.outcome where run_id in ({told}))"
    fresh = _first_of_each(cursor, contract, columns)
    return f"select * from ({fresh}) as fresh where not exists (from {known} as known where {same})"


def _append(cursor: duckdb.DuckDBPyConnection, contract: Contract, staged: dict[str, list[str]]) -> int:
    columns, name = staged[contract.name], contract.name
    rows = f"from staged_{name}" if name in _TOLD or name == "entry" else _new(cursor, contract, columns)
    return insert(cursor, contract, columns, rows)


def _upsert(cursor: duckdb.DuckDBPyConnection, contract: Contract, staged: dict[str, list[str]]) -> int:
    same = " and ".join(f"known.{name} is not distinct from fresh.{name}" for name in contract.key)
    cursor.execute(
        f"delete from raw.{contract.name} as known where exists (from staged_{contract.name} as fresh where {same})"
    )
    fresh = _first_of_each(cursor, contract, staged[contract.name])
    return insert(cursor, contract, staged[contract.name], fresh)


def _with_version(cursor: duckdb.DuckDBPyConnection, contract: Contract, staged: dict[str, list[str]]) -> int:
    """Rows of versions that have none yet, kept together and by day so that a day is read alone."""
    columns = staged[contract.name]
    order = ", ".join(("day", *contract.key))
    return insert(cursor, contract, columns, f"{_first_of_each(cursor, contract, columns)} order by {order}")


_INSERTS = {"append": _append, "upsert": _upsert, "version": _with_version}


def _parents_first(name: str) -> tuple[bool, bool, str]:
    """Outcomes and claims name versions by their numbers in raw.version."""
    return (contracts("raw")[name].load == "version", name == "outcome", name)


def _members_last(name: str) -> tuple[bool, str]:
    return (name == "claim_member", name)  # it is kept against the rows of raw.story_member


__all__ = ["day_marks", "empty_day", "engine_errors", "load_rows", "replace_day"]
