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
create or replace view raw.sentence as
select
    version_id,
    day,
    sentence,
    (sum(gap + chars) over so_far - chars)::integer as start_char,
    (sum(gap + chars) over so_far)::integer as end_char,
    (sum(turn) over so_far)::integer as paragraph,
    quoted / 10000 as quoted
from (
    select
        version_id,
        day,
        unnest(range(len(signs) // 4))::integer as sentence,
        unnest(signs[:len(signs) // 4]) as gap,
        unnest(signs[len(signs) // 4 + 1:len(signs) // 2]) as chars,
        unnest(signs[len(signs) // 2 + 1:3 * len(signs) // 4]) as turn,
        unnest(signs[3 * len(signs) // 4 + 1:]) as quoted
    from (
        select
            numbered.version_id,
            stored.day,
            list_transform(string_split(stored.packed, ''), lambda sign: store.told(sign)) as signs
        from store.sentence as stored
        inner join store.version_number as numbered
            on numbered.day = stored.day and numbered.number = stored.version
        where stored.packed is not null
    )
)
window so_far as (partition by day, version_id order by sentence)
union all
select
    numbered.version_id,
    stored.day,
    stored.odd.sentence,
    stored.odd.start_char,
    stored.odd.end_char,
    stored.odd.paragraph,
    stored.odd.quoted
from (select version, day, unnest(odd) as odd from store.sentence where odd is not null) as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
