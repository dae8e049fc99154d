-- table: daily.first_reports
-- row: when one outlet first had one story.
-- key: day, story_id, outlet_id
-- load: view
-- depends: raw.first_report, raw.story
-- volatile: earliest, latest, lag_low_minutes, lag_high_minutes
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story.
--   outlet_id | - | never | The outlet.
--   story | - | never | Headline that stands for the story.
--   earliest | instant | when nothing bounds it | It cannot have appeared before.
--   latest | instant | never | It was there by then.
--   verdict | - | never | first, later or undetermined.
--   lag_low_minutes | min | when unbounded | Least lag behind the first.
--   lag_high_minutes | min | when unbounded | Greatest lag behind the first.
--   version_id | - | never | The outlet's first version in the story.
-- assert a verdict known: verdict in ('first', 'later', 'undetermined')
-- assert the interval is one: earliest is null or earliest <= latest
select
    report.day,
    report.story_id,
    report.outlet_id,
    story.label as story,
    report.earliest_at as earliest,
    report.latest_at as latest,
    report.verdict,
    report.lag_low_minutes,
    report.lag_high_minutes,
    report.version_id
from raw.first_report as report
inner join raw.story as story on story.day = report.day and story.story_id = report.story_id;
