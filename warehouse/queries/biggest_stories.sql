-- What were the day's biggest stories, and in how many do outlets part?
-- parameter: day date = select max(day) from daily.coverage
select
    label,
    outlets,
    articles,
    origins,
    claims,
    contested_claims,
    omitted_cells,
    divergence,
    divergence_reason,
    first_day,
    story_id
from daily.stories
where day = getvariable('day')
order by outlets desc, origins desc, contested_claims desc, story_id
limit 100;
