-- table: raw.text_claims
-- row: one version whose claims were taken out; the head of its sentences, attributions and so on.
-- key: version_id
-- load: version
-- volatile: 
-- columns: name | unit | null | meaning
--   version_id | - | never | Version that was read.
--   day | - | never | Day of the version; filled in on loading.
--   language | - | never | Language whose rules were used, ISO 639-1.
--   observed | - | never | The language has rules; if not, everything but sentences is empty.
--   sentences | sentences | never | Number of sentences.
--   attributions | attributions | never | Number of attributions.
--   propositions | propositions | never | Number of propositions.
--   numbers | numbers | never | Number of number uses.
--   names | names | never | Number of name uses.
--   extractor | - | when not told | Version of the rules.
create or replace view raw.text_claims as
select
    numbered.version_id,
    stored.day,
    stored.language,
    stored.observed,
    stored.sentences,
    stored.attributions,
    stored.propositions,
    stored.numbers,
    stored.names,
    stored.extractor
from store.text_claims as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
