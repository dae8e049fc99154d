-- table: raw.number_conflict
-- row: two outlets whose intervals for one measure do not overlap.
-- key: day, story_id, referent, version_id, number, other_version_id, other_number
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   referent | - | never | What is measured.
--   unit | - | when it only counts | Unit of the measure.
--   outlet_id | - | never | One outlet.
--   version_id | - | never | Its version.
--   number | - | never | Index of its number.
--   other_outlet_id | - | never | The other outlet.
--   other_version_id | - | never | Its version.
--   other_number | - | never | Index of its number.
create table raw.number_conflict (
    day date not null,
    story_id varchar not null,
    referent varchar not null,
    unit varchar,
    outlet_id varchar not null,
    version_id varchar not null,
    number integer not null,
    other_outlet_id varchar not null,
    other_version_id varchar not null,
    other_number integer not null
);
