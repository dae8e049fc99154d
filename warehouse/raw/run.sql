-- table: raw.run
-- row: one run of a flow: what ran, with which settings, how it ended.
-- key: run_id
-- load: upsert
-- volatile: *
-- columns: name | unit | null | meaning
--   run_id | - | never | Identifier of the run, given by the flow.
--   flow | - | never | Name of the flow (daily, collect, compare, reread, import).
--   day | - | when it spans several days | UTC day that the run was asked for.
--   started_at | instant | never | When the run started.
--   ended_at | instant | while it runs, or when it was killed | When the run ended.
--   status | - | never | running, done, degraded, failed, or crashed (ended without a word).
--   reason | - | unless degraded, failed or crashed | Why the run is not simply done.
--   attempts | requests | unless the run collected | HTTP attempts that the run counted; equals its rows in
--       raw.fetch.
--   entries_seen | entries | unless the run collected | Entries that the run looked at; equals its rows in
--       raw.outcome.
--   settings_hash | - | when not told | sha256 of the settings that decide results.
--   code_version | - | when not told | Version of Parallax that ran.
create table raw.run (
    run_id varchar not null,
    flow varchar not null,
    day date,
    started_at timestamptz not null,
    ended_at timestamptz,
    status varchar not null,
    reason varchar,
    attempts integer,
    entries_seen integer,
    settings_hash varchar,
    code_version varchar
);
