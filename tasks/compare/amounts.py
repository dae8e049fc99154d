"""How much two outlets give to each story they share: articles or words, against what others give to it.

Two outlets usually write one article each on a story, so exchanging them shows nothing: the distance of
their shares stays nearly as it is. The null takes the labels off all outlets of a story instead: do these
two spread their attention more differently than two others would? Outlets differ in how much they write at
all, which the shares over stories leave out, so the null must leave it out too: see `house_free`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from tasks.compare.facts import StoryFacts
from tasks.compare.intervals import SLACK
from tasks.compare.pooled import NO_THIRD, Tested, results
from tasks.compare.settings import CompareSettings
from tasks.compare.shared import SharedStories
from tasks.compare.statistics import Estimates, generator, jensen_shannon, placed, summarise

_BLOCK = 2048  # meetings tested at once: 16 MB of draws
_MOST_GIVEN_BACK = 2.0  # times; an outlet of few stories that others hardly share has nearly all fitted away


def amounts_estimates(
    first: np.ndarray,
    second: np.ndarray,
    null: tuple[np.ndarray, np.ndarray],
    weights: np.ndarray,
    ties: np.ndarray | None = None,
) -> Estimates:
    """Test the Jensen-Shannon divergence of two outlets' shares over stories.

    `first`, `second`: pairs x stories, amounts > 0; `null`: draws of as many others, two arrays pairs x
    stories x draws; `weights`: how often each story is drawn again, bootstraps x stories. `ties`: see
    `summarise`.
    """
    again = jensen_shannon(weights * first[:, None, :], weights * second[:, None, :])
    return summarise(jensen_shannon(first, second), _shuffled(*null).T, np.nanvar(again, axis=1), ties)


def _shuffled(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """`jensen_shannon` of amounts > 0 over the middle axis, story by story: pairs x draws."""
    whole, others = first.sum(axis=1), second.sum(axis=1)
    logs = np.zeros_like(whole)
    for story in range(first.shape[1]):
        one, other = first[:, story] / whole, second[:, story] / others
        middle = (one + other) / 2
        logs += (one * np.log2(one) + other * np.log2(other)) / 2 - middle * np.log2(middle)
    return np.clip(logs, 0.0, 1.0)


def story_weights(stories: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of so many stories is drawn again: draws x stories."""
    return rng.multinomial(stories, np.full(stories, 1 / stories), size=draws)


def random_amounts(amounts: Sequence[float], draws: int, rng: np.random.Generator) -> np.ndarray:
    """Amounts of two different outlets of a story, drawn at random: 2 x draws."""
    one = rng.integers(0, len(amounts), draws)
    other = rng.integers(0, len(amounts) - 1, draws)
    return np.array(amounts)[np.stack([one, other + (other >= one)])]


