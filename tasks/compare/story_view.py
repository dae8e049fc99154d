"""One story as the comparisons see it: documents, origins, voices and claims side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tasks.compare.claims import StoryClaims
from tasks.compare.records import Document


@dataclass(frozen=True)
class StoryView:
    """Documents of one story within the window (one version per article), sorted by version id.

    `origins` maps version ids to origin ids, `voices[i]` voice keys of document i to story keys.
    """

    story_id: str
    language: str
    documents: tuple[Document, ...]
    origins: Mapping[str, str]
    voices: tuple[Mapping[str, str], ...]
    claims: StoryClaims | None

    @cached_property
    def by_outlet(self) -> dict[str, tuple[Document, ...]]:
        """Documents of each outlet."""
        found: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            found[document.outlet_id].append(document)
        return {outlet: tuple(documents) for outlet, documents in found.items()}

    @cached_property
    def outlet_origins(self) -> dict[str, frozenset[str]]:
        """Origins that each outlet carries."""
        return {
            outlet: frozenset(self.origins[document.version_id] for document in documents)
            for outlet, documents in self.by_outlet.items()
        }

    @cached_property
    def outlet_words(self) -> dict[str, int]:
        """Words that each outlet spent on the story."""
        return {
            outlet: sum(len(document.text.split()) for document in documents)
            for outlet, documents in self.by_outlet.items()
        }

    @cached_property
    def origin_list(self) -> tuple[str, ...]:
        """All origins, ordered by their first version id, hence without regard to outlet names."""
        first: dict[str, str] = {}
        for document in self.documents:
            first.setdefault(self.origins[document.version_id], document.version_id)
        return tuple(sorted(first, key=first.__getitem__))
