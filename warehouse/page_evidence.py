"""The sentences behind the marks of the pages: each in three parts, with its outlet, time and address.

A row of evidence has `outlet_id`, `title`, `url`, `told_at`, `precision` (of the stated time; null when it is
the time of the first look), and the sentence as `before`, `text` (the span that the mark counts) and `after`.
The parts are empty when the text of the version was dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from warehouse.connection import Warehouse
from warehouse.pages import story_texts, version_days

Row = dict[str, Any]

#: Columns of evidence for `placed` (version_id, version_day, sentence, start_char, end_char), joined below.
_COLUMNS = """
    version.url,
    version.title,
    coalesce(version.published_at, version.first_seen_at) as told_at,
    case when version.published_at is not null then version.published_precision end as precision,
    coalesce(model.stretch(
        version.text, least(sentence.start_char, placed.start_char), placed.start_char
    ), '') as before,
    coalesce(model.stretch(version.text, placed.start_char, placed.end_char), '') as text,
    coalesce(model.stretch(
        version.text, placed.end_char, greatest(sentence.end_char, placed.end_char)
    ), '') as after
"""
_JOINS = """
inner join (from raw.version where day between $first and $last) as version
    on version.day = placed.version_day and version.version_id = placed.version_id
left join (
    from raw.sentence where day between $first and $last and list_contains($versions::varchar[], version_id)
) as sentence
    on sentence.day = placed.version_day
    and sentence.version_id = placed.version_id
    and sentence.sentence = placed.sentence
"""
#: Where the words of an attribution stand, or its cue where it has no content.
_SPAN = """
    coalesce(said.content[1][1], said.cue[1][1]) as start_char,
    coalesce(said.content[len(said.content)][2], said.cue[len(said.cue)][2]) as end_char
