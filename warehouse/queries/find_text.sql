-- In which articles do all of some words stand? Looks through the texts of the last days; knows no grammar.
-- Words: separated by blanks.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 3
-- parameter: words varchar = 'said'
select
    day,
    outlet_id,
    title,
    url,
    version_id,
    words
from model.current_version
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    and len(list_filter(
        string_split(lower(getvariable('words')), ' '),
        lambda word: not contains(lower(coalesce(title, '') || ' ' || text), word)
    )) = 0
order by day desc, outlet_id, version_id
limit 200;
