-- table: raw.outcome
-- row: what became of one entry in one run; exactly one row for each.
-- key: run_id, entry_id
-- load: append
-- volatile: *
-- columns: name | unit | null | meaning
--   run_id | - | never | Run that looked at the entry.
--   outlet_id | - | never | Outlet of the entry.
--   entry_id | - | never | The entry.
--   stage | - | never | Stage that decided: collect or read.
--   outcome | - | never | kept, unchanged, duplicate, known, refused, failed or deferred.
--   reason | - | unless refused, failed or deferred | Reason, from a closed list.
--   detail | - | when there is nothing to add | Detail for people.
--   article_id | - | unless a text came of it | Article that the entry led to.
--   version_id | - | unless a text came of it | Version that the page carried.
--   ended_at | instant | never | When it was decided.
create or replace view raw.outcome as
select
    stored.run_id,
    stored.outlet_id,
    coalesce(stored.entry_id, entry.entry_id) as entry_id,
    stored.stage,
    stored.outcome,
    stored.reason,
    stored.detail,
    nullif(coalesce(stored.article_id, version.article_id), '') as article_id,
    coalesce(stored.version_id, version.version_id) as version_id,
    stored.ended_at
from store.outcome as stored
left join raw.entry as entry on entry.entry_number = stored.entry
left join raw.version as version on version.version_number = stored.version;
