-- table: daily.numbers
-- row: one number that an outlet gives for something others in the story measure too.
-- key: day, story_id, referent, outlet_id, version_id, number
-- depends: raw.number_group, raw.number_conflict, raw.number_use, raw.attribution, raw.voice
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story.
--   referent | - | never | What is measured, in words of the texts (people killed), one per measure and story.
--   outlet_id | - | never | The outlet.
--   low | unit | when unbounded below | Smallest value that the wording allows.
--   high | unit | when unbounded above | Largest value that it allows.
--   bound | - | never | exact, at_least, more_than, at_most, less_than, about, range or vague.
--   unit | - | when it only counts | Unit of the measure.
--   attributed_to | - | in the outlet's own voice | Name of the voice who gives the number; empty when it is unresolved.
--   conflicts_with | - | never | Outlets that give a number which cannot be true together with it, in articles of the same time.
--   version_id | - | never | Version it stands in.
--   number | - | never | Index of the number in the version.
--   start_char | chars | never | First code point.
--   end_char | chars | never | Code point after its last.
--   text | - | never | The number exactly as it stands there.
-- assert the interval is one: low is null or high is null or low <= high
with grouped as (
    select *
    from raw.number_group
    where day = getvariable('day')
),

uses as (
    select *
    from raw.number_use
    where day between getvariable('first_day') and getvariable('day')
        and version_id in (select version_id from grouped)
),

sides as (
    select
        story_id,
        referent,
        unit,
        version_id,
        number,
        other_outlet_id
    from raw.number_conflict
    where day = getvariable('day')
    union
    select
        story_id,
        referent,
        unit,
        other_version_id as version_id,
        other_number as number,
        outlet_id as other_outlet_id
    from raw.number_conflict
    where day = getvariable('day')
),

conflicts as (
    select
        story_id,
        referent,
        version_id,
        number,
        list_sort(list(distinct other_outlet_id)) as conflicts_with
    from sides
    group by story_id, referent, version_id, number
),

givers as (
    select
        attribution.version_id,
        attribution.attribution,
        coalesce(min(voice.name), min(attribution.voice)) as name
    from raw.attribution as attribution
    left join raw.voice as voice
        on voice.version_id = attribution.version_id
        and voice.voice = attribution.voice
        and voice.day = attribution.day
    where attribution.day between getvariable('first_day') and getvariable('day')
        and attribution.version_id in (select version_id from grouped)
    group by attribution.version_id, attribution.attribution
)

select
    grouped.day,
    grouped.story_id,
    grouped.referent,
    grouped.outlet_id,
    use.low,
    use.high,
    use.bound,
    grouped.unit,
    givers.name as attributed_to,
    coalesce(conflicts.conflicts_with, []) as conflicts_with,
    grouped.version_id,
    grouped.number,
    use.start_char,
    use.end_char,
    use.excerpt as text
from grouped
inner join uses as use on use.version_id = grouped.version_id and use.number = grouped.number
left join givers on givers.version_id = use.version_id and givers.attribution = use.attribution
left join conflicts
    on conflicts.story_id = grouped.story_id
    and conflicts.referent = grouped.referent
    and conflicts.version_id = grouped.version_id
    and conflicts.number = grouped.number
order by grouped.story_id, grouped.referent, grouped.outlet_id, grouped.version_id, grouped.number;
