-- table: raw.feed
-- row: what is remembered of a feed between polls.
-- key: outlet_id, feed_url
-- load: upsert
-- volatile: *
-- columns: name | unit | null | meaning
--   outlet_id | - | never | Outlet of the feed.
--   feed_url | - | never | Address of the feed.
--   etag | - | when the server sent none | ETag, the server's bytes unaltered.
--   last_modified | - | when the server sent none | Last-Modified, the server's bytes unaltered.
--   not_modified_streak | polls | never | Polls in a row that brought nothing new.
--   failures | polls | never | Polls in a row that failed.
--   next_due_at | instant | when due at once | Not polled before this.
--   last_polled_at | instant | before the first poll | Last poll, whatever its end.
--   last_ok_at | instant | before the first good poll | Last poll that was answered.
create table raw.feed (
    outlet_id varchar not null,
    feed_url varchar not null,
    etag varchar,
    last_modified varchar,
    not_modified_streak integer not null,
    failures integer not null,
    next_due_at timestamptz,
    last_polled_at timestamptz,
    last_ok_at timestamptz
);
