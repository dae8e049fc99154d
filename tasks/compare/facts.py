"""What the tests between outlets need of a story: counts, distances and the outlets' own terms, no texts.

Small beside the story itself, so that tests can be made in another process than the stories were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tasks.compare.inside import DISTANCES, OriginDistances
from tasks.compare.story_view import StoryView

NameUses = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """Uses of terms in the outlets' own words: `uses[i]` for outlet i, as places in `terms` and counts."""

    terms: tuple[str, ...]
    uses: tuple[tuple[np.ndarray, np.ndarray], ...]


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """One story; what belongs to an outlet stands at the outlet's place in `outlets`, sorted by name.

    `versions` are sorted version ids, `words` those spent on the story, `whole` whether all texts are,
    `names` uses of (concept, variant) outside quotations. A story of one outlet has neither `distances`
    (by aspect) nor `names` and `terms`: there is nobody to set them beside.
    """

    story_id: str
    language: str
    outlets: tuple[str, ...]
    versions: tuple[tuple[str, ...], ...]
    origins: tuple[frozenset[str], ...]
    words: tuple[int, ...]
    whole: tuple[bool, ...]
    distances: Mapping[str, OriginDistances]
    names: tuple[NameUses, ...]
    terms: OwnTerms | None

    def only(self, *aspects: str) -> StoryFacts:
        """The same with the distances, names and terms of the named aspects alone."""
        return replace(
            self,
            distances={aspect: self.distances[aspect] for aspect in aspects if aspect in self.distances},
            names=self.names if "names" in aspects else (),
            terms=self.terms if "terms" in aspects else None,
        )


def story_facts(view: StoryView, terms: OwnTerms | None = None) -> StoryFacts:
    """The facts of a story; with the outlets' own `terms` all of them, without what one outlet's story has."""
    outlets = tuple(sorted(view.by_outlet))
    sides = [view.by_outlet[outlet] for outlet in outlets]
    return StoryFacts(
        story_id=view.story_id,
        language=view.language,
        outlets=outlets,
        versions=tuple(tuple(document.version_id for document in side) for side in sides),
        origins=tuple(view.outlet_origins[outlet] for outlet in outlets),
        words=tuple(view.outlet_words[outlet] for outlet in outlets),
        whole=tuple(all(document.full_text for document in side) for side in sides),
        distances={} if terms is None else {aspect: made(view) for aspect, made in DISTANCES.items()},
        names=() if terms is None else tuple(_name_uses(view, outlet) for outlet in outlets),
        terms=terms,
    )


def _name_uses(view: StoryView, outlet: str) -> dict[tuple[str, str], int]:
    return Counter(
        (use.concept, use.variant)
        for document in view.by_outlet[outlet]
        for use in document.claims.names
        if use.concept is not None and use.variant is not None and not use.quoted
    )
