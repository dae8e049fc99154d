-- table: raw.entry
-- row: one link found in a feed, as first seen.
-- key: entry_id
-- load: append
-- volatile: run_id, first_seen_at, entry_number
-- columns: name | unit | null | meaning
--   entry_id | - | never | Hash of outlet and normalised URL.
--   run_id | - | never | Run that saw it first.
--   outlet_id | - | never | Outlet of the feed.
--   feed_url | - | never | Feed that listed it.
--   url | - | never | Link as listed.
--   normal_url | - | when it is the link as listed | Link after normalisation.
--   title | - | when the feed gave none | Title in the feed.
--   stated_at_text | - | when the feed gave none | Time as the feed wrote it.
--   stated_at | instant | when none or unreadable | Time that the feed states.
--   first_seen_at | instant | never | When the entry was first seen.
--   entry_number | - | never | Number that stands for the entry in the schema store; filled in on loading.
create table raw.entry (
    entry_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    feed_url varchar not null,
    url varchar not null,
    normal_url varchar,
    title varchar,
    stated_at_text varchar,
    stated_at timestamptz,
    first_seen_at timestamptz not null,
    entry_number uinteger not null
);
