-- table: raw.poll
-- row: one look at one feed.
-- key: poll_id
-- load: append
-- volatile: *
-- columns: name | unit | null | meaning
--   poll_id | - | never | Identifier of the poll.
--   run_id | - | never | Run that polled.
--   outlet_id | - | never | Outlet of the feed.
--   feed_url | - | never | Address of the feed.
--   polled_at | instant | never | When the feed was asked for.
--   outcome | - | never | ok, not_modified, partial, failed or skipped.
--   reason | - | when it brought what it should | Why the poll brought nothing or not everything.
--   entries | entries | never | Entries in the feed.
--   new_entries | entries | never | Entries not seen before.
--   tossed | entries | never | Entries beyond the cap, not looked at.
create table raw.poll (
    poll_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    feed_url varchar not null,
    polled_at timestamptz not null,
    outcome varchar not null,
    reason varchar,
    entries integer not null,
    new_entries integer not null,
    tossed integer not null
);
