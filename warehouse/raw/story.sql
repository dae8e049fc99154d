-- table: raw.story
-- row: the articles about one happening, on one day.
-- key: day, story_id
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | Identifier, kept from day to day while the story lasts.
--   language | - | never | Language of its articles, ISO 639-1.
--   label | - | never | Headline that stands for it.
--   started_at | instant | never | Earliest time of its articles.
--   first_day | - | never | First day with an article of it.
create table raw.story (
    day date not null,
    story_id varchar not null,
    language varchar not null,
    label varchar not null,
    started_at timestamptz not null,
    first_day date not null
);
