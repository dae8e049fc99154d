"""The law of offsets: every span is a stretch of the version it names, and says what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.contract import contracts
from warehouse.errors import RowsRefused

#: Texts of a role that may be split are joined by this.
JOINT = " … "
_AT_ONCE = 20_000  # rows looked at at once
_TEXTS_AT_ONCE = 1_000  # texts held at once, some 10 MB

_LISTS = {
    "attribution": ("source", "cue", "content", "engagement_cue"),
    "proposition": ("spans",),
}
_PAIRS = {
    "sentence": (("start_char", "end_char", None),),
    "marking": (
        ("start_char", "end_char", "excerpt"),
        ("target_start_char", "target_end_char", "target_text"),
    ),
    "name_use": (("start_char", "end_char", None),),
    "number_use": (("start_char", "end_char", "excerpt"),),
    "proposition": (("start_char", "end_char", None),),
}
_JOINED = {"attribution": (("source", "source_text"), ("cue", "cue_text"), ("content", "content_text"))}
#: Tables of a day that keep the day of their version beside its id.
VERSION_OF = {
    "claim_member": "version_id",
    "story_member": "version_id",
    "claim": "label_version_id",
    "number_group": "version_id",
}
_DAY_PAIRS = {
    "claim": (("label_version_id", "label_start_char", "label_end_char", None),),
    "claim_member": (("version_id", "start_char", "end_char", "text"),),
    "claim_status": (("nearest_version_id", "nearest_start_char", "nearest_end_char", None),),
    "edit_sentence": (
        ("from_version_id", "from_start_char", "from_end_char", None),
        ("to_version_id", "to_start_char", "to_end_char", None),
    ),
}


def stage_texts(cursor: duckdb.DuckDBPyConnection, ids: str, *, arriving: bool) -> bool:
    """Makes staged_texts (version_id, day, chars, text, kept) for the versions that the query `ids` names.

    Returns whether any of them is stored already.

    Texts of stored versions are read on their own days only, so that the cost does not grow with the
    archive. With `arriving`, versions of the same call are there too; without, a `version_number` is there
    instead of the text (`texts_of_day`).
    """
    cursor.execute(
        f"""create or replace temp table staged_place as
        select version_id, day from raw.version where version_id in ({ids})"""
    )
    days = [row[0] for row in cursor.execute("select distinct day from staged_place order by day").fetchall()]
    stored = ", ".join(f"date '{day.isoformat()}'" for day in days) or "null"
    if arriving:
        made = f"""
            select
                version_id,
                any_value(day) as day,
                any_value(chars) as chars,
                any_value(text) as text,
                any_value(text) is not null as kept
            from (
                select version_id, day, chars, text from staged_version union all
                select version_id, day, chars, text from raw.version
                where day in ({stored}) and version_id in (select version_id from staged_place)
            )
            where version_id in ({ids})
            group by version_id"""
    else:
        made = f"""
            select version_id, day, chars, text is not null as kept, version_number from raw.version
            where day in ({stored}) and version_id in (select version_id from staged_place)"""
    cursor.execute(f"create or replace temp table staged_texts as {made}")
    cursor.execute("drop table staged_place")
    return bool(days)


def check_version_spans(
    cursor: duckdb.DuckDBPyConnection, staged: set[str], said: frozenset[str] = frozenset()
) -> None:
    """Refuses staged claims with a span outside its text or a text that is not what stands there.

    `said` are the tables whose texts are known to be what stands there (`texts_as_said`).
    """
    for name in sorted(staged):
        quoted = name not in said
        tests = [
            _pair_fails(start, end, text if quoted else None) for start, end, text in _PAIRS.get(name, ())
        ]
        tests += [_list_fails(column) for column in _LISTS.get(name, ())]
        tests += [_joined_fails(column, text) for column, text in _JOINED.get(name, ()) if quoted]
        if tests:
            _refuse_first(
                cursor,
                name,
                f"""select s.version_id from staged_{name} as s
                join staged_texts as v on v.version_id = s.version_id where {" or ".join(tests)} limit 1""",
            )


def texts_as_said(rows: Mapping[str, Any]) -> frozenset[str]:
    """Tables of rows whose texts beside spans are what stands in the versions that came with them.

    They must be columns, of versions of the same call. The engine counts a text's code points from its beginning
    for each span, which takes it ten times as long as the slices here; what is not told here it looks at itself.
    """
    versions = rows.get("version", ())
    if isinstance(versions, pa.Table | Mapping):
        return frozenset()
    texts = dict(map(_identified, versions))
    return frozenset(
        name
        for name in (*_PAIRS, *_JOINED)
        if isinstance(rows.get(name), Mapping) and _says_what_stands(name, rows[name], texts)
    )


def with_days(rows: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str], frozenset[str]]:
    """The rows, in which tables of `texts_as_said` have the days of the versions that came with them.

    Texts that are not stored beside their spans are left out there. Returned besides: the tables of `texts_as_said`, and
    those that have such days.
    """
    said = texts_as_said(rows)
    found, dated = dict(rows), set()
    if not said:
        return found, said, frozenset()
    days = {_identified(version)[0]: _day(version) for version in rows["version"]}
    for name in said:
        derived = contracts("raw")[name].derived
        found[name] = {key: values for key, values in rows[name].items() if key not in derived}
        if all(version in days for version in rows[name]["version_id"]):
            found[name]["day"] = [days[version] for version in rows[name]["version_id"]]
            dated.add(name)
    return found, said, frozenset(dated)


def _day(version: Any) -> Any:
    return version.get("day") if isinstance(version, Mapping) else version.day


def _identified(version: Any) -> tuple[Any, Any]:
    if isinstance(version, Mapping):
        return version.get("version_id"), version.get("text")
    return version.version_id, version.text


def _says_what_stands(name: str, columns: Mapping[str, Sequence[Any]], texts: Mapping[str, str]) -> bool:
    given = columns["version_id"]
    pairs = [(first, last, text) for first, last, text in _PAIRS.get(name, ()) if text in columns and text]
    joined = [pair for pair in _JOINED.get(name, ()) if pair[1] in columns]
    try:
        return all(
            says is None or says == texts[version][start:end]
            for first, last, text in pairs
            for version, start, end, says in zip(
                given, columns[first], columns[last], columns[text], strict=True
            )
        ) and all(
            says is None or says == JOINT.join(texts[version][start:end] for start, end in spans)
            for column, text in joined
            for version, spans, says in zip(given, columns[column], columns[text], strict=True)
        )
    except (KeyError, TypeError, ValueError):  # of a version that is stored already, or rows of another make
        return False


def versions_named(staged: set[str]) -> str:
    """A query for the ids of all versions that staged rows of a day point at."""
    named = [
        f"select {version} from staged_{name}" for name in staged for version, *_ in _DAY_PAIRS.get(name, ())
    ]
    named += [f"select {VERSION_OF[name]} from staged_{name}" for name in staged if name in VERSION_OF]
    return " union ".join(sorted(named)) or "select null"


def texts_of_day(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, dict[str, str]]]:
    """Texts that are kept of staged versions by version, some at a time, with a query for their ids.

    Cutting a stretch out of them takes the engine a hundred times as long: it counts characters from the beginning.
    """
    blocks = cursor.execute(
        f"""select min(version_number), max(version_number), min(day), max(day)
        from (
            select *, row_number() over (order by version_number) - 1 as place from staged_texts where kept
        )
        group by place // {_TEXTS_AT_ONCE}
        order by all"""
    ).fetchall()
    for first, last, from_day, to_day in blocks:
        inside = f"version_number between {first} and {last}"
        ids = f"select version_id from staged_texts where kept and {inside}"
        query = f"""select version_id, text from raw.version
            where {inside} and day between ? and ? and version_id in ({ids})"""
        yield ids, dict(cursor.execute(query, [from_day, to_day]).fetchall())


def check_day_spans(cursor: duckdb.DuckDBPyConnection, staged: set[str]) -> None:
    """Refuses staged rows of a day whose version is unknown or whose span is not in it."""
    for name in sorted(staged & set(_DAY_PAIRS)):
        for version, start, end, _ in _DAY_PAIRS[name]:
            _refuse_first(
                cursor,
                name,
                f"""select s.{version} from staged_{name} as s
                left join staged_texts as v on v.version_id = s.{version}
                where s.{version} is not null and s.{start} is not null
                    and (v.version_id is null or ({_pair_fails(start, end, None)}))
                limit 1""",
            )


def check_day_texts(
    cursor: duckdb.DuckDBPyConnection, staged: set[str], ids: str, texts: Mapping[str, str]
) -> None:
    """Refuses staged rows of a day, of some versions, that say something else than stands there. `ids`, `texts`: of
    `texts_of_day`."""
    for name in sorted(staged & set(_DAY_PAIRS)):
        for columns in _DAY_PAIRS[name]:
            if columns[3] is not None:
                for _, version, said, stands in stretches(cursor, name, columns, ids, texts):
                    if said is not None and said != stands:
                        raise _refused(name, version)


def stretches(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[str | None],
    ids: str,
    texts: Mapping[str, str],
) -> Iterator[tuple[int, str, str | None, str]]:
    """Of the staged rows of versions whose text is kept: row number, version, what the row says stands there, and what
    does. `ids`, `texts`: of `texts_of_day`.

    `columns` hold the version, the first code point of the stretch, the one behind it, and what stands there.
    """
    query = f"select rowid, {', '.join(map(str, columns))} from staged_{name} where {columns[0]} in ({ids})"
    for batch in cursor.execute(query).to_arrow_reader(_AT_ONCE):
        for row, version, start, end, said in zip(*(one.to_pylist() for one in batch.columns), strict=True):
            if start is not None:
                yield row, version, said, texts[version][start:end]


def _refuse_first(cursor: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    found = cursor.execute(query).fetchone()
    if found:
        raise _refused(name, found[0])


def _refused(name: str, version_id: str) -> RowsRefused:
    return RowsRefused(
        f"raw.{name}: a span of version {version_id} is not a stretch of that version's text; offsets "
        "count code points of the text as stored"
    )


def _pair_fails(start: str, end: str, text: str | None) -> str:
    empty = ">" if start == "target_start_char" else ">="  # a device may have nothing it is aimed at
    outside = f"(s.{start} < 0 or s.{start} {empty} s.{end} or s.{end} > v.chars)"
    if text is None:
        return outside
    stands = f"substring(v.text, s.{start} + 1, s.{end} - s.{start})"
    return f"({outside} or (v.text is not null and s.{text} <> {stands}))"


def _list_fails(column: str) -> str:
    bad = f"list_filter(s.{column}, lambda p: p[1] < 0 or p[1] >= p[2] or p[2] > v.chars)"
    return f"len({bad}) > 0"


def _joined_fails(column: str, text: str) -> str:
    parts = f"list_transform(s.{column}, lambda p: substring(v.text, p[1] + 1, p[2] - p[1]))"
    only = (
        f"substring(v.text, s.{column}[1][1] + 1, s.{column}[1][2] - s.{column}[1][1])"  # most have one part
    )
    stands = f"case when len(s.{column}) = 1 then {only} else array_to_string({parts}, '{JOINT}') end"
    return f"(v.text is not null and s.{text} <> {stands})"
