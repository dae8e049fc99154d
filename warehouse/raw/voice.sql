-- table: raw.voice
-- row: a resolved source of one version.
-- key: version_id, ordinal
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it speaks in.
--   day | - | never | Day of the version; filled in on loading.
--   ordinal | - | never | Index from 0 in the version.
--   voice | - | never | Key, the same in all texts for the same normalised name.
--   name | - | never | Name for people.
--   voice_group | - | never | person, organisation, state, document, anonymous or unresolved.
--   role | - | when the text gives none | Role as the text gives it.
--   state | - | unless it stands for one | State that it speaks for.
create table raw.voice (
    version_id varchar not null,
    day date not null,
    ordinal integer not null,
    voice varchar not null,
    name varchar not null,
    voice_group varchar not null,
    role varchar,
    state varchar
);
