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
create table raw.number_group (
    day date not null,
    story_id varchar not null,
    referent varchar not null,
    unit varchar,
    outlet_id varchar not null,
    version_id varchar not null,
    number integer not null
);
