"""Texts that stand word for word in several articles: what is worked out of one serves the others.

Agency copy comes at the same length to dozens of outlets. Whatever follows from the text and its claims
alone is the same for all of them, so it is worked out once a story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tasks.compare.records import Document


def first_of_each(documents: Sequence[Document]) -> list[int]:
    """For each document the place of the first one with its text, language and claims: its own, or an earlier one."""
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    firsts = []
    for place, document in enumerate(documents):
        alike = known[document.text, document.language]
        first = next(
            (one for one in alike if documents[one].claims is document.claims),
            next((one for one in alike if documents[one].claims == document.claims), place),
        )
        if first == place:
            alike.append(place)
        firsts.append(first)
    return firsts
