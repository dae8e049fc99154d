-- table: raw.alarm
-- row: one alarm: a condition that began to hold, told once.
-- key: alarm_id
-- load: upsert
-- volatile: raised_at, delivered_at, delivered_to, tries
-- columns: name | unit | null | meaning
--   alarm_id | - | never | Identifier made of rule, outlet, subject and first day.
--   rule | - | never | outlet_silent, extraction_broken, language_changed, length_changed, accounting_gap, run_degraded,
--       no_new_day, or the name of an alarm of outlets.toml.
--   outlet_id | - | when it concerns no single outlet | The outlet.
--   subject | - | never | What the condition is about: an outlet, a story, a claim, an article.
--   first_day | - | never | UTC day on which the condition began to hold.
--   last_day | - | never | UTC day on which it was last seen to hold.
--   title | - | never | The alarm in one line.
--   body | - | never | What was found, in words.
--   evidence | - | when there is no page for it | Link to the rows behind it.
--   raised_at | instant | never | When it was first raised.
--   delivered_at | instant | until it is delivered | When it went out.
--   delivered_to | channels | never | Channels that took it: log, event, notify.
--   tries | tries | never | How often delivery was tried.
-- assert days in order: first_day <= last_day
create table raw.alarm (
    alarm_id varchar not null,
    rule varchar not null,
    outlet_id varchar,
    subject varchar not null,
    first_day date not null,
    last_day date not null,
    title varchar not null,
    body varchar not null,
    evidence varchar,
    raised_at timestamptz not null,
    delivered_at timestamptz,
    delivered_to varchar[] not null,
    tries integer not null
);
