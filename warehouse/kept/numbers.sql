-- How daily.numbers is given back from store.numbers and the numbers of the versions.
create or replace view daily.numbers as
select
    stored.day,
    stored.story_id,
    stored.referent,
    stored.outlet_id,
    use.low,
    use.high,
    use.bound,
    stored.unit,
    stored.attributed_to,
    stored.conflicts_with,
    numbered.version_id,
    stored.number,
    use.start_char,
    use.start_char + use.chars as end_char,
    use.excerpt as text
from store.numbers as stored
inner join store.version_number as numbered
    on numbered.day = stored.version_day and numbered.number = stored.version
inner join store.number_use as use
    on use.day = stored.version_day and use.version = stored.version and use.number = stored.number;
