"""Refusing to do something is neither a claim nor a denial: "declined to comment on the fire"."""

from __future__ import annotations

import re

from tasks.claims.records import Attribution

_REFUSAL = re.compile(r"\b(?:refus|declin)\w*", re.IGNORECASE)
_TO_DO = re.compile(r"\W*to\b", re.IGNORECASE)


def is_refusal(text: str, attribution: Attribution) -> bool:
    """Whether the source refuses to do what the content names."""
    if attribution.polarity != "denies" or not attribution.content:
        return False
    refused = any(_REFUSAL.search(text, *span) for span in attribution.cue)
    return refused and _TO_DO.match(text, attribution.content[0][0]) is not None
