-- table: raw.article
-- row: one canonical URL.
-- key: article_id
-- load: append
-- volatile: run_id, first_seen_at
-- columns: name | unit | null | meaning
--   article_id | - | never | First 16 hexadecimal digits of sha256 of the canonical URL without www, mobile or AMP host and form.
--   outlet_id | - | never | Outlet that published it.
--   url | - | never | Canonical URL.
--   first_seen_at | instant | never | When it was first seen.
--   run_id | - | when imported by hand | Run that saw it first.
create table raw.article (
    article_id varchar not null,
    outlet_id varchar not null,
    url varchar not null,
    first_seen_at timestamptz not null,
    run_id varchar
);
