"""What the pages of a day and a story ask the published copy for: rows ready to draw, already counted, in a fixed order.

Counting is done here and not in the pages, so that a day of sixteen thousand articles is as quick to open
as one of sixteen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from warehouse.connection import Warehouse
from warehouse.engine_errors import engine_errors
from warehouse.text_days import text_days
from warehouse.window import VERSION_SPREAD

Row = dict[str, Any]


def outlet_list(warehouse: Warehouse) -> list[Row]:
    """Every outlet with its name, country, language and collections, by id."""
    return warehouse.rows(
        """
        select outlet_id, name, country, language, coalesce(collections, []) as collections
        from raw.outlet
        order by outlet_id
        """
    )


def presence(warehouse: Warehouse, day: date) -> list[Row]:
    """Who carries which story of the day: story, outlet, articles, and whether all of them are reprints."""
    return warehouse.rows(
        """
        select
            story_id,
            outlet_id,
            count(distinct article_id) as articles,
            bool_and(is_reprint) as reprint
        from raw.story_member
        where day = ?
        group by story_id, outlet_id
        order by story_id, outlet_id
        """,
        [day],
    )


def sharpest_splits(warehouse: Warehouse, day: date) -> list[Row]:
    """For each story of the day the claim on which outlets part most: its label and outlets by status.

    A claim counts when two outlets carry it and their statuses differ, or one that was observed leaves it
    out. Widest `span` first, from vouching (asserted, endorsed: 3) over attributed (2) and distanced or denied
    (1) to contradicted (0); then most kinds of status, then the claims whose smaller side is larger, then most
    evidence. Reprints do not count as outlets of their own: `origins` says how many independent producers carry it.
    """
    return warehouse.rows(
        """
        with counted as (
            select
                story_id,
                claim_id,
                any_value(label) as label,
                max(carried_by_origins) as origins,
                sum(evidence)::bigint as evidence,
                count(*) filter (where status = 'asserted') as asserted,
                count(*) filter (where status = 'endorsed') as endorsed,
                count(*) filter (where status = 'attributed') as attributed,
                count(*) filter (where status = 'distanced') as distanced,
                count(*) filter (where status = 'denied') as denied,
                count(*) filter (where status = 'contradicted') as contradicted,
                count(*) filter (where status = 'omitted') as omitted
            from daily.claims
            where day = ?
            group by story_id, claim_id
        ),

        weighed as (
            select
                *,
                (asserted > 0)::integer + (endorsed > 0)::integer + (attributed > 0)::integer
                    + (distanced > 0)::integer + (denied > 0)::integer + (contradicted > 0)::integer as kinds,
                asserted + endorsed + attributed + distanced + denied + contradicted as carried,
                case when asserted + endorsed > 0 then 3 when attributed > 0 then 2
                    when distanced + denied > 0 then 1 else 0 end
                - case when contradicted > 0 then 0 when distanced + denied > 0 then 1
                    when attributed > 0 then 2 else 3 end as span,
                least(asserted + endorsed + attributed, distanced + denied + contradicted) as smaller_side
            from counted
        )

        select *
        from weighed
        where carried > 1 and kinds + (omitted > 0)::integer > 1
        qualify row_number() over (
            partition by story_id
            order by span desc, kinds desc, smaller_side desc, evidence desc, origins desc, claim_id
        ) = 1
        order by story_id
        """,
        [day],
    )


def first_reports(warehouse: Warehouse, day: date) -> list[Row]:
    """For each story of the day who had it first, or, where that is open, who can have: outlets and time."""
    return warehouse.rows(
        """
        select
            story_id,
            list(outlet_id order by outlet_id) filter (where verdict = 'first') as first,
            list(outlet_id order by outlet_id) filter (where verdict = 'undetermined') as open,
            min(latest) as latest
        from daily.first_reports
        where day = ?
        group by story_id
        order by story_id
        """,
        [day],
    )


def story_articles(warehouse: Warehouse, day: date, story_id: str) -> list[Row]:
    """The articles of one story by stated time, else by when they were first seen."""
    return warehouse.rows(
        """
        select
            member.outlet_id,
            member.version_id,
            member.article_id,
            version.title,
            version.url,
            version.published_at,
            version.published_precision,
            version.first_seen_at,
            member.words,
            member.is_reprint,
            member.origin_id
        from raw.story_member as member
        inner join raw.version as version
            on version.day = member.version_day and version.version_id = member.version_id
        where member.day = ? and member.story_id = ?
        order by coalesce(version.published_at, version.first_seen_at), member.outlet_id, member.version_id
        """,
        [day, story_id],
    )


def version_days(warehouse: Warehouse, day: date) -> dict[str, date]:
    """The `first` and `last` day of the texts behind a day, for queries to be told."""
    with engine_errors(warehouse.place):
        cursor = warehouse.cursor()
        try:
            first, last = text_days(cursor, day)
        finally:
            cursor.close()
    return {"first": first, "last": last}


def story_texts(warehouse: Warehouse, day: date, stories: Sequence[str]) -> dict[str, Any]:
    """The `versions` of some stories, their `first` and `last` day: a whole day's sentences take a while to be unpacked.

    A story that runs on has claims, numbers and words in the texts of its earlier days too.
    """
    found = warehouse.rows(
        """
        select version_id, version_day from raw.story_member
        where day between $first and $day and list_contains($stories, story_id)
        union
        select version_id, version_day from raw.claim_member where day = $day and list_contains($stories, story_id)
        union
        select version_id, version_day from raw.number_group where day = $day and list_contains($stories, story_id)
        """,
        {"day": day, "stories": list(stories), "first": version_days(warehouse, day)["first"]},
    )
    days = [row["version_day"] for row in found] or [day]
    return {"first": min(days), "last": max(days), "versions": sorted({row["version_id"] for row in found})}


def story_evidence(
    warehouse: Warehouse,
    day: date,
    story_id: str,
    claims: Sequence[str] | None = None,
    outlets: Sequence[str] | None = None,
    most: int = 1_000_000,
) -> list[Row]:
    """Evidence of one story's claims, each with its sentence in three parts (before, text, after).

    All claims and outlets, or those of `claims` and `outlets`; at most `most` pieces for each claim and
    outlet, those first that give the cell its status. The parts around the span are empty when the text
    of the version was dropped.
    """
    return warehouse.rows(
        """
        with chosen as (
            select member.*
            from raw.claim_member as member
            inner join raw.claim_status as cell
                on cell.day = member.day and cell.story_id = member.story_id
                and cell.claim_id = member.claim_id and cell.outlet_id = member.outlet_id
            where member.day = $day and member.story_id = $story
                and ($claims::varchar[] is null or list_contains($claims::varchar[], member.claim_id))
                and ($outlets::varchar[] is null or list_contains($outlets::varchar[], member.outlet_id))
            qualify row_number() over (
                partition by member.claim_id, member.outlet_id
                order by member.status = cell.status desc, member.version_id, member.proposition
            ) <= $most
        ),

        placed as (
            select
                member.*,
                least(sentence.start_char, member.start_char) as from_char,
                greatest(sentence.end_char, member.end_char) as to_char
            from chosen as member
            left join (
                from raw.sentence
                where day between $first and $last and list_contains($versions::varchar[], version_id)
            ) as sentence
                on sentence.version_id = member.version_id
                and sentence.day = member.version_day
                and sentence.sentence = member.sentence
        )

        select
            placed.claim_id,
            placed.outlet_id,
            placed.version_id,
            placed.sentence,
            placed.start_char,
            placed.end_char,
            placed.status,
            coalesce(model.stretch(version.text, placed.from_char, placed.start_char), '') as before,
            coalesce(placed.text, model.stretch(version.text, placed.start_char, placed.end_char)) as text,
            coalesce(model.stretch(version.text, placed.end_char, placed.to_char), '') as after,
            voice.name as voice,
            version.url,
            version.title,
            coalesce(version.published_at, version.first_seen_at) as told_at
        from placed
        inner join (from raw.version where day between $first and $last) as version
            on version.day = placed.version_day and version.version_id = placed.version_id
        left join (
            select day, version_id, voice, min(name) as name
            from raw.voice
            where day between $first and $last and version_id in (select version_id from chosen)
            group by day, version_id, voice
        ) as voice
            on voice.day = placed.version_day
            and voice.version_id = placed.version_id
            and voice.voice = placed.voice
        order by placed.claim_id, placed.outlet_id, told_at, placed.version_id, placed.start_char
        """,
        {
            "day": day,
            "story": story_id,
            "claims": None if claims is None else list(claims),
            "outlets": None if outlets is None else list(outlets),
            "most": most,
            **story_texts(warehouse, day, [story_id]),
        },
    )


def story_names(warehouse: Warehouse, day: date, story_id: str) -> list[Row]:
    """Name variants inside one story by concept and outlet, quotations left out, with Wilson intervals.

    Only concepts that the story's outlets name in more than one way.
    """
    return warehouse.rows(
        """
        with used as (
            select use.concept, member.outlet_id, use.variant, count(*) as uses
            from raw.story_member as member
            inner join (from raw.name_use where day between $first and $last) as use
                on use.version_id = member.version_id and use.day = member.version_day
            where member.day = $day and member.story_id = $story
                and use.concept is not null and use.variant is not null and not use.quoted
            group by use.concept, member.outlet_id, use.variant
        ),

        shared as (
            select
                *,
                sum(uses) over (partition by concept, outlet_id)::bigint as concept_uses
            from used
            where concept in (
                select concept from used group by concept having count(distinct variant) > 1
            )
        )

        select
            *,
            uses / concept_uses as share,
            model.wilson_low(uses, concept_uses) as low,
            model.wilson_high(uses, concept_uses) as high
        from shared
        order by concept, outlet_id, uses desc, variant
        """,
        {"day": day, "story": story_id, **version_days(warehouse, day)},
    )


def story_reprints(warehouse: Warehouse, day: date, story_id: str) -> list[Row]:
    """The reprints among one story's articles, by origin."""
    return warehouse.rows(
        """
        select reprint.*
        from daily.reprints as reprint
        where reprint.day = $day and reprint.version_id in (
            select version_id from raw.story_member where day = $day and story_id = $story
        )
        order by reprint.origin, reprint.outlet_id, reprint.version_id
        """,
        {"day": day, "story": story_id},
    )


