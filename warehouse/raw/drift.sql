-- table: raw.drift
-- row: one measure of one outlet held against its reference window.
-- key: day, outlet_id, measure
-- load: upsert
-- columns: name | unit | null | meaning
--   day | - | never | UTC day, the last of the window looked at.
--   outlet_id | - | over all outlets | The outlet.
--   measure | - | never | What is measured: a column of raw.health or of the texts.
--   value | - | when not measured | Value in the window.
--   reference | - | without a reference | Value in the reference window.
--   low | - | without a reference | Lower bound of what is usual.
--   high | - | without a reference | Upper bound of what is usual.
--   p_value | probability | when not tested | Probability under no change.
--   q_value | - | when not tested | p_value after Benjamini-Hochberg.
--   days | days | when not told | Days in the window looked at.
--   reference_days | days | when not told | Days in the reference window.
--   verdict | - | never | steady, drift (rows are held back), changed (in what it publishes) or not_enough_data.
--   reason | - | when steady | The verdict in words.
create table raw.drift (
    day date not null,
    outlet_id varchar,
    measure varchar not null,
    value double,
    reference double,
    low double,
    high double,
    p_value double,
    q_value double,
    days integer,
    reference_days integer,
    verdict varchar not null,
    reason varchar
);