def house_free(amounts: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Amounts (one mapping outlet -> amount > 0 per story) without what is the outlet's usual amount.

    On the log scale an amount is the story's share, the outlet's and what is left. Both shares are fitted
    together by least squares: an outlet that took the large stories is no verbose outlet, and its plain mean
    would say so. The fit takes part of what is left with it: of the variance of the difference between two
    outlets of a story the half of their resistance distance R in the graph of who shares stories with whom
    (1/n for each where all cover the same n stories). That is given back around the story's mean, to at most
    `_MOST_GIVEN_BACK` times. Outlets of one story only are left out.
    """
    stories: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, by_outlet in enumerate(amounts):
        for outlet, amount in by_outlet.items():
            stories[outlet].append((number, math.log(amount)))
    # In an order that names do not decide, so that not even roundings follow them.
    known = sorted((o for o, found in stories.items() if len(found) > 1), key=stories.__getitem__)
    place = {outlet: number for number, outlet in enumerate(known)}
    covered = [[place[outlet] for outlet in by_outlet if outlet in place] for by_outlet in amounts]
    covered = [sorted(places) for places in covered]
    logs = {(place[outlet], number): log for outlet in known for number, log in stories[outlet]}
    usual, distance = _usual(covered, logs, len(known))
    free = []
    for number, places in enumerate(covered):
        apart = {outlet: logs[outlet, number] - usual[outlet] for outlet in places}
        centre = math.fsum(apart.values()) / max(len(apart), 1)
        taken = distance[np.ix_(places, places)].sum(axis=1) / max(len(places) - 1, 1)
        back = np.minimum(np.sqrt(2 / np.maximum(2 - taken, SLACK)), _MOST_GIVEN_BACK).tolist()
        free.append(
            {
                known[outlet]: math.exp(centre + (apart[outlet] - centre) * more)
                for outlet, more in zip(places, back, strict=True)
            }
        )
    return free


def _usual(
    covered: Sequence[Sequence[int]], logs: Mapping[tuple[int, int], float], outlets: int
) -> tuple[list[float], np.ndarray]:
    """Each outlet's share of its amounts, and the resistance distances of all outlets: see `house_free`.

    The normal equations with the stories taken out are those of a graph Laplacian: an edge of 1/m between
    any two of the m outlets of a story. It has no inverse, for only differences inside a component are known.
    """
    laplacian = np.zeros((outlets, outlets))
    right = np.zeros(outlets)
    for number, places in enumerate(covered):
        if len(places) < 2:
            continue
        here = np.array([logs[outlet, number] for outlet in places])
        laplacian[np.ix_(places, places)] -= 1 / len(places)
        laplacian[places, places] += 1
        right[places] += here - math.fsum(here) / len(places)
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    own = np.diag(inverse)
    return (inverse @ right).tolist(), own[:, None] + own[None, :] - 2 * inverse


def pooled_amounts(
    aspect: str,
    stories: Sequence[StoryFacts],
    shared: SharedStories,
    wanted: np.ndarray,
    day: date,
    settings: CompareSettings,
) -> Tested:
    """The test of `aspect` (articles, words) for each pair that is `wanted`, over the stories it shares.

    A story's draws are the same for all pairs, and so are the stories drawn again for pairs with as many.
    """
    limits = settings.divergence
    amounts = [_given(aspect, story) for story in stories]
    free = house_free(amounts)
    usable = np.repeat(wanted, shared.counts) & _known(stories, free, shared)
    counts = np.bincount(shared.pair[usable], minlength=len(wanted))
    enough = counts >= limits.min_amounts
    # Where all outlets of all stories give the same, shuffling changes nothing and no interval exists.
    unlike = np.array([_unlike(usual.values()) for usual in free], dtype=bool)
    made = enough & (np.bincount(shared.pair[usable & unlike[shared.story]], minlength=len(wanted)) > 0)
    usable &= np.repeat(made, shared.counts)
    numbers, column = np.unique(shared.story[usable], return_inverse=True)
    draws = [_draws(aspect, stories[number], free[number], day, settings) for number in numbers.tolist()]
    null = np.array(draws).reshape(len(draws), 2, limits.permutations)
    first, second = _sides(amounts, stories, shared, usable)
    starts = np.concatenate([[0], np.cumsum(counts[made])])
    parts, order = [], []
    for size in np.unique(counts[made]).tolist():
        rng = generator(settings.seed, day.isoformat(), aspect, "stories drawn again", str(size))
        weights = story_weights(size, limits.bootstraps, rng)
        pairs = np.nonzero(counts[made] == size)[0]
        for block in np.split(pairs, range(_BLOCK // size + 1, len(pairs), _BLOCK // size + 1)):
            places = starts[block][:, None] + np.arange(size)
            drawn = null[column[places]]
            others = drawn[:, :, 0], drawn[:, :, 1]
            parts.append(amounts_estimates(first[places], second[places], others, weights))
            order.append(block)
    estimates = placed(parts, np.nonzero(made)[0][np.concatenate(order)] if order else (), len(wanted))
    return results(estimates, enough, NO_THIRD)


def _unlike(amounts: Iterable[float]) -> bool:
    found = list(amounts)
    return len(found) > 1 and max(found) - min(found) > SLACK * max(found)


def _given(aspect: str, story: StoryFacts) -> dict[str, float]:
    """Articles, or words where all the outlet's texts are whole, of each outlet."""
    if aspect == "articles":
        return {o: float(len(ids)) for o, ids in zip(story.outlets, story.versions, strict=True)}
    found = zip(story.outlets, story.words, story.whole, strict=True)
    return {outlet: float(words) for outlet, words, whole in found if words and whole}


def _known(
    stories: Sequence[StoryFacts], free: Sequence[Mapping[str, float]], shared: SharedStories
) -> np.ndarray:
    """Meetings of two outlets whose usual amount is known, with a third outlet beside them."""
    begins = np.concatenate([[0], np.cumsum([len(story.outlets) for story in stories])])[:-1]
    known = np.array(
        [
            len(usual) >= 3 and outlet in usual
            for story, usual in zip(stories, free, strict=True)
            for outlet in story.outlets
        ]
    )
    if not len(shared.story):
        return np.zeros(0, dtype=bool)
    return np.asarray(known[begins[shared.story] + shared.one] & known[begins[shared.story] + shared.other])


def _sides(
    amounts: Sequence[Mapping[str, float]],
    stories: Sequence[StoryFacts],
    shared: SharedStories,
    usable: np.ndarray,
) -> list[np.ndarray]:
    """What the two outlets of each usable meeting give to its story."""
    numbers = shared.story[usable].tolist()
    return [
        np.array(
            [
                amounts[number][stories[number].outlets[place]]
                for number, place in zip(numbers, which[usable].tolist(), strict=True)
            ]
        )
        for which in (shared.one, shared.other)
    ]


def _draws(
    aspect: str, story: StoryFacts, free: Mapping[str, float], day: date, settings: CompareSettings
) -> np.ndarray:
    """See `random_amounts`; the same for every pair of outlets."""
    versions = dict(zip(story.outlets, story.versions, strict=True))
    outlets = sorted(free, key=lambda outlet: versions[outlet])
    every = [version for side in story.versions for version in side]
    rng = generator(settings.seed, day.isoformat(), aspect, every)
    return random_amounts([free[outlet] for outlet in outlets], settings.divergence.permutations, rng)
