-- table: raw.clearance
-- row: a person's word that an outlet held back for drift may be compared again.
-- key: outlet_id, cleared_at
-- load: append
-- columns: name | unit | null | meaning
--   outlet_id | - | never | The outlet.
--   cleared_at | instant | never | When it was cleared.
--   from_day | - | never | First UTC day that is free again.
--   through_day | - | never | Verdicts up to this UTC day no longer hold anything back from from_day on.
--   accepted | - | never | The change is the outlet's new usual: its reference window begins at from_day.
--   note | - | when nothing was said | Why, in the words of who cleared it.
create table raw.clearance (
    outlet_id varchar not null,
    cleared_at timestamptz not null,
    from_day date not null,
    through_day date not null,
    accepted boolean not null,
    note varchar
);
