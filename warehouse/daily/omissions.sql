-- table: daily.omissions
-- row: a claim that an outlet covering the story with full text leaves out.
-- key: day, story_id, claim_id, outlet_id
-- depends: raw.claim_status, raw.claim, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story.
--   claim_id | - | never | The claim.
--   outlet_id | - | never | The outlet that leaves it out.
--   label | - | never | Text that stands for the claim.
--   expected | probability | when it was not estimated | Probability that an outlet covering the story carries it.
--   surprise_bits | bits | when it was not estimated | How surprising the omission is: -log2(1 - expected).
--   carried_by | - | never | Outlets that carry it, in any status.
--   carried_by_origins | origins | never | Independent origins that carry it.
--   covering_origins | origins | never | Independent origins that cover the story.
--   nearest_sentence | - | when nothing is near or the text was dropped | The outlet's nearest text, so that a reader can refute the omission.
--   nearest_score | - | when nothing is near | Its similarity to the claim, 0 to 1.
--   nearest_version_id | - | when nothing is near | Version it stands in.
--   nearest_start_char | chars | when nothing is near | Its first code point.
--   nearest_end_char | chars | when nothing is near | Code point after its last.
--   reason | - | when not told | How the omission was decided.
-- assert a probability: expected between 0 and 1
-- assert surprise is not negative: surprise_bits >= 0
with cells as (
    select *
    from raw.claim_status
    where day = getvariable('day')
        and status <> 'not_observed'
),

carriers as (
    select
        story_id,
        claim_id,
        list_sort(list(distinct outlet_id)) as carried_by
    from cells
    where status not in ('omitted', 'not_observed')
    group by story_id, claim_id
),

labels as (
    select *
    from raw.claim
    where day = getvariable('day')
),

-- No text of the day's stories is older than first_day.
texts as (
    select
        version_id,
        text
    from raw.version
    where day between getvariable('first_day') and getvariable('day')
        and version_id in (select nearest_version_id from cells where nearest_version_id is not null)
),

-- A sentence is nearest to many claims and takes the engine its time to cut: characters are counted from the text's
-- beginning.
spans as (
    select distinct
        nearest_version_id,
        nearest_start_char,
        nearest_end_char
    from cells
    where status = 'omitted'
),

sentences as (
    select
        span.*,
        model.stretch(texts.text, span.nearest_start_char, span.nearest_end_char) as nearest_sentence
    from spans as span
    inner join texts on texts.version_id = span.nearest_version_id
)

select
    cell.day,
    cell.story_id,
    cell.claim_id,
    cell.outlet_id,
    label.label,
    cell.expected,
    cell.surprise_bits,
    coalesce(carriers.carried_by, []) as carried_by,
    cell.carried_by_origins,
    cell.covering_origins,
    sentence.nearest_sentence,
    cell.nearest_score,
    cell.nearest_version_id,
    cell.nearest_start_char,
    cell.nearest_end_char,
    cell.reason
from cells as cell
inner join labels as label on label.story_id = cell.story_id and label.claim_id = cell.claim_id
left join carriers on carriers.story_id = cell.story_id and carriers.claim_id = cell.claim_id
left join sentences as sentence
    on sentence.nearest_version_id = cell.nearest_version_id
    and sentence.nearest_start_char = cell.nearest_start_char
    and sentence.nearest_end_char = cell.nearest_end_char
where cell.status = 'omitted';
