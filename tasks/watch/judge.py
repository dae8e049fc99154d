"""Judges a day: each outlet's last days against its frozen reference window, counts against its own week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.watch.bounds import PEER_MEAN, TAIL, CountModel, Silence, fit_counts, shared_factor, silence
from tasks.watch.records import Clearance, DriftRow, OutletFacts, WatchedDay
from tasks.watch.shares import LEAST_DAYS, compare_measures, verdict_rows, window_of

#: Length of the reference window. It stays as it is for as many days, so that a slow change cannot carry
#: its own reference along from day to day.
REFERENCE_DAYS = 28
#: Past days that a judgement needs: two reference windows and as much again for gaps.
HISTORY_DAYS = 120

History = Mapping[str, Sequence[WatchedDay]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Verdicts of one day: rows of raw.drift, and outlets whose silence is no chance."""

    rows: tuple[DriftRow, ...]
    silent: dict[str, Silence]


def watched_day(facts: OutletFacts, country: str) -> WatchedDay:
    """The facts of a day not yet judged, in the form of past days."""

    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    return WatchedDay(
        outlet_id=facts.outlet_id,
        day=facts.day,
        country=country,
        polls_ok=facts.polls_ok,
        articles=facts.articles,
        kept=facts.kept,
        refused=facts.refused,
        failed=facts.failed,
        title_share=share(facts.with_title, facts.articles),
        time_share=share(facts.with_time, facts.articles),
        author_share=share(facts.with_author, facts.articles),
        full_text_share=share(facts.full_text, facts.articles),
        words=facts.words,
        claims_per_1000_words=1000 * facts.attributions / facts.words if facts.words else None,
        unresolved_voice_share=share(facts.unresolved_voices, facts.voices),
        other_language_share=share(facts.other_language, facts.articles),
        suspect=False,
        flags=(),
    )


def judge_day(day: date, history: History, clearances: Sequence[Clearance], closed: bool) -> Judged:
    """Drift rows and silences of `day`, whose own counts are the last entry of each outlet's history.

    History is in order of days. A day that is not `closed` is not judged by how much it holds.
    """
    observed = {o: [d for d in days if d.polls_ok and d.day <= day] for o, days in history.items()}
    accepted = {c.outlet_id: c.from_day for c in clearances if c.accepted and c.through_day <= day}
    references = {
        o: reference_window([d for d in days if d.day >= accepted.get(o, date.min)], day)
        for o, days in observed.items()
    }
    models = {o: fit_counts([(d.day, d.articles) for d in r]) for o, r in references.items()}
    factors = _factors(observed, models)
    rows: list[DriftRow] = []
    compared = []
    silent: dict[str, Silence] = {}
    for outlet_id in sorted(observed):
        days, reference, model = observed[outlet_id], references[outlet_id], models[outlet_id]
        if not days or days[-1].day != day:
            continue
        if model is None:
            rows.append(_not_enough(days[-1], len(reference)))
            continue
        mine = {d: factors.get((outlet_id, d), 1.0) for d in (x.day for x in days)}
        if closed:
            rows.append(_count_row(days[-1], model, len(reference), mine[day]))
            run = silence(model, [(d.day, d.articles) for d in days if d.day > reference[-1].day], mine)
            if run is not None and run.alarming:
                silent[outlet_id] = run
        window = window_of([d for d in days if d.day > reference[-1].day])
        compared.append((days[-1], len(window), len(reference), compare_measures(window, reference)))
    return Judged((*rows, *verdict_rows(compared)), silent)


def reference_window(days: Sequence[WatchedDay], day: date) -> tuple[WatchedDay, ...]:
    """The days that `day` is held against: trusted days before the current block of REFERENCE_DAYS.

    While there are too few of them, every trusted day but the last three counts.
    """
    trusted = [d for d in days if not d.suspect and "silent" not in d.flags and d.day < day]
    block = day.toordinal() - day.toordinal() % REFERENCE_DAYS
    frozen = [d for d in trusted if d.day.toordinal() < block][-REFERENCE_DAYS:]
    if len(frozen) >= LEAST_DAYS:
        return tuple(frozen)
    return tuple(trusted[:-3][:REFERENCE_DAYS])


def held_back(
    day: date, drifts: Sequence[tuple[str, date, str]], clearances: Sequence[Clearance]
) -> dict[str, str]:
    """Outlets whose rows of `day` are held back, with the reason: a drift of that day or before, not cleared.

    `drifts` are (outlet, day, reason) of all verdicts `drift` so far, in order of days.
    """
    held: dict[str, str] = {}
    for outlet_id, since, reason in drifts:
        if since > day:
            continue
        free = any(
            c.outlet_id == outlet_id and since <= c.through_day and c.from_day <= day for c in clearances
        )
        if not free and outlet_id not in held:
            seen = "" if since == day else f" (since {since}, not cleared)"
            held[outlet_id] = reason + seen
    return held


def onset(
    outlet_id: str, drifts: Sequence[tuple[str, date, str]], clearances: Sequence[Clearance]
) -> date | None:
    """First day of the outlet's drift that no clearance covers; None when nothing is held back."""
    done = [c.through_day for c in clearances if c.outlet_id == outlet_id]
    open_days = [d for o, d, _ in drifts if o == outlet_id and not any(d <= through for through in done)]
    return min(open_days, default=None)


def _factors(observed: History, models: Mapping[str, CountModel | None]) -> dict[tuple[str, date], float]:
    """How much less the outlets of the same country published, by outlet and day."""
    ratios: dict[tuple[str, date], dict[str, tuple[float, float]]] = {}
    for outlet_id, days in observed.items():
        model = models[outlet_id]
        if model is None:
            continue
        for d in days[-21:]:
            if model.mean(d.day) >= PEER_MEAN:
                told = d.articles / model.mean(d.day), model.chance_at_most(d.articles, d.day)
                ratios.setdefault((d.country, d.day), {})[outlet_id] = told
    return {
        (outlet_id, d.day): shared_factor(outlet_id, ratios.get((d.country, d.day), {}))
        for outlet_id, days in observed.items()
        for d in days[-21:]
    }


def _count_row(last: WatchedDay, model: CountModel, reference_days: int, factor: float) -> DriftRow:
    low, high = model.usual(last.day, factor)
    at_most = model.chance_at_most(last.articles, last.day, factor)
    at_least = 1 - model.chance_at_most(last.articles - 1, last.day, factor) if last.articles else 1.0
    outside = not low <= last.articles <= high
    return DriftRow(
        day=last.day,
        outlet_id=last.outlet_id,
        measure="articles",
        value=float(last.articles),
        reference=model.mean(last.day, factor),
        low=float(low),
        high=float(high),
        p_value=min(1.0, 2 * min(at_most, at_least)),
        q_value=None,
        days=1,
        reference_days=reference_days,
        verdict="changed" if outside and min(at_most, at_least) < TAIL else "steady",
        reason=f"{last.articles} articles, usually {low} to {high} on such a day" if outside else None,
    )


def _not_enough(last: WatchedDay, reference_days: int) -> DriftRow:
    return DriftRow(
        day=last.day,
        outlet_id=last.outlet_id,
        measure="articles",
        value=float(last.articles),
        reference=None,
        low=None,
        high=None,
        p_value=None,
        q_value=None,
        days=1,
        reference_days=reference_days,
        verdict="not_enough_data",
        reason=f"{reference_days} reference days; {LEAST_DAYS} are needed before anything is judged",
    )
