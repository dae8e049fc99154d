"""What every process that compares needs. Imported where nobody waits for it: while a run's server starts, and in
the process from which comparing ones are forked, which then share its memory."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, datetime

import tasks.compare.columns
import tasks.compare.divergence_pieces
import tasks.compare.one_story  # noqa: F401
from tasks.arrow import spare_pandas
from tasks.claims.records import Attribution, NumberUse, Proposition, Sentence, TextClaims, Voice
from tasks.compare.day import compare_day
from tasks.compare.records import Document, OutletDay
from tasks.compare.settings import CompareSettings

_TEXT = "The houses, said the mayor, were not sold to 12 people."
_AT = datetime(2030, 5, 14, tzinfo=UTC)


def compare_two_texts() -> None:
    """Makes whatever is read or compiled at its first use: dictionary, lists of words, patterns; English alone, for no
    other language has rules."""
    outlets = "first", "second"
    watched = [OutletDay(outlet, "en", "xx", True, True, False, None) for outlet in outlets]
    compare_day(
        _AT.date(), [_document(outlet) for outlet in outlets], (), watched, {}, None, CompareSettings()
    )


def _document(outlet: str) -> Document:
    whole, content = (0, len(_TEXT)), (28, len(_TEXT) - 1)
    claims = TextClaims(
        "en", True, (Sentence(whole, 0, 0.0),),
        (Attribution(((17, 26),), ((12, 16),), (content,), "indirect", "acknowledged", (), "denies", "certain", "mayor",
                     "", 0),),
        (Voice("mayor", "Mayor", "person"),), (),
        (NumberUse((45, 47), 12.0, 12.0, "exact", "people", "people", 0, 0, False),), (),
        (Proposition(content, (content,), 0, 0, "acknowledged", "denies", "certain", "mayor"),
         Proposition(whole, (whole,), 0, None, "acknowledged", "affirms", "certain", None)),
    )  # fmt: skip
    return Document(
        version_id=outlet, article_id=outlet, outlet_id=outlet, url="", title="Houses", authors=(), text=_TEXT,
        language="en", kind="article", full_text=True, published_at=_AT, published_precision="minute",
        first_seen_at=_AT, seen_after=None, day=_AT.date(), claims=claims,
    )  # fmt: skip


spare_pandas()
with suppress(Exception):  # whatever is wrong with comparing, pages can be read
    compare_two_texts()

# As in reading: what is loaded stays, unlooked at and shared.
gc.collect()
gc.freeze()