"""


def split_evidence(warehouse: Warehouse, day: date, claims: Sequence[Sequence[str]]) -> list[Row]:
    """The strongest evidence of each outlet for some claims, given as pairs of story and claim."""
    return warehouse.rows(
        f"""
        with asked as (
            select unnest($stories::varchar[]) as story_id, unnest($claims::varchar[]) as claim_id
        ),

        placed as (
            select member.*
            from raw.claim_member as member
            inner join asked using (story_id, claim_id)
            inner join raw.claim_status as cell
                on cell.day = member.day and cell.story_id = member.story_id
                and cell.claim_id = member.claim_id and cell.outlet_id = member.outlet_id
            where member.day = $day
            qualify row_number() over (
                partition by member.story_id, member.claim_id, member.outlet_id
                order by member.status = cell.status desc, member.version_id, member.start_char
            ) = 1
        )

        select placed.story_id, placed.claim_id, placed.outlet_id, {_COLUMNS}
        from placed
        {_JOINS}
        order by placed.story_id, placed.outlet_id
        """,
        {
            "day": day,
            "stories": [s for s, _ in claims],
            "claims": [c for _, c in claims],
            **story_texts(warehouse, day, [s for s, _ in claims]),
        },
    )


def story_quotes(
    warehouse: Warehouse, day: date, story_id: str, voices: Sequence[str], most: int
) -> list[Row]:
    """What some voices say in one story, at most `most` sentences for each voice and outlet."""
    return warehouse.rows(
        f"""
        with placed as (
            select
                member.outlet_id,
                member.version_id,
                member.version_day,
                keyed.voice,
                said.engagement,
                said.sentence,
                {_SPAN}
            from raw.story_member as member
            inner join (from raw.attribution where day between $first and $last) as said
                on said.day = member.version_day and said.version_id = member.version_id
            inner join (from model.story_voices($day, $first) where story_id = $story) as keyed
                on keyed.version_id = said.version_id and keyed.text_voice = said.voice
            where member.day = $day and member.story_id = $story
                and keyed.voice in (select unnest($voices::varchar[]))
            qualify row_number() over (
                partition by member.outlet_id, keyed.voice
                order by said.engagement = 'acknowledged', member.version_id, said.attribution
            ) <= $most
        )

        select placed.outlet_id, placed.voice, placed.engagement, {_COLUMNS}
        from placed
        {_JOINS}
        order by placed.voice, placed.outlet_id, told_at, placed.version_id, placed.start_char
        """,
        {
            "day": day,
            "story": story_id,
            "voices": list(voices),
            "most": most,
            **story_texts(warehouse, day, [story_id]),
        },
    )


def story_name_uses(warehouse: Warehouse, day: date, story_id: str, most: int) -> list[Row]:
    """Sentences with the name variants of one story, at most `most` for each outlet and variant."""
    return warehouse.rows(
        f"""
        with placed as (
            select
                member.outlet_id,
                member.version_id,
                member.version_day,
                used.concept,
                used.variant,
                used.sentence,
                used.start_char,
                used.end_char
            from raw.story_member as member
            inner join (from raw.name_use where day between $first and $last) as used
                on used.day = member.version_day and used.version_id = member.version_id
            where member.day = $day and member.story_id = $story
                and used.concept is not null and used.variant is not null and not used.quoted
            qualify row_number() over (
                partition by member.outlet_id, used.concept, used.variant
                order by member.version_id, used.name_use
            ) <= $most
        )

        select placed.outlet_id, placed.concept, placed.variant, {_COLUMNS}
        from placed
        {_JOINS}
        order by placed.concept, placed.outlet_id, placed.variant, told_at, placed.version_id,
            placed.start_char
        """,
        {"day": day, "story": story_id, "most": most, **story_texts(warehouse, day, [story_id])},
    )


def number_sentences(warehouse: Warehouse, day: date, stories: Sequence[str]) -> list[Row]:
    """The sentence of every number that outlets give for one thing in some stories of a day, also of their earlier days."""
    return warehouse.rows(
        f"""
        with placed as (
            select
                grouped.story_id,
                grouped.outlet_id,
                grouped.version_id,
                grouped.version_day,
                grouped.number,
                used.sentence,
                used.start_char,
                used.end_char
            from raw.number_group as grouped
            inner join (from raw.number_use where day between $first and $last) as used
                on used.day = grouped.version_day and used.version_id = grouped.version_id
                and used.number = grouped.number
            where grouped.day = $day and grouped.story_id in (select unnest($stories::varchar[]))
        )

        select placed.story_id, placed.outlet_id, placed.version_id, placed.number, {_COLUMNS}
        from placed
        {_JOINS}
        order by placed.story_id, placed.outlet_id, told_at, placed.version_id, placed.start_char
        """,
        {"day": day, "stories": list(stories), **story_texts(warehouse, day, stories)},
    )


def story_sentences(
    warehouse: Warehouse, day: date, story_id: str, outlets: Sequence[str], most: int
) -> list[Row]:
    """The sentences of some outlets' articles in one story, quotations left out, at most `most` in all.

    Those of the story's earlier days are among them, after the day's own: words are counted in all.
    """
    return warehouse.rows(
        f"""
        with members as (
            select * from raw.story_member
            where day between $first and $day and story_id = $story
            qualify row_number() over (partition by article_id order by day desc, version_id) = 1
        ),

        placed as (
            select
                member.outlet_id,
                member.version_id,
                member.version_day,
                said.sentence,
                said.start_char,
                said.end_char
            from members as member
            inner join (
                from raw.sentence
                where day between $first and $last and list_contains($versions::varchar[], version_id)
            ) as said
                on said.day = member.version_day and said.version_id = member.version_id
            where said.quoted < 0.5 and member.outlet_id in (select unnest($outlets::varchar[]))
            order by member.day desc, member.version_id, said.sentence
            limit $most
        )

        select placed.outlet_id, {_COLUMNS}
        from placed
        {_JOINS}
        order by placed.outlet_id, told_at, placed.version_id, placed.start_char
        """,
        {
            "day": day,
            "story": story_id,
            "outlets": list(outlets),
            "most": most,
            **story_texts(warehouse, day, [story_id]),
        },
    )


def voice_quotes(warehouse: Warehouse, day: date, outlet_id: str, voice: str, most: int) -> list[Row]:
    """What one voice says in one outlet on one day."""
    spans = warehouse.rows(
        f"""
        select distinct
            member.outlet_id, member.version_id, member.version_day, said.attribution, said.sentence, {_SPAN}
        from raw.story_member as member
        inner join raw.attribution as said
            on said.day = member.version_day and said.version_id = member.version_id
        inner join model.story_voices($day, $first) as keyed
            on keyed.story_id = member.story_id
            and keyed.version_id = said.version_id
            and keyed.text_voice = said.voice
        where member.day = $day and member.outlet_id = $outlet and keyed.voice = $voice
            and member.version_day between $first and $last
        order by member.version_id, said.attribution
        limit $most
        """,
        {"day": day, "outlet": outlet_id, "voice": voice, "most": most, **version_days(warehouse, day)},
    )
    return _with_sentences(warehouse, spans)


def distanced_quotes(
    warehouse: Warehouse,
    outlet_id: str,
    first: date,
    last: date,
    grouped_by: str | None,
    key: str | None,
    most: int,
) -> list[Row]:
    """Words from which one outlet steps back in some days, newest first: of all voices, of one by its
    key (`grouped_by` 'voice'), or of all that speak for one state ('state'), as `page_weeks.distancing` counts them.
    """
    given = {"outlet": outlet_id, "first": first, "last": last}
    days = warehouse.rows(
        """
        select day, min(version_day) as begins
        from raw.story_member
        where day between $first and $last
        group by day
        having bool_or(outlet_id = $outlet)
        order by day
        """,
        given,
    )
    keyed = " union all ".join(
        f"select date '{row['day']}' as day, * from model.story_voices(date '{row['day']}', date '{row['begins']}')"
        for row in days
    )
    if not keyed:
        return []
    spans = warehouse.rows(
        f"""
        with keyed as ({keyed}),

        asked as (
            select voice from daily.voices
            where outlet_id = $outlet and day between $first and $last
                and ($by is null or voice_group not in ('unresolved', 'anonymous'))
            group by voice
            having case $by when 'voice' then voice = $key when 'state' then min(state) = $key else true end
        )

        select distinct
            member.outlet_id, member.version_id, member.version_day, said.attribution, said.sentence, {_SPAN}
        from raw.story_member as member
        inner join raw.attribution as said
            on said.day = member.version_day and said.version_id = member.version_id
        inner join keyed
            on keyed.day = member.day
            and keyed.story_id = member.story_id
            and keyed.version_id = said.version_id
            and keyed.text_voice = said.voice
        where member.day between $first and $last and member.outlet_id = $outlet
            and said.engagement = 'distanced' and keyed.voice in (select voice from asked)
        order by member.version_day desc, member.version_id, said.attribution
        limit $most
        """,
        {**given, "by": grouped_by, "key": key, "most": most},
    )
    return _with_sentences(warehouse, spans)


def name_uses(
    warehouse: Warehouse, day: date, outlet_id: str, concept: str, variant: str, most: int
) -> list[Row]:
    """Sentences in which one outlet uses one name variant on one day, quotations left out."""
    spans = warehouse.rows(
        """
        select
            version.outlet_id, version.version_id, version.day as version_day, used.sentence,
            used.start_char, used.end_char
        from model.current_version as version
        inner join raw.name_use as used on used.day = version.day and used.version_id = version.version_id
        where version.day = $day and version.outlet_id = $outlet
            and used.concept = $concept and used.variant = $variant and not used.quoted
        order by version.version_id, used.name_use
        limit $most
        """,
        {
            "day": day,
            "outlet": outlet_id,
            "concept": concept,
            "variant": variant,
            "most": most,
        },
    )
    return _with_sentences(warehouse, spans)


def _with_sentences(warehouse: Warehouse, spans: Iterable[Row]) -> list[Row]:
    """The sentences of a few spans; one look at a time, so that no day's texts are read as a whole."""
    found = []
    for span in spans:
        found += warehouse.rows(
            f"""
            with placed as (
                select
                    $outlet as outlet_id, $version as version_id, $day::date as version_day,
                    $sentence::integer as sentence, $start::integer as start_char, $end::integer as end_char
            ),

            version as (select * from raw.version where day = $day and version_id = $version),

            sentence as (
                select * from raw.sentence
                where day = $day and version_id = $version and sentence = $sentence
            )

            select placed.outlet_id, {_COLUMNS}
            from placed
            inner join version using (version_id)
            left join sentence using (sentence)
            """,
            {
                "outlet": span["outlet_id"],
                "version": span["version_id"],
                "day": span["version_day"],
                "sentence": span["sentence"],
                "start": span["start_char"],
                "end": span["end_char"],
            },
        )
    return found
