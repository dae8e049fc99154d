"""The documents of a window of days, with their claims: what a comparison reads. Plain dictionaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.connection import Warehouse
from warehouse.engine_errors import engine_errors
from warehouse.sparing import within

Row = dict[str, Any]
#: Columns that make up the claims of one version, by table; the first gives their order. Texts that spans cut
#: out are not among them.
CLAIM_COLUMNS = {
    "text_claims": ("language", "observed"),
    "sentence": ("sentence", "start_char", "end_char", "paragraph", "quoted"),
    "attribution": (
        "attribution", "source", "cue", "content", "kind", "engagement", "engagement_cue", "polarity", "certainty",
        "voice", "relays", "rule", "sentence",
    ),
    "voice": ("ordinal", "voice", "name", "voice_group", "role", "state"),
    "marking": (
        "marking", "start_char", "end_char", "target_start_char", "target_end_char", "engagement", "device",
        "sentence", "attribution",
    ),
    "name_use": (
        "name_use", "start_char", "end_char", "name", "name_group", "concept", "variant", "sentence", "quoted",
    ),
    "number_use": (
        "number", "start_char", "end_char", "low", "high", "bound", "unit", "referent", "sentence", "attribution",
        "quoted",
    ),
    "proposition": (
        "proposition", "start_char", "end_char", "spans", "sentence", "attribution", "engagement", "polarity",
        "certainty", "voice",
    ),
}  # fmt: skip
#: Versions from which a window's tables are read one after the other, for all together would take much memory.
LARGE_WINDOW = 2_000
#: Texts of such a window read at once, some 10 MB.
_TEXTS_AT_ONCE = 1_000
#: Versions of one article may be dated differently, but not further apart than this many days.
VERSION_SPREAD = 60
#: Versions between two days whose text is there. From its statistics the engine knows at once where texts are gone;
#: whether they are there it finds by reading them all: five seconds and 250 MB for 60,000.
_KEPT = "version_id not in (select version_id from raw.version where day between $from_day and $to_day and text is null)"


def window_documents(
    warehouse: Warehouse, from_day: date, to_day: date, *, seen_until: datetime | None = None
) -> list[Row]:
    """The latest version of every article that belongs to a day from `from_day` to `to_day`, both in.

    Each row has the fields of tasks.compare's Document, under `claims` a StoredClaims; versions of one text
    with the same claims share both. `seen_after`
    is the outlet's last good poll before the version was first seen, `article_seen_after` that before any
    version of the article was. Versions whose text was dropped or whose claims were never taken are left out,
    and texts that one outlet carries under four addresses or more on a day (model.shared_text).
    With `seen_until`, versions first seen after it are not there yet.
    """
    return _documents(
        warehouse,
        f"""select version_id, day from raw.version
        where day between $from_day and $to_day and {_KEPT} and first_seen_at <= $seen_until
        qualify row_number() over (
            partition by article_id order by first_seen_at desc, version_id desc
        ) = 1 and not model.is_stub(count(*) over (partition by day, outlet_id, text_hash))""",
        {"from_day": from_day, "to_day": to_day, "seen_until": seen_until or _ALWAYS},
    )


def previous_versions(
    warehouse: Warehouse, from_day: date, to_day: date, *, seen_until: datetime | None = None
) -> dict[str, list[Row]]:
    """Earlier versions of the articles of `window_documents`, oldest first, by article_id.

    Only articles with more than one version are there. Rows are as in `window_documents`; the latest
    version itself is not repeated.
    """
    rows = _documents(
        warehouse,
        f"""with latest as (
            select version_id, article_id from raw.version
            where day between $from_day and $to_day and first_seen_at <= $seen_until
            qualify row_number() over (
                partition by article_id order by first_seen_at desc, version_id desc
            ) = 1
        )
        select version.version_id, version.day from raw.version as version
        inner join latest using (article_id)
        where version.version_id <> latest.version_id
            and version.first_seen_at <= $seen_until
            and version.day between $from_day - {VERSION_SPREAD} and $to_day + {VERSION_SPREAD}""",
        {"from_day": from_day, "to_day": to_day, "seen_until": seen_until or _ALWAYS},
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["article_id"], row["first_seen_at"], row["version_id"])):
        found[row["article_id"]].append(row)
    return dict(found)


def versions_between(warehouse: Warehouse, from_day: date, to_day: date) -> int:
    """How many versions belong to the days from `from_day` to `to_day`, both in."""
    found = warehouse.rows(
        "select count(*)::integer as versions from raw.version where day between ? and ?", [from_day, to_day]
    )
    return int(found[0]["versions"])


def earlier_members(warehouse: Warehouse, before: date, days: int) -> list[Row]:
    """Which article was in which story on the `days` days before `before`, oldest day first.

    Rows have the columns of raw.story_member and the story's language, label, started_at, first_day.
    """
    return warehouse.rows(
        """select member.*, story.language, story.label, story.started_at, story.first_day
        from raw.story_member as member
        inner join raw.story as story on story.day = member.day and story.story_id = member.story_id
        where member.day between ? and ?
        order by member.day, member.story_id, member.version_id""",
        [before - timedelta(days=days), before - timedelta(days=1)],
    )


def background_words(warehouse: Warehouse, from_day: date, to_day: date, most_texts: int) -> dict[str, int]:
    """How often each lower-case word stands in the texts of a window: the prior of the words table.

    Of a window with many articles only the last days are read, as many as bring `most_texts`. Words are runs of letters,
    apostrophes and hyphens inside. Which versions are current is asked first: asked with their texts, it held 300 MB more.
    """
    enough = warehouse.rows(
        f"""select min(day) as day from (
            select day, sum(count(*)) over (order by day desc) - count(*) as behind
            from raw.version
            where day between $from_day and $to_day and {_KEPT}
            group by day
        ) where behind < $most""",
        {"from_day": from_day, "to_day": to_day, "most": most_texts},
    )[0]["day"]
    return {
        row["word"]: row["uses"]
        for row in warehouse.rows(
            r"""with current as (select day, version_id from model.current_version where day between $first and $last),

            words as (
                select unnest(regexp_extract_all(lower(text), '\p{L}+(?:[''’-]\p{L}+)*')) as word
                from raw.version
                where day between $first and $last and (day, version_id) in (from current) and text is not null
            )

            select word, count(*)::integer as uses from words group by word order by word""",
            {"first": enough, "last": to_day},
        )
    }


_ALWAYS = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _documents(warehouse: Warehouse, wanted: str, given: dict[str, Any]) -> list[Row]:
    """Documents of the versions that the query `wanted` names, with their claims."""
    chosen_rows = warehouse.rows(wanted, given)
    if not chosen_rows:
        return []
    ids = [row["version_id"] for row in chosen_rows]
    days = [row["day"] for row in chosen_rows]
    chosen = {"ids": ids, "from_day": min(days), "to_day": max(days)}
    if len(ids) >= LARGE_WINDOW:
        asked = partial(_claims_table, warehouse, chosen)
        return within(warehouse, lambda: _with_claims(_texts_behind(warehouse, chosen), asked))
    with warehouse.one_thread(), ThreadPoolExecutor(1) as beside:
        read = {name: beside.submit(_claims_table, warehouse, chosen, name, ids) for name in CLAIM_COLUMNS}
        try:
            return _with_claims(_texts(warehouse, chosen), lambda name, _: read[name].result())
        finally:
            beside.shutdown(wait=False, cancel_futures=True)


#: The versions, by their days and ids, that documents and their claims are read of.
_CHOSEN = "day between $from_day and $to_day and version_id in (select unnest($ids::varchar[]))"


def _texts_behind(warehouse: Warehouse, chosen: dict[str, Any]) -> list[Row]:
    """The same as `_texts` with the texts read behind the rest, some at a time and each once: putting the rows of 10,000
    articles in order with their texts took half a gigabyte."""
    documents = _texts(warehouse, chosen, "null")
    by_version = {row["version_id"]: row for row in documents}
    known: dict[str, str] = {}
    with engine_errors(warehouse.place):
        cursor = warehouse.cursor()
        try:
            found = cursor.execute(
                f"select version_id, text from raw.version where {_CHOSEN} and text is not null", chosen
            )
            for batch in found.to_arrow_reader(_TEXTS_AT_ONCE):
                for version, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    if version in by_version:
                        by_version[version]["text"] = known.setdefault(text, text)
        finally:
            cursor.close()
    return [row for row in documents if row["text"] is not None]  # in a lake, one dropped in between


def _texts(warehouse: Warehouse, chosen: dict[str, Any], text: str = "version.text") -> list[Row]:
    """The documents without their claims, in their order."""
    return warehouse.rows(
        f"""
        with versions as (from raw.version where {_CHOSEN} and text is not null),
        polls as (
            select outlet_id, polled_at
            from raw.poll
            where outcome in ('ok', 'not_modified', 'partial')
                and polled_at >= (select min(first_seen_at) from versions) - interval 30 day
        ),
        articles as (
            select article.article_id, article.outlet_id, article.first_seen_at as seen_at
            from raw.article as article
            where article.article_id in (select article_id from versions)
        ),
        first_seen as (
            select articles.article_id, articles.seen_at, poll.polled_at as seen_after
            from articles
            asof left join polls as poll
                on poll.outlet_id = articles.outlet_id and articles.seen_at > poll.polled_at
        )
        select
            version.version_id,
            version.article_id,
            version.outlet_id,
            version.url,
            coalesce(version.title, '') as title,
            version.authors,
            {text} as text,
            coalesce(version.language, head.language) as language,
            version.kind,
            version.full_text,
            version.published_at,
            version.published_precision,
            version.first_seen_at,
            poll.polled_at as seen_after,
            version.day,
            case when first_seen.seen_at < version.first_seen_at then first_seen.seen_at end as article_seen_at,
            case
                when first_seen.seen_at < version.first_seen_at then first_seen.seen_after
            end as article_seen_after
        from versions as version
        inner join raw.text_claims as head
            on head.version_id = version.version_id and head.day = version.day
        asof left join polls as poll
            on poll.outlet_id = version.outlet_id and version.first_seen_at > poll.polled_at
        left join first_seen on first_seen.article_id = version.article_id
        order by version.day, version.outlet_id, version.article_id, version.version_id
        """,
        chosen,
    )


def _claims_table(warehouse: Warehouse, chosen: dict[str, Any], name: str, ids: Sequence[str]) -> pa.Table:
    """Of one table of claims the rows of these versions."""
    query = f"select version_id, {', '.join(CLAIM_COLUMNS[name])} from raw.{name} where {_CHOSEN}"
    return warehouse.arrow(query, {**chosen, "ids": ids})


def _with_claims(documents: list[Row], table_of: Callable[[str, Sequence[str]], pa.Table]) -> list[Row]:
    """The documents with their claims; `table_of` gives of a table the rows of some versions, or more."""
    firsts = _first_of_each([row["text"] for row in documents])
    claims, unlike = _stored_claims(documents, firsts, table_of)
    if unlike:  # versions of one text whose claims are of two extractors, say
        own = sorted(unlike)
        more, _ = _stored_claims([documents[place] for place in own], range(len(own)), table_of)
        claims |= {place: more[number] for number, place in enumerate(own)}
    for place, (row, first) in enumerate(zip(documents, firsts, strict=True)):
        row["authors"] = tuple(row["authors"])
        row["text"] = documents[first]["text"]
        row["claims"] = claims[place if place in unlike else first]
    return documents


def _stored_claims(
    documents: Sequence[Row], firsts: Sequence[int], table_of: Callable[[str, Sequence[str]], pa.Table]
) -> tuple[dict[int, StoredClaims], set[int]]:
    """The claims of the documents at the places that `firsts` names, and the places whose own are other ones.

    Of each table only what is shared is kept before the next is asked for: of a large day all of them together
    would take several times the memory.
    """
    ids = [row["version_id"] for row in documents]
    shared = sorted(set(firsts))
    unlike: set[int] = set()
    stored = {}
    for name in CLAIM_COLUMNS:
        table = _ByVersion(table_of(name, ids), ids)
        unlike |= {
            place for place, first in enumerate(firsts) if first != place and not table.same(first, place)
        }
        table.keep(shared)
        stored[name] = table.table, table.starts
    return {first: StoredClaims(stored, place) for place, first in enumerate(shared)}, unlike


@dataclass(frozen=True, slots=True)
class StoredClaims:
    """Where the claims of one version stand: rows `starts[place]..starts[place + 1]` of each table, by its name."""

    tables: Mapping[str, tuple[pa.Table, Sequence[int]]]
    place: int


def _first_of_each(texts: Sequence[str]) -> list[int]:
    """For each version the place of the first one with the same text: its own, or an earlier one."""
    known: dict[str, int] = {}
    return [known.setdefault(text, place) for place, text in enumerate(texts)]


class _ByVersion:
    """Rows of one table of claims, those of the `versions` in their order and that of the first column behind their ids."""

    def __init__(self, table: pa.Table, versions: Sequence[str]) -> None:
        places = pc.index_in(table["version_id"], pa.array(versions, pa.string()))
        if places.null_count:
            table, places = table.filter(places.is_valid()), places.drop_null()
        place = places.to_numpy()
        table = table.drop_columns(["version_id"])
        index = table.column(0).to_numpy() if pa.types.is_integer(table.schema[0].type) else place
        order = np.lexsort((index, place))
        if (np.diff(order) != 1).any():
            table, place = table.take(order), place[order]
        self.table = table.combine_chunks()
        self.starts: list[int] = np.searchsorted(place, np.arange(len(versions) + 1)).tolist()

    def same(self, one: int, other: int) -> bool:
        """Whether two versions have the same rows."""
        return bool(self._of(one).equals(self._of(other)))

    def keep(self, places: Sequence[int]) -> None:
        """Lets go of all but the versions at these rising places, which are numbered from 0 from now on."""
        starts = self.starts
        counts = [starts[place + 1] - starts[place] for place in places]
        if sum(counts) < self.table.num_rows:
            kept = [np.arange(starts[place], starts[place + 1]) for place in places]
            self.table = self.table.take(np.concatenate(kept))
        self.starts = [0, *np.cumsum(counts).tolist()]

    def _of(self, place: int) -> pa.Table:
        return self.table.slice(self.starts[place], self.starts[place + 1] - self.starts[place])
