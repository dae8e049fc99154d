-- table: raw.voice
-- row: a resolved source of one version.
-- key: version_id, ordinal
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it speaks in.
--   day | - | never | Day of the version; filled in on loading.
--   ordinal | - | never | Index from 0 in the version.
--   voice | - | never | Key, the same in all texts for the same normalised name.
--   name | - | never | Name for people; empty when it is unresolved.
--   voice_group | - | never | person, organisation, state, document, anonymous or unresolved.
--   role | - | when the text gives none | Role as the text gives it.
--   state | - | unless it stands for one | State that it speaks for.
create or replace view raw.voice as
select
    numbered.version_id,
    stored.day,
    stored.ordinal,
    stored.voice,
    stored.name,
    stored.voice_group,
    stored.role,
    stored.state
from store.voice as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
