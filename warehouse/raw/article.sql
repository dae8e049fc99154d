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
create or replace view raw.article as
select
    article_id,
    outlet_id,
    url,
    first_seen_at,
    run_id
from store.article
union all
select
    article_id,
    outlet_id,
    url,
    first_seen_at,
    run_id
from raw.version
where is_first;
