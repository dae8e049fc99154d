-- table: daily.edits
-- row: an article that was changed after publication.
-- key: day, article_id, from_version, to_version
-- depends: raw.edit, raw.edit_sentence, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   article_id | - | never | The article.
--   outlet_id | - | never | Its outlet.
--   title | - | when the page has none | Headline after the edit.
--   url | - | never | Its address.
--   from_version | - | never | The version before.
--   to_version | - | never | The version after.
--   kind | - | never | added, removed, softened, hardened, reworded or mixed.
--   sentences_added | sentences | never | Sentences that are new.
--   sentences_removed | sentences | never | Sentences that are gone.
--   sentences_changed | sentences | never | Sentences that changed.
--   claims_added | claims | never | Claims that are new.
--   claims_softened | claims | never | Claims put forward with less commitment.
--   claims_hardened | claims | never | Claims put forward with more commitment.
--   claims_removed | claims | never | Claims that are gone.
--   before_text | - | when nothing stood there before | The weightiest changed sentence before; all are in model.edited_sentence.
--   after_text | - | when nothing stands there after | The same sentence after.
--   why | - | when only worded otherwise | What changed in it.
with edits as (
    select *
    from raw.edit
    where day = getvariable('day')
),

changes as (
    select *
    from raw.edit_sentence
    where day = getvariable('day')
    qualify row_number() over (
        partition by from_version_id, to_version_id
        order by
            list_position(['softened', 'hardened', 'removed', 'added', 'reworded'], change),
            ordinal
    ) = 1
),

places as (
    select
        version_id,
        day
    from raw.version
    where day between getvariable('day') - 60 and getvariable('day') + 60
        and version_id in (select from_version_id from edits union select to_version_id from edits)
),

texts as (
    select
        version.version_id,
        version.title,
        version.url,
        version.text
    from raw.version as version
    inner join places on places.day = version.day and places.version_id = version.version_id
    where version.day between (select min(day) from places) and (select max(day) from places)
)

select
    edits.day,
    edits.article_id,
    edits.outlet_id,
    later.title,
    later.url,
    edits.from_version_id as from_version,
    edits.to_version_id as to_version,
    edits.kind,
    edits.sentences_added,
    edits.sentences_removed,
    edits.sentences_changed,
    edits.claims_added,
    edits.claims_softened,
    edits.claims_hardened,
    edits.claims_removed,
    model.stretch(earlier.text, changes.from_start_char, changes.from_end_char) as before_text,
    model.stretch(later.text, changes.to_start_char, changes.to_end_char) as after_text,
    changes.reason as why
from edits
inner join texts as later on later.version_id = edits.to_version_id
left join texts as earlier on earlier.version_id = edits.from_version_id
left join changes
    on changes.from_version_id = edits.from_version_id
    and changes.to_version_id = edits.to_version_id
order by edits.outlet_id, edits.article_id, edits.from_version_id;
