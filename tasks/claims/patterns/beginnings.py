"""The words that patterns of English begin with, as bits (see `tasks.claims.kinds`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tasks.claims.kinds import OWN
from tasks.claims.patterns.asides import SET_CUES
from tasks.claims.patterns.polls import POLLS
from tasks.claims.patterns.sources import VIEWS
from tasks.claims.patterns.words import cue_forms

CUE: Final = 1 << OWN
ACCORDING: Final = 1 << (OWN + 1)
VIEW: Final = 1 << (OWN + 2)
HEARSAY: Final = 1 << (OWN + 3)
POLL: Final = 1 << (OWN + 4)
COLON: Final = 1 << (OWN + 5)
SET: Final = 1 << (OWN + 6)
VIEWED: Final = 1 << (OWN + 7)  # what stands behind "in" in "in the view of"
CLEAR: Final = 1 << (OWN + 8)
#: What a pattern of one sentence may begin with.
BEGINS: Final = CUE | ACCORDING | VIEW | HEARSAY | POLL | COLON | SET


def beginnings() -> list[tuple[int, Iterable[str]]]:
    """Each kind with its words."""
    return [
        (CUE, cue_forms()),
        (ACCORDING, ("according",)),
        (VIEW, ("in",)),
        (HEARSAY, ("reportedly",)),
        (POLL, POLLS),
        (COLON, (":",)),
        (SET, SET_CUES),
        (VIEWED, VIEWS),
        (CLEAR, ("clear",)),
    ]
