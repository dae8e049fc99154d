-- table: raw.sentence
-- row: one sentence of a version.
-- key: version_id, sentence
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   sentence | - | never | Index from 0 in text order.
--   start_char | chars | never | First code point.
--   end_char | chars | never | Code point after the last.
--   paragraph | - | never | Index of the paragraph from 0.
--   quoted | share | never | Share of its characters inside quotation marks, 0 to 1.
create table raw.sentence (
    version_id varchar not null,
    day date not null,
    sentence integer not null,
    start_char integer not null,
    end_char integer not null,
    paragraph integer not null,
    quoted double not null
);
