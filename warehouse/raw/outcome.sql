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
create table raw.outcome (
    run_id varchar not null,
    outlet_id varchar not null,
    entry_id varchar not null,
    stage varchar not null,
    outcome varchar not null,
    reason varchar,
    detail varchar,
    article_id varchar,
    version_id varchar,
    ended_at timestamptz not null
);
