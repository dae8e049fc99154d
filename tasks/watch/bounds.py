"""How many articles a day an outlet usually has, by its own week, and when fewer are too few to be chance.

Counts are negative binomial (Hilbe 2011, ch. 8), Poisson when the reference window shows no more spread
than chance. The outlet's week has one, two or seven levels, whichever its reference window supports.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from tasks.watch.chances import chi2_below, fewest, nbinom_at_most, normal_score, poisson_at_most

#: Below this many reference days nothing is said about an outlet.
LEAST_DAYS = 14
#: A run of empty days less likely than this is silence: two days for an outlet of three articles a day,
#: and about one false alarm in ten quarters for it.
SILENCE = 0.01
#: One empty day alone must be this unlikely: a second one comes tomorrow, a false alarm costs more.
ONE_DAY = 0.0005
#: Tail on each side of the usual range; 90 days x 2 sides x 0.0005 is one false mark in eleven quarters.
TAIL = 0.0005
#: Fewer than this share of what is usual counts as an empty day: the last entries of a dying feed.
ALMOST_NONE = 0.05
#: Half an article of doubt, so that a weekday without articles is rare and not impossible.
DOUBT = 0.5
#: A day on which the others of a country publish much less (below HOLIDAY) lowers the expectation, but never
#: below LEAST_FACTOR. Chance alone moves small outlets about: only those of PEER_MEAN articles a day tell.
HOLIDAY, LEAST_FACTOR = 0.75, 0.3
LEAST_PEERS, PEER_MEAN, TOGETHER = 3, 5.0, -4.0
#: Spread beyond Poisson is believed only when a dispersion test says so at this level.
DISPERSED = 0.9

Counts = Sequence[tuple[date, int]]
#: Groups of weekdays, Monday first: no week, working days and weekend, every day for itself.
WEEKS = ((0,) * 7, (0, 0, 0, 0, 0, 1, 1), (0, 1, 2, 3, 4, 5, 6))


@dataclass(frozen=True, slots=True)
class CountModel:
    """Expected articles by weekday, Monday first; `spread` is alpha of mean + alpha x mean squared."""

    means: tuple[float, ...]
    spread: tuple[float, ...]
    days: int

    def mean(self, day: date, factor: float = 1.0) -> float:
        """Expected articles of a day, times `factor` for days like holidays."""
        return self.means[day.weekday()] * factor

    def chance_at_most(self, count: int, day: date, factor: float = 1.0) -> float:
        """Probability of `count` articles or fewer on that day, 0 to 1."""
        mean, spread = self.mean(day, factor), self.spread[day.weekday()]
        if spread <= 0:
            return poisson_at_most(count, mean)
        return nbinom_at_most(count, mean, spread)

    def usual(self, day: date, factor: float = 1.0) -> tuple[int, int]:
        """Fewest and most articles that are still usual on that day."""

        def at_most(count: int) -> float:
            return self.chance_at_most(count, day, factor)

        return fewest(at_most, TAIL), fewest(at_most, 1 - TAIL)


@dataclass(frozen=True, slots=True)
class Silence:
    """An unbroken run of empty days up to the day asked for, and how likely it is by chance."""

    since: date
    days: int
    chance: float
    expected: float

    @property
    def alarming(self) -> bool:
        """Whether chance is no explanation."""
        return self.chance < (SILENCE if self.days > 1 else ONE_DAY)

    @property
    def says(self) -> str:
        """The silence in words."""
        empty = "1 day" if self.days == 1 else f"{self.days} days"
        return (
            f"silent since {self.since}: {empty} without articles where {self.expected:.1f} are usual"
            f" (chance {self.chance:.1g})"
        )


def fit_counts(counts: Counts) -> CountModel | None:
    """The model of a reference window; None when it has fewer than LEAST_DAYS days."""
    if len(counts) < LEAST_DAYS:
        return None
    fits = [_fit_week(counts, week) for week in WEEKS]
    free = max(1, len(counts) - 7)
    scale = max(1.0, fits[-1][1] / free)
    penalty = math.log(len(counts))
    means, _, sums = min(
        (fit for fit in fits), key=lambda fit: fit[1] / scale + penalty * len(set(fit[2].values()))
    )
    spread = _spread(counts, means, len({round(m, 9) for m in means}))
    # An estimated mean is itself uncertain: the predictive distribution of a Poisson with a gamma rate.
    known = tuple(spread + 1 / (sums[w][0] + DOUBT) for w in range(7))
    return CountModel(means=means, spread=known, days=len(counts))


def shared_factor(outlet_id: str, others: Mapping[str, tuple[float, float]]) -> float:
    """How much less the other outlets of a country published: 1 for a usual day, at least LEAST_FACTOR.

    `others` are (articles over expected articles, chance of so few) by outlet. A holiday lowers them together,
    beyond chance (Stouffer's sum of normal scores); one outlet's silence does not.
    """
    peers = [pair for other, pair in others.items() if other != outlet_id]
    if len(peers) < LEAST_PEERS:
        return 1.0
    scores = [normal_score(min(0.999, max(1e-6, chance))) for _, chance in peers]
    shared = median(ratio for ratio, _ in peers)
    together = sum(scores) / math.sqrt(len(peers)) < TOGETHER
    return max(LEAST_FACTOR, shared) if together and shared < HOLIDAY else 1.0


def silence(model: CountModel, recent: Counts, factors: Mapping[date, float] | None = None) -> Silence | None:
    """The run of empty days at the end of `recent` (in order, observed days only); None when there is none."""
    since, chance, expected, length = None, 1.0, 0.0, 0
    for day, count in reversed(recent):
        factor = (factors or {}).get(day, 1.0)
        mean = model.mean(day, factor)
        if count > ALMOST_NONE * mean:
            break
        since, length = day, length + 1
        chance *= model.chance_at_most(count, day, factor)
        expected += mean
    return None if since is None else Silence(since, length, chance, expected)


def _fit_week(
    counts: Counts, week: tuple[int, ...]
) -> tuple[tuple[float, ...], float, dict[int, tuple[int, int]]]:
    """Means by weekday, Poisson deviance, and (sum, days) of each weekday's group."""
    groups: dict[int, list[int]] = {}
    for day, count in counts:
        groups.setdefault(week[day.weekday()], []).append(count)
    overall = sum(count for _, count in counts) / len(counts)
    level = {g: (sum(v) + DOUBT * 0.1) / len(v) for g, v in groups.items()}
    means = tuple(max(level.get(week[w], overall), 1e-6) for w in range(7))
    deviance = 0.0
    for day, count in counts:
        mean = means[day.weekday()]
        deviance += 2 * ((count * math.log(count / mean) if count else 0.0) - (count - mean))
    sums = {w: (sum(groups.get(week[w], [])), len(groups.get(week[w], []))) for w in range(7)}
    return means, deviance, sums


def _spread(counts: Counts, means: tuple[float, ...], levels: int) -> float:
    """Method of moments on Pearson residuals: alpha that makes them as large as they are."""
    free = max(1, len(counts) - levels)
    pearson = sum((count - means[d.weekday()]) ** 2 / means[d.weekday()] for d, count in counts)
    if pearson <= chi2_below(DISPERSED, free):
        return 0.0
    return max(0.0, (pearson / free - 1) * len(counts) / sum(means[d.weekday()] for d, _ in counts))
