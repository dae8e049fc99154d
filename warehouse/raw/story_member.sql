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
create or replace view raw.story_member as
select
    stored.day,
    stored.story_id,
    version.version_id,
    coalesce(stored.article_id, version.article_id) as article_id,
    stored.outlet_id,
    stored.origin_id,
    stored.is_reprint,
    stored.score,
    stored.reason,
    stored.words,
    stored.version_day
from store.story_member as stored
inner join raw.version as version
    on version.day = stored.version_day and version.version_number = stored.version;
