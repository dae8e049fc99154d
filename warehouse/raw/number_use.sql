-- table: raw.number_use
-- row: one number.
-- key: version_id, number
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   number | - | never | Index from 0 in the version.
--   start_char | chars | never | First code point.
--   end_char | chars | never | Code point after the last.
--   low | unit | when unbounded below | Smallest value it allows.
--   high | unit | when unbounded above | Largest value it allows.
--   bound | - | never | exact, at_least, more_than, at_most, less_than, about, range or vague.
--   unit | - | when it only counts | ISO currency code, SI-like unit, percent, people.
--   referent | - | when not recognised | Lemma of what it counts.
--   sentence | - | never | Index of the sentence.
--   attribution | - | in the outlet's own voice | Index of the attribution whose content holds it.
--   quoted | - | never | Inside quotation marks.
--   excerpt | - | never | Text of the number.
create table raw.number_use (
    version_id varchar not null,
    day date not null,
    number integer not null,
    start_char integer not null,
    end_char integer not null,
    low double,
    high double,
    bound varchar not null,
    unit varchar,
    referent varchar,
    sentence integer not null,
    attribution integer,
    quoted boolean not null,
    excerpt varchar not null
);
