-- table: raw.number_group
-- row: a number use that measures what others in the story measure.
-- key: day, story_id, version_id, number
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   referent | - | never | What is measured.
--   unit | - | when it only counts | Unit of the measure.
--   outlet_id | - | never | The outlet.
--   version_id | - | never | The version.
--   number | - | never | Index of the number in the version.
--   version_day | - | never | Day of the version; filled in on loading.
create or replace view raw.number_group as
select
    stored.day,
    stored.story_id,
    stored.referent,
    stored.unit,
    stored.outlet_id,
    numbered.version_id,
    stored.number,
    stored.version_day
from store.number_group as stored
inner join store.version_number as numbered
    on numbered.day = stored.version_day and numbered.number = stored.version;
