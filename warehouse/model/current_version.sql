-- table: model.current_version
-- row: the latest version of an article among those of one day, texts that an outlet carries under four addresses or more left out.
-- key: day, article_id
-- depends: raw.version
-- columns: name | unit | null | meaning
--   day | - | never | UTC day that the version belongs to.
--   article_id | - | never | The article.
--   version_id | - | never | Its latest version of the day.
--   outlet_id | - | never | Its outlet.
--   url | - | never | Address it was fetched from.
--   title | - | when the page has none | Headline.
--   authors | - | never | Authors as the page names them, in order.
--   text | - | after retention dropped it | The article's text; all offsets count its code points.
--   language | - | when not recognised | ISO 639-1 code of the text's language.
--   published_at | instant | when not stated or unreadable | Publication time that the page states.
--   first_seen_at | instant | never | When this text was first seen.
--   kind | - | never | article, live_blog, teaser, gallery or interview.
--   full_text | - | never | The whole text is there.
--   words | words | never | Words of the text.
--   chars | chars | never | Code points of the text.
select
    version.day,
    version.article_id,
    version.version_id,
    version.outlet_id,
    version.url,
    version.title,
    version.authors,
    version.text,
    version.language,
    version.published_at,
    version.first_seen_at,
    version.kind,
    version.full_text,
    version.words,
    version.chars
from raw.version as version
qualify row_number() over (
    partition by version.day, version.article_id
    order by version.first_seen_at desc, version.version_id desc
) = 1
-- Stubs are listed by the view shared_text; a window keeps the reading to the day that is asked for.
and not model.is_stub(count(distinct version.article_id) over (partition by version.day, version.outlet_id, version.text_hash));
