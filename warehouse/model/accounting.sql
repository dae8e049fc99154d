-- table: model.accounting
-- row: how the entries of one run and outlet ended.
-- key: run_id, outlet_id, stage, outcome, reason
-- depends: raw.outcome, raw.run
-- columns: name | unit | null | meaning
--   run_id | - | never | The run.
--   started_at | instant | when the run is not in the ledger | When it started.
--   outlet_id | - | never | The outlet.
--   stage | - | never | Stage that decided.
--   outcome | - | never | How the entries ended.
--   reason | - | unless refused, failed or deferred | Why.
--   entries | entries | never | How many ended so.
select
    outcome.run_id,
    any_value(run.started_at) as started_at,
    outcome.outlet_id,
    outcome.stage,
    outcome.outcome,
    outcome.reason,
    count(*) as entries
from raw.outcome as outcome
left join raw.run as run on run.run_id = outcome.run_id
group by outcome.run_id, outcome.outlet_id, outcome.stage, outcome.outcome, outcome.reason;
