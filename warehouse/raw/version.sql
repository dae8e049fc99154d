-- table: raw.version
-- row: one text that an article carried; edits after publication make further versions.
-- key: version_id
-- load: append
-- volatile: run_id, fetch_id, first_seen_at, fetched_at, version_number, is_first
-- columns: name | unit | null | meaning
--   version_id | - | never | First 16 hexadecimal digits of sha256 of article_id, text_hash and headline.
--   article_id | - | never | Article that carried the text.
--   outlet_id | - | never | Outlet that published it.
--   run_id | - | when imported by hand | Run that read it.
--   fetch_id | - | when imported by hand | Fetch that brought it.
--   url | - | never | Address it was fetched from, after redirects.
--   title | - | when the page has none | Headline.
--   authors | - | never | Authors as the page names them, in order.
--   text | - | after retention dropped it | The article's text; all offsets count its code points.
--   text_hash | - | never | sha256 of the normalised text.
--   language | - | when not recognised | ISO 639-1 code of the text's language.
--   published_at | instant | when not stated or unreadable | Publication time that the page states.
--   published_precision | - | when no time is stated | second, minute, hour, day, month or year.
--   published_zone | - | when the page states none; UTC was then assumed | Offset that the page states.
--   published_flag | - | when nothing is odd | future, absurd or naive.
--   modified_at | instant | when not stated | Time of the last change that the page states.
--   first_seen_at | instant | never | When this text was first seen.
--   fetched_at | instant | never | When the page was fetched.
--   kind | - | never | article, live_blog, teaser, gallery or interview.
--   free_access | - | when the publisher does not say | Publisher says that it can be read without payment.
--   full_text | - | never | The whole text is there: not a teaser, not behind payment, not damaged.
--   section | - | when the page names none | Section of the outlet.
--   words | words | never | Words of the text.
--   chars | chars | never | Code points of the text.
--   encoding | - | never | Character encoding that the page was decoded with.
--   damaged | share | never | Share of replacement characters, 0 to 1.
--   day | - | never | UTC day that the version belongs to: stated publication if believable, else first
--       sight.
--   version_number | - | never | Number that stands for the version in the schema store; filled in on loading.
--   is_first | - | never | It says of its article what raw.article does, which is kept here alone; filled in on loading.
create table raw.version (
    version_id varchar not null,
    article_id varchar not null,
    outlet_id varchar not null,
    run_id varchar,
    fetch_id varchar,
    url varchar not null,
    title varchar,
    authors varchar[] not null,
    text varchar using compression zstd,
    text_hash varchar not null,
    language varchar,
    published_at timestamptz,
    published_precision varchar,
    published_zone varchar,
    published_flag varchar,
    modified_at timestamptz,
    first_seen_at timestamptz not null,
    fetched_at timestamptz not null,
    kind varchar not null,
    free_access boolean,
    full_text boolean not null,
    section varchar,
    words integer not null,
    chars integer not null,
    encoding varchar not null,
    damaged double not null,
    day date not null,
    version_number uinteger not null,
    is_first boolean not null
);
