"""Numbers of one story that measure the same thing, and where outlets cannot both be right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import NamedTuple

import numpy as np

from tasks.claims.records import NumberUse
from tasks.compare.grouping import group_pairs
from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.matcher import PairScores, idf_weights, lemma_scores
from tasks.compare.measures import Measure, is_beside, measure_of, years_of
from tasks.compare.number_names import measure_name, noun_name
from tasks.compare.number_values import figures_meet, is_figure
from tasks.compare.records import Document, NumberConflictRow, NumberGroupRow
from tasks.compare.same_texts import first_of_each
from tasks.compare.settings import NumberSettings
from tasks.compare.story_view import StoryView
from tasks.compare.times import best_instant

_DIGITS = re.compile(r"\d")
_SHORT_QUOTE = 30  # characters; “60 dead” cites somebody's figure, a longer quotation is speech


@dataclass(frozen=True, slots=True)
class NumberInText:
    """One number use with what is around it. `voice` is None in the outlet's own voice.

    `cited` means that the outlet steps back from it: a distanced attribution or a figure in scare quotes.
    """

    outlet: str
    document: Document
    at: datetime
    number: int
    use: NumberUse
    measure: Measure | None
    voice: str | None
    cited: bool
    years: frozenset[str]
    context: frozenset[int]


def story_numbers(
    day: date,
    view: StoryView,
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: NumberSettings,
) -> tuple[tuple[NumberGroupRow, ...], tuple[NumberConflictRow, ...]]:
    """Groups of numbers over at least two outlets, named by words of the texts, and their conflicts.

    People (and homes) in a state, as "killed" or "missing", are one measure in whatever words; any other
    number needs an equal unit and noun and like surroundings. Each outlet stands by the figures of its
    latest article with the measure, those that it distances itself from left out. Two figures conflict
    when no value lies in both, the other outlet has no figure that meets the one, and the articles are
    at most `conflict_hours` apart, since counts grow.
    """
    measured: dict[tuple[str, str], list[NumberInText]] = defaultdict(list)
    counted: dict[tuple[str | None, str | None], list[NumberInText]] = defaultdict(list)
    readings: list[list[_Reading]] = []
    for place, first in enumerate(first_of_each(view.documents)):
        document = view.documents[place]
        given = words[document.version_id], vocabulary, settings
        readings.append(readings[first] if first < place else _readings(document, *given))
        for found in _numbers_of(document, readings[place]):
            if found.measure is not None:
                measured[found.measure.noun, found.measure.state].append(found)
            elif found.use.referent is not None or found.use.unit is not None:
                counted[found.use.unit, found.use.referent].append(found)
    groups: list[NumberGroupRow] = []
    conflicts: list[NumberConflictRow] = []
    taken: set[str] = set()

    def add(name: str, unit: str | None, members: Sequence[NumberInText], alike: _Alike) -> None:
        groups.extend(
            NumberGroupRow(
                day,
                view.story_id,
                name,
                unit,
                member.outlet,
                member.document.version_id,
                member.number,
            )
            for member in members
        )
        conflicts.extend(_conflicts(day, view.story_id, name, unit, members, alike, settings))

    for _, members in sorted(measured.items()):
        if _outlets(members) > 1:
            name = measure_name([member.measure.name for member in members if member.measure], taken)
            add(name, members[0].use.unit, members, _same_years)
    for (unit, referent), uses in sorted(
        counted.items(), key=lambda item: (item[0][0] or "", item[0][1] or "")
    ):
        if _outlets(uses) < 2:
            continue
        for members, score in _alike(uses, len(vocabulary.lemmas), vocabulary, settings):
            if _outlets(members) < 2:
                continue
            around = [
                (
                    member.document.text,
                    member.use,
                    member.document.claims.sentences[member.use.sentence].span,
                )
                for member in members
            ]
            noun = noun_name(referent, unit, around, taken)
            if noun is not None:
                add(noun, unit, members, score)
    return (
        tuple(sorted(groups, key=lambda row: (row.referent, row.unit or "", row.version_id, row.number))),
        tuple(
            sorted(
                conflicts,
                key=lambda row: (
                    row.referent, row.unit or "", row.outlet_id, row.other_outlet_id, row.version_id,
                    row.number, row.other_number,
                ),
            )
        ),
    )  # fmt: skip


_Alike = Callable[[NumberInText, NumberInText], bool]


def _outlets(members: Sequence[NumberInText]) -> int:
    return len({member.outlet for member in members})


def _same_years(one: NumberInText, other: NumberInText) -> bool:
    return not (one.years or other.years) or bool(one.years & other.years)


class _Reading(NamedTuple):
    """What of a `NumberInText` follows from the text alone."""

    number: int
    use: NumberUse
    measure: Measure | None
    voice: str | None
    cited: bool
    years: frozenset[str]
    context: frozenset[int]


def _numbers_of(document: Document, readings: Sequence[_Reading]) -> list[NumberInText]:
    at = best_instant(document)
    dated = document.published_at is not None
    return [
        NumberInText(document.outlet_id, document, at, *reading)
        for reading in readings
        # Of people killed in another year the text tells as of something else.
        if reading.measure is None or not (dated and reading.years) or f"{at.year}" in reading.years
    ]


def _readings(
    document: Document,
    words: TextWords,
    vocabulary: Vocabulary,
    settings: NumberSettings,
) -> list[_Reading]:
    found = []
    for number, use in enumerate(document.claims.numbers):
        sentence = document.claims.sentences[use.sentence].span
        if is_beside(document.text, use, sentence, document.language):
            continue
        measure = measure_of(document.text, use, sentence, document.language)
        if measure is None and use.referent is None and use.unit is None:
            continue
        voice, cited = None, use.quoted and _is_short_quote(document.text, use)
        if use.attribution is not None:
            attribution = document.claims.attributions[use.attribution]
            voice, cited = (
                attribution.voice,
                cited or attribution.engagement == "distanced",
            )
        elif measure is not None and measure.put:
            voice = f"put at {use.sentence}"
        years = years_of(document.text, sentence)
        context = _context(sentence, use, words, vocabulary, settings)
        found.append(_Reading(number, use, measure, voice, cited, years, context))
    return found


def _is_short_quote(text: str, use: NumberUse) -> bool:
    start, end = use.span
    before = max(text.rfind(mark, max(0, start - _SHORT_QUOTE), start) for mark in '“"«„')
    after = min(
        (at for mark in '”"»' if (at := text.find(mark, end - 1, end + _SHORT_QUOTE)) >= 0),
        default=-1,
    )
    return before >= 0 and after >= 0 and after - before <= _SHORT_QUOTE


def _context(
    sentence: tuple[int, int],
    use: NumberUse,
    words: TextWords,
    vocabulary: Vocabulary,
    settings: NumberSettings,
) -> frozenset[int]:
    """Lemmas of the sentence within the window on each side of the number, figures left out."""
    here = words.within(*sentence)
    left = words.within(sentence[0], use.span[0])
    right = words.within(use.span[1], sentence[1])
    start = max(here.start, left.stop - settings.window_tokens)
    stop = min(here.stop, right.start + settings.window_tokens)
    lemmas, found = vocabulary.lemmas, words.numbers[start : left.stop] + words.numbers[right.start : stop]
    return frozenset([n for n in found if not _DIGITS.search(lemmas[n])])


def _alike(
    uses: Sequence[NumberInText],
    width: int,
    vocabulary: Vocabulary,
    settings: NumberSettings,
) -> list[tuple[list[NumberInText], _Alike]]:
    """Uses whose surroundings overlap, grouped without chains, and which of them are near enough to conflict."""
    uses = sorted(uses, key=lambda use: (use.document.version_id, use.number))[:400]
    if len(uses) < 2:
        return []
    columns = {number: place for place, number in enumerate(sorted({n for use in uses for n in use.context}))}
    present = np.zeros((len(uses), max(len(columns), 1)), dtype=np.float32)
    for row, use in enumerate(uses):
        present[row, [columns[number] for number in use.context]] = 1.0
    light = [vocabulary.light[number] for number in columns] or [False]
    weights = idf_weights(present.sum(axis=0), max(len(uses), 10), light)
    mass = present @ weights
    shared = (present * weights) @ present.T
    score = lemma_scores(
        shared,
        np.maximum(mass[:, None], 1e-6),
        np.maximum(mass[None, :], 1e-6),
        settings.containment_slack,
    )
    first, second = np.nonzero(np.triu(score >= settings.same_context / 2, 1))
    pairs = PairScores(
        first,
        second,
        score[first, second].astype(float),
        np.zeros(len(first), dtype=bool),
    )
    places = {(use.document.version_id, use.number): place for place, use in enumerate(uses)}

    def near(one: NumberInText, other: NumberInText) -> bool:
        left = places[one.document.version_id, one.number]
        right = places[other.document.version_id, other.number]
        near_enough = bool(score[left, right] >= settings.conflict_context) and _same_years(one, other)
        return near_enough and _of_one_size(one.use, other.use, settings.conflict_times)

    return [
        ([uses[place] for place in group], near)
        for group in group_pairs(len(uses), pairs, settings.same_context, settings.same_context)
        if len(group) > 1
    ]


def _of_one_size(one: NumberUse, other: NumberUse, times: float) -> bool:
    """Whether the two could be rival figures: $15 and a billion count different things in like words."""
    sizes = [abs(use.low if use.low is not None else use.high or 0.0) for use in (one, other)]
    return max(sizes) <= times * min(sizes) or min(sizes) == 0.0


def _conflicts(
    day: date,
    story_id: str,
    referent: str,
    unit: str | None,
    members: Sequence[NumberInText],
    alike: _Alike,
    settings: NumberSettings,
) -> list[NumberConflictRow]:
    figures = _latest_figures(members)
    hours = timedelta(hours=settings.conflict_hours)
    rows: list[NumberConflictRow] = []
    for one, other in combinations(sorted(figures), 2):
        if abs(figures[one][0].at - figures[other][0].at) > hours:
            continue
        if [figure.use for figure in figures[one]] == [figure.use for figure in figures[other]]:
            continue  # one text in both: each figure meets its like
        rows.extend(
            NumberConflictRow(
                day=day, story_id=story_id, referent=referent, unit=unit, outlet_id=one,
                version_id=left.document.version_id, number=left.number, other_outlet_id=other,
                other_version_id=right.document.version_id, other_number=right.number,
            )
            for left in figures[one]
            for right in figures[other]
            if alike(left, right) and _apart(left, right, figures[one], figures[other])
        )  # fmt: skip
    return rows


def _latest_figures(members: Sequence[NumberInText]) -> dict[str, list[NumberInText]]:
    """What each outlet stands by: the figures of its latest article that gives any."""
    by_outlet: dict[str, dict[tuple[datetime, str], list[NumberInText]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for member in members:
        if not member.cited and is_figure(member.use):
            by_outlet[member.outlet][member.at, member.document.version_id].append(member)
    return {outlet: found[max(found)] for outlet, found in by_outlet.items()}


def _apart(
    left: NumberInText,
    right: NumberInText,
    ours: Sequence[NumberInText],
    theirs: Sequence[NumberInText],
) -> bool:
    """Whether both cannot be true and neither outlet has the other's figure from the same mouth.

    An outlet that gives two voices' figures is set against one that carries only one of them; an outlet
    that gives two figures itself ("12, up from 9") brings itself up to date.
    """
    if figures_meet(left.use, right.use):
        return False
    with_theirs = [figure for figure in ours if figures_meet(figure.use, right.use)]
    with_ours = [figure for figure in theirs if figures_meet(figure.use, left.use)]
    if with_theirs and with_ours:
        return False
    return _of_others(left, with_theirs) and _of_others(right, with_ours)


def _of_others(figure: NumberInText, met: Sequence[NumberInText]) -> bool:
    """Whether what the same outlet says besides comes from other mouths than this figure."""
    return not met or (
        figure.voice is not None
        and all(other.voice is not None and other.voice != figure.voice for other in met)
    )