def story_edits(warehouse: Warehouse, day: date, story_id: str) -> list[Row]:
    """Every sentence changed after publication in one story's articles, in the order of the text.

    Rows have the columns of model.edited_sentence, whose joins alone would read every day's texts.
    """
    changed = """
        select * from raw.edit_sentence
        where day = $day and article_id in (
            select article_id from raw.story_member where day = $day and story_id = $story
        )"""
    given: dict[str, object] = {"day": day, "story": story_id}
    found = warehouse.rows(
        f"""with changed as ({changed})
        select min(day) as first, max(day) as last from raw.version
        where day between $day - {VERSION_SPREAD} and $day + {VERSION_SPREAD}
            and version_id in (select from_version_id from changed union select to_version_id from changed)""",
        given,
    )[0]
    if found["first"] is None:
        return []
    return warehouse.rows(
        f"""
        with changed as ({changed}),

        texts as (
            select version_id, outlet_id, url, title, text from raw.version
            where day between $first and $last
                and version_id in (select from_version_id from changed union select to_version_id from changed)
        )

        select
            edit.day,
            edit.article_id,
            later.outlet_id,
            edit.from_version_id,
            edit.to_version_id,
            edit.ordinal,
            edit.change,
            model.stretch(earlier.text, edit.from_start_char, edit.from_end_char) as before_text,
            model.stretch(later.text, edit.to_start_char, edit.to_end_char) as after_text,
            edit.reason,
            later.url,
            later.title
        from changed as edit
        inner join texts as earlier on earlier.version_id = edit.from_version_id
        inner join texts as later on later.version_id = edit.to_version_id
        order by later.outlet_id, edit.article_id, edit.to_version_id, edit.ordinal
        """,
        given | found,
    )
