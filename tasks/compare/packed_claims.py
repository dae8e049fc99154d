"""The claims of a day's texts as the columns they are stored in; those of one text become records when asked for.

Most of a day's texts stand in a story of their own, whose claims nobody compares; those of a story are needed
where it is compared, which may be another process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from tasks.claims.records import TextClaims
from tasks.compare.records import Document

if TYPE_CHECKING:
    from tasks.compare.claim_tables import ClaimTables


class PackedClaims:
    """The claims of text number `place` of `tables`; whatever is asked of it is answered by its records."""

    __slots__ = ("place", "tables")

    def __init__(self, tables: ClaimTables, place: int) -> None:
        self.tables = tables
        self.place = place

    def records(self) -> TextClaims:
        """The claims as records."""
        return self.tables.records(self.place)

    def sentence_spans(self) -> tuple[tuple[int, int], ...]:
        """Offsets of the text's sentences."""
        return self.tables.sentence_spans(self.place)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what pickling looks for
            raise AttributeError(name)
        return getattr(self.records(), name)

    def __eq__(self, other: object) -> bool:
        return self.records() == (other.records() if isinstance(other, PackedClaims) else other)

    __hash__ = None  # type: ignore[assignment]


def as_claims(packed: PackedClaims) -> TextClaims:
    """What is packed stands wherever claims may stand."""
    return cast(TextClaims, packed)


def unpacked(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The documents with their claims as records; those that share claims go on doing so."""
    documents = tuple(documents)
    made: dict[int, TextClaims] = {}
    for together in _by_tables(documents):
        tables = together[0].tables.only([claims.place for claims in together])
        made |= zip(map(id, together), tables.every(), strict=True)
    return tuple(
        replace(document, claims=made[id(document.claims)]) if id(document.claims) in made else document
        for document in documents
    )


def alone(documents: Sequence[Document], names: Collection[str] | None = None) -> tuple[Document, ...]:
    """The documents with no more claims than theirs behind them, to be sent away; shared claims stay so.

    Of the tables of claims those of these `names` alone, where some are given.
    """
    fewer: dict[int, PackedClaims] = {}
    for together in _by_tables(documents):
        tables = together[0].tables.only([claims.place for claims in together], names)
        fewer |= {id(claims): PackedClaims(tables, place) for place, claims in enumerate(together)}
    return tuple(
        replace(document, claims=as_claims(fewer[id(document.claims)]))
        if id(document.claims) in fewer
        else document
        for document in documents
    )


def _by_tables(documents: Iterable[Document]) -> Iterable[list[PackedClaims]]:
    """The packed claims of the documents, each once, those of the same tables together."""
    packed: dict[int, Any] = {
        id(document.claims): document.claims
        for document in documents
        if isinstance(document.claims, PackedClaims)
    }
    behind: dict[int, list[PackedClaims]] = defaultdict(list)
    for claims in packed.values():
        behind[id(claims.tables)].append(claims)
    return behind.values()
