-- Which articles were edited after publication, and what was softened or hardened?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
select
    day,
    outlet_id,
    title,
    kind,
    before_text,
    after_text,
    why,
    claims_softened,
    claims_hardened,
    claims_removed,
    url
from daily.edits
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
order by claims_softened desc, claims_removed desc, day desc, article_id
limit 500;
