-- In which articles do all of some words stand, newest first?
-- Words: separated by blanks; days: how many days back from day.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
-- parameter: words varchar = 'said'
with found as (
    select *
    from search.having_all(
        getvariable('words'),
        first_day := getvariable('day') - getvariable('days') + 1,
        last_day := getvariable('day')
    )
    where kind = 'article'
    limit 200
)

select
    found.day,
    found.outlet_id,
    version.title,
    version.url,
    found.version_id,
    version.words
from found
inner join raw.version as version on version.day = found.version_day and version.version_id = found.version_id
order by found.day desc, found.outlet_id, found.version_id;
