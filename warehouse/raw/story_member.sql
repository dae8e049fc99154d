-- table: raw.story_member
-- row: an article in a story on a day.
-- key: day, story_id, version_id
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   version_id | - | never | The version compared.
--   article_id | - | never | Its article.
--   outlet_id | - | never | Its outlet.
--   origin_id | - | never | Its reprint family, or its own.
--   is_reprint | - | never | It repeats another origin's text.
--   score | - | for the seed | Score with which it joined.
--   reason | - | never | Why it is grouped here: seed, or the shared terms and names.
--   words | words | never | Words of the text.
--   version_day | - | never | Day of the version; filled in on loading.
create table raw.story_member (
    day date not null,
    story_id varchar not null,
    version_id varchar not null,
    article_id varchar not null,
    outlet_id varchar not null,
    origin_id varchar not null,
    is_reprint boolean not null,
    score double,
    reason varchar not null,
    words integer not null,
    version_day date not null
);
