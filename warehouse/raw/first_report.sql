-- table: raw.first_report
-- row: when an outlet first had a story, as an interval.
-- key: day, story_id, outlet_id
-- load: day
-- volatile: earliest_at, latest_at, lag_low_minutes, lag_high_minutes
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   outlet_id | - | never | The outlet.
--   version_id | - | never | Its first version in the story.
--   earliest_at | instant | when nothing bounds it | It cannot have appeared before.
--   latest_at | instant | never | It was there by then.
--   verdict | - | never | first, later or undetermined.
--   lag_low_minutes | min | when unbounded | Least lag behind the first.
--   lag_high_minutes | min | when unbounded | Greatest lag behind the first.
create table raw.first_report (
    day date not null,
    story_id varchar not null,
    outlet_id varchar not null,
    version_id varchar not null,
    earliest_at timestamptz,
    latest_at timestamptz not null,
    verdict varchar not null,
    lag_low_minutes double,
    lag_high_minutes double
);
