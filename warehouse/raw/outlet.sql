-- table: raw.outlet
-- row: one outlet as the settings file describes it.
-- key: outlet_id
-- load: upsert
-- columns: name | unit | null | meaning
--   outlet_id | - | never | Short name of the outlet, the key everywhere.
--   name | - | never | Name for people.
--   country | - | never | ISO 3166-1 alpha-2 code of the country of publication.
--   language | - | never | ISO 639-1 code of the language of publication.
--   domains | - | never | Registrable domains that belong to the outlet.
--   collections | - | when not told | Names of groups that the user put the outlet into.
--   expected_low | articles/day | when not told | Expected volume per day, at least.
--   expected_high | articles/day | when not told | Expected volume per day, at most.
create table raw.outlet (
    outlet_id varchar not null,
    name varchar not null,
    country varchar not null,
    language varchar not null,
    domains varchar[] not null,
    collections varchar[],
    expected_low integer,
    expected_high integer
);
