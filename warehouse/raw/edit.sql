-- table: raw.edit
-- row: a new version of an article against the one before it.
-- key: day, from_version_id, to_version_id
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   article_id | - | never | The article.
--   outlet_id | - | never | Its outlet.
--   from_version_id | - | never | The version before.
--   to_version_id | - | never | The version after.
--   kind | - | never | added, removed, softened, hardened, reworded or mixed.
--   sentences_added | sentences | never | Sentences that are new.
--   sentences_removed | sentences | never | Sentences that are gone.
--   sentences_changed | sentences | never | Sentences that changed.
--   claims_added | claims | never | Claims that are new.
--   claims_removed | claims | never | Claims that are gone.
--   claims_softened | claims | never | Claims put forward with less commitment.
--   claims_hardened | claims | never | Claims put forward with more commitment.
create table raw.edit (
    day date not null,
    article_id varchar not null,
    outlet_id varchar not null,
    from_version_id varchar not null,
    to_version_id varchar not null,
    kind varchar not null,
    sentences_added integer not null,
    sentences_removed integer not null,
    sentences_changed integer not null,
    claims_added integer not null,
    claims_removed integer not null,
    claims_softened integer not null,
    claims_hardened integer not null
);
