"""A day's comparison in pieces that need nothing of each other: one after the other, or many at once.

Who works them changes nothing of the result: a piece holds all it needs, its randomness is fixed by what
it compares, and the outcomes come back in the order of the pieces.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol


class Piece(Protocol):
    """Work that can be sent away."""

    def worked(self) -> Any:
        """Does it, and gives the outcome."""


class Workers(Protocol):
    """What works pieces."""

    def each(self, pieces: Sequence[Any]) -> Iterator[Any]:
        """The outcome of each piece, in the order of the pieces; heavy ones should stand first."""

    def begin(self, piece: Any) -> Callable[[], Any]:
        """Begins one piece if somebody else can; what it returns waits for its outcome, or works it."""

    def rest(self) -> None:
        """No piece of a large day comes any more: the memory of those who work them is needed for something else."""


class OneByOne:
    """The pieces worked here, one after the other."""

    def each(self, pieces: Sequence[Any]) -> Iterator[Any]:
        """See `Workers.each`."""
        for piece in pieces:
            yield piece.worked()

    def begin(self, piece: Any) -> Callable[[], Any]:
        """See `Workers.begin`: when its outcome is asked for."""
        return piece.worked

    def rest(self) -> None:
        """See `Workers.rest`."""


HERE: Workers = OneByOne()


def pack(thing: Any) -> bytes:
    """A piece or an outcome as bytes."""
    return pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes) -> Any:
    """What `pack` made bytes of."""
    return pickle.loads(packed)  # noqa: S301 (made by our own run)


def work_packed(packed: bytes) -> bytes:
    """What a worker elsewhere does with a packed piece."""
    return pack(unpack(packed).worked())
