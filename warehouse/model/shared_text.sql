-- table: model.shared_text
-- row: a text that one outlet carries under four addresses or more on a day: a stub, left out of tables and comparison.
-- key: day, outlet_id, text_hash
-- depends: raw.version
-- columns: name | unit | null | meaning
--   day | - | never | UTC day of the versions.
--   outlet_id | - | never | The outlet.
--   text_hash | - | never | sha256 of the normalised text that they share.
--   articles | articles | never | Addresses that carry it.
--   version_id | - | never | One of the versions: the first by id.
select
    version.day,
    version.outlet_id,
    version.text_hash,
    count(distinct version.article_id) as articles,
    min(version.version_id) as version_id
from raw.version as version
group by version.day, version.outlet_id, version.text_hash
having model.is_stub(count(distinct version.article_id));
