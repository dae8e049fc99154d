-- table: raw.poison
-- row: a page that killed or outlasted the worker reading it, by hash of its bytes.
-- key: page_hash
-- load: upsert
-- volatile: *
-- columns: name | unit | null | meaning
--   page_hash | - | never | sha256 of the decoded body.
--   tries | tries | never | Times it was tried.
--   reason | - | when not told | What happened at the last try.
--   last_at | instant | when not told | When it was last tried.
create table raw.poison (
    page_hash varchar not null,
    tries integer not null,
    reason varchar,
    last_at timestamptz
);
