"""The full-text index of days that are copies of others, without reading their texts once more.

A copy has the words of the day that it was made of, under other documents. Its index is that of the made day with
the documents of each outlet in another order, so that no two days have rows in common that would be packed as one.
The rows are those that `warehouse.search` makes of such documents: the made days' own come out of here unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from warehouse.connection import Warehouse

#: A place in a row's sorted keys: the row, the document in so many bits, the weight in three.
_DOCUMENT_BITS = 20


@dataclass(frozen=True, slots=True)
class MadeIndex:
    """One day's index: its rows, the rare words' (row, document, weight) and the frequent ones' weights."""

    day: date
    terms: pa.Array
    held: pa.Array
    rare: np.ndarray
    frequent: np.ndarray
    is_frequent: np.ndarray
    groups: np.ndarray
    articles: int


def index_copies(
    warehouse: Warehouse, made: int, first_day: date, days: int, numbers: dict[str, int]
) -> None:
    """Indexes days `made` to `days` after `first_day`, which are copies of the first `made` in turn.

    `numbers` are the greatest numbers of a version and a claim among the made days, by which those of a copy are higher.
    """
    random = np.random.default_rng(3)
    for number in range(min(made, days)):
        index = _read(warehouse, first_day + timedelta(days=number))
        for copy in range(number + made, days, made):
            groups = index.groups
            fresh = np.empty(len(groups), np.int64)
            fresh[np.lexsort((random.random(len(groups)), groups))] = np.arange(len(groups))
            more = {name: last * (copy // made) for name, last in numbers.items()}
            _store(warehouse, index, first_day + timedelta(days=copy), more, fresh)


def _read(warehouse: Warehouse, day: date) -> MadeIndex:
    rows = warehouse.arrow(
        "select term, held, packed from search.posting where day = ? order by term, held", [day]
    )
    documents = warehouse.arrow(
        "select kind, outlet_id from search.document where day = ? order by document", [day]
    )
    kinds, outlets = documents["kind"].to_pylist(), documents["outlet_id"].to_pylist()
    packed = rows["packed"].to_pylist()
    is_frequent = ~np.asarray(rows["held"].combine_chunks().is_null())
    codes = np.frombuffer("".join(packed).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    lengths = np.fromiter(map(len, packed), np.int64, len(packed))
    row_of = np.repeat(np.arange(len(packed)), lengths)
    of_rare = ~is_frequent[row_of]
    rare, row = codes[of_rare], row_of[of_rare]
    steps = 1 + np.select(
        [rare < 256, rare < 768, rare < 28672, rare < 983040],
        [rare - 32, rare - 161, rare - 19968, (rare - 28672) >> 3],
        (rare - 983040) >> 3,
    )
    weights = np.where(rare < 28672, 3, rare & 7)
    total = np.cumsum(steps)
    begins = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    before = np.repeat(np.r_[0, total[begins[1:] - 1]], np.diff(np.r_[begins, len(row)]))
    pairs = codes[~of_rare].reshape(int(is_frequent.sum()), -1) - 48
    frequent = np.stack([pairs >> 3, pairs & 7], axis=2).reshape(len(pairs), -1)
    return MadeIndex(
        day,
        rows["term"].combine_chunks(),
        rows["held"].combine_chunks(),
        np.stack([row, total - before - 1, weights]),
        frequent,
        is_frequent,
        np.unique(
            np.asarray([f"{kind} {of}" for kind, of in zip(kinds, outlets, strict=True)]), return_inverse=True
        )[1],
        kinds.count("article"),
    )


def _store(
    warehouse: Warehouse, index: MadeIndex, day: date, more: dict[str, int], fresh: np.ndarray
) -> None:
    """Stores the index of a copy whose documents are those of the made day under the numbers `fresh`."""
    table = pa.table(
        {
            "day": pa.array([day] * len(index.terms), pa.date32()),
            "term": index.terms,
            "held": index.held,
            "packed": packed(index, fresh),
        }
    )
    numbers = pa.table({"old": np.arange(len(fresh), dtype=np.uint32), "fresh": fresh.astype(np.uint32)})
    given = {"day": day, "made": index.day}
    with warehouse.transaction() as cursor:
        cursor.register("copied_posting", table)
        cursor.register("copied_number", numbers)
        cursor.execute("insert into search.posting from copied_posting")
        cursor.execute(
            f"""insert into search.document
            select
                $day, numbers.fresh, kind, version_day + ($day - $made)::integer, version + {more["version"]},
                outlet_id, claim + {more["claim"]}
            from search.document as old
            inner join copied_number as numbers on numbers.old = old.document
            where old.day = $made
            order by numbers.fresh""",
            given,
        )
        cursor.execute(
            "insert into search.day select $day, documents, false from search.day where day = $made", given
        )
        cursor.execute("delete from meta.unindexed_day where day = ?", [day])


def packed(index: MadeIndex, fresh: np.ndarray) -> list[str]:
    """The rows' texts for documents under other numbers: as search.sql packs them."""
    row, document, weight = index.rare
    keys = np.sort((row << (_DOCUMENT_BITS + 3)) | (fresh[document] << 3) | weight)
    row, document, weight = keys >> (_DOCUMENT_BITS + 3), (keys >> 3) & ((1 << _DOCUMENT_BITS) - 1), keys & 7
    first = np.r_[True, row[1:] != row[:-1]]
    gap = document - np.where(first, -1, np.r_[-1, document[:-1]]) - 1
    assert gap.max() < 8192, "a day of so many documents needs steps that are in none"
    usual = np.select([gap < 95, gap < 607], [32 + gap, 161 + gap], 19968 + gap)
    other = np.where(gap < 1024, 28672, 983040) + 8 * gap + weight
    said = np.where(weight == 3, usual, other).astype(np.uint32).tobytes().decode("utf-32-le")
    ends = np.cumsum(np.bincount(row, minlength=len(index.terms)))
    moved = np.zeros_like(index.frequent)
    moved[:, fresh[: index.articles]] = index.frequent[:, : index.articles]
    codes = (48 + 8 * moved[:, 0::2] + moved[:, 1::2]).astype(np.uint32)
    frequent = iter(codes[i].tobytes().decode("utf-32-le") for i in range(len(codes)))
    begins = np.r_[0, ends[:-1]]
    return [
        next(frequent) if often else said[begin:end]
        for often, begin, end in zip(index.is_frequent, begins, ends, strict=True)
    ]
