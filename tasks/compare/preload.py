"""What every process that compares needs. Imported where nobody waits for it: while a run's server starts, and in
the process from which comparing ones are forked, which then share its memory."""

from __future__ import annotations

import gc

import tasks.compare.columns
import tasks.compare.divergence_pieces
import tasks.compare.one_story  # noqa: F401
from tasks.arrow import spare_pandas
from tasks.compare.word_rules import word_of

spare_pandas()
word_of("houses", "en")  # reads the dictionary of lemmas; no other language has rules

# As in reading: what is loaded stays, unlooked at and shared.
gc.collect()
gc.freeze()
