-- table: model.story_article
-- row: an article in a story on a day, with what is needed to open it.
-- key: day, story_id, version_id
-- depends: raw.story_member, raw.story, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   story | - | never | Headline that stands for the story.
--   version_id | - | never | The version compared.
--   article_id | - | never | Its article.
--   outlet_id | - | never | Its outlet.
--   origin_id | - | never | Its reprint family, or its own.
--   is_reprint | - | never | It repeats another origin's text.
--   reason | - | never | Why it is grouped here.
--   words | words | never | Words of the text.
--   chars | chars | never | Code points of the text.
--   url | - | never | Address it was fetched from.
--   title | - | when the page has none | Headline.
--   published_at | instant | when not stated or unreadable | Publication time that the page states.
--   first_seen_at | instant | never | When this text was first seen.
--   full_text | - | never | The whole text is there.
select
    member.day,
    member.story_id,
    story.label as story,
    member.version_id,
    member.article_id,
    member.outlet_id,
    member.origin_id,
    member.is_reprint,
    member.reason,
    member.words,
    version.chars,
    version.url,
    version.title,
    version.published_at,
    version.first_seen_at,
    version.full_text
from raw.story_member as member
inner join raw.story as story on story.day = member.day and story.story_id = member.story_id
inner join raw.version as version
    on version.day = member.version_day and version.version_id = member.version_id;
