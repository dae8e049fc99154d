"""Rows of several stories one after the other, whether they are records or columns.

Columns are not imported where all are records: a comparison by hand does without.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any, TypeVar, cast

R = TypeVar("R")


def joined(parts: Sequence[Sequence[R]]) -> Sequence[R]:
    """All rows, part after part; columns as soon as one part is."""
    columns = next((part for part in parts if not isinstance(part, tuple)), None)
    if columns is None:
        return tuple(chain.from_iterable(parts))
    kind = cast(Any, columns)
    return cast(Sequence[R], type(kind).joined(kind.kind, parts))


def by_story(stories: Collection[str], parts: Sequence[Sequence[R]]) -> Sequence[R]:
    """All rows in the order of the `stories`; those of one story, which stand together, stay in theirs."""
    every: Any = joined(parts)
    place = {story_id: number for number, story_id in enumerate(stories)}
    if isinstance(every, tuple):
        return tuple(sorted(every, key=lambda row: place[row.story_id]))
    return cast(Sequence[R], every.in_order_of("story_id", place))
