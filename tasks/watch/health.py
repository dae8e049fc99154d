"""Decides from an outlet's counts of a day whether what it did not publish may be read as a choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.watch.records import HealthRow, OutletFacts

#: Shares beyond which an outlet's day is not trusted. An extractor that loses titles or half of the
#: pages on a site has met a new layout: single broken pages stay far below these marks.
FAILURES_HIGH = 0.5
REFUSALS_HIGH = 0.5
FILL_LOW = 0.5
#: Judge shares only from this many pages on; below, one odd page would hold an outlet back.
LEAST_PAGES = 4


def share(part: int, whole: int) -> float | None:
    """part / whole, None when there is no whole."""
    return part / whole if whole else None


def decide_health(
    facts: OutletFacts, expected: tuple[int, int] | None, held_back: str | None, silent: str | None = None
) -> HealthRow:
    """One outlet's health row. `expected` is articles a day, low and high; `held_back` a drift verdict.

    `silent` says how long nothing came although it should have.
    """
    flags = (*_flags(facts, expected, held_back), *(("silent",) if silent else ()))
    suspect = any(f in flags for f in ("refusals_high", "titles_missing", "language_changed", "drift"))
    unseen = any(f in flags for f in ("not_polled", "all_polls_failed", "failures_high", "silent"))
    return HealthRow(
        outlet_id=facts.outlet_id,
        day=facts.day,
        polls=facts.polls,
        polls_ok=facts.polls_ok,
        articles=facts.articles,
        kept=facts.kept,
        refused=facts.refused,
        failed=facts.failed,
        deferred=facts.deferred,
        title_share=share(facts.with_title, facts.articles),
        time_share=share(facts.with_time, facts.articles),
        author_share=share(facts.with_author, facts.articles),
        full_text_share=share(facts.full_text, facts.articles),
        words=facts.words,
        claims_per_1000_words=1000 * facts.attributions / facts.words if facts.words else None,
        unresolved_voice_share=share(facts.unresolved_voices, facts.voices),
        other_language_share=share(facts.other_language, facts.articles),
        healthy=not unseen and not suspect,
        suspect=suspect,
        flags=flags,
        reason="; ".join(_words(flag, facts, expected, held_back, silent) for flag in flags) or None,
    )


def decide_all(
    facts: Sequence[OutletFacts],
    expected: dict[str, tuple[int, int] | None],
    held_back: dict[str, str],
    silent: dict[str, str] | None = None,
) -> tuple[HealthRow, ...]:
    """Health rows of one day, in the order of the outlets' ids."""
    ordered = sorted(facts, key=lambda f: f.outlet_id)
    quiet = silent or {}
    return tuple(
        decide_health(f, expected.get(f.outlet_id), held_back.get(f.outlet_id), quiet.get(f.outlet_id))
        for f in ordered
    )


def _flags(facts: OutletFacts, expected: tuple[int, int] | None, held_back: str | None) -> Iterable[str]:
    imported = facts.imported > 0
    if not facts.polls and not imported:
        yield "not_polled"
    if facts.polls and not facts.polls_ok:
        yield "all_polls_failed"
    tried = facts.kept + facts.refused + facts.failed
    if tried >= LEAST_PAGES and facts.failed / tried > FAILURES_HIGH:
        yield "failures_high"
    if tried >= LEAST_PAGES and facts.refused / tried > REFUSALS_HIGH:
        yield "refusals_high"
    if facts.articles >= LEAST_PAGES:
        if facts.with_title / facts.articles < FILL_LOW:
            yield "titles_missing"
        if facts.with_time / facts.articles < FILL_LOW:
            yield "times_missing"
        if facts.full_text / facts.articles < FILL_LOW:
            yield "texts_short"
        if facts.other_language / facts.articles > FILL_LOW:
            yield "language_changed"
    if facts.polls_ok and not facts.articles:
        yield "no_articles"
    if expected and facts.polls_ok and 0 < facts.articles < expected[0]:
        yield "below_expected"
    if expected and facts.articles > expected[1]:
        yield "above_expected"
    if held_back:
        yield "drift"


def _words(
    flag: str,
    facts: OutletFacts,
    expected: tuple[int, int] | None,
    held_back: str | None,
    silent: str | None,
) -> str:
    low, high = expected or (0, 0)
    tried = facts.kept + facts.refused + facts.failed
    return {
        "not_polled": "not polled on this day",
        "all_polls_failed": f"all {facts.polls} polls failed",
        "failures_high": f"{facts.failed} of {tried} pages failed",
        "refusals_high": f"{facts.refused} of {tried} pages gave no article",
        "titles_missing": f"{facts.articles - facts.with_title} of {facts.articles} articles without title",
        "times_missing": f"{facts.articles - facts.with_time} of {facts.articles} articles without time",
        "texts_short": f"{facts.articles - facts.full_text} of {facts.articles} articles without full text",
        "language_changed": f"{facts.other_language} of {facts.articles} articles in another language",
        "no_articles": "polled, but no article of this day",
        "below_expected": f"{facts.articles} articles, expected at least {low}",
        "above_expected": f"{facts.articles} articles, expected at most {high}",
        "drift": held_back or "",
        "silent": silent or "",
    }[flag]
