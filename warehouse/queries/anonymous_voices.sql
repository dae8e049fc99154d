-- How much of what each outlet attributes goes to voices without a name?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
select
    outlet_id,
    sum(quotes)::bigint as attributions,
    coalesce(sum(quotes) filter (where voice_group = 'anonymous'), 0) / sum(quotes) as anonymous_share,
    coalesce(sum(quotes) filter (where voice_group = 'unresolved'), 0) / sum(quotes) as unresolved_share,
    coalesce(sum(quotes) filter (where voice_group = 'state'), 0) / sum(quotes) as state_share,
    coalesce(sum(quotes) filter (where voice_group = 'person'), 0) / sum(quotes) as person_share
from daily.voices
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
group by outlet_id
order by anonymous_share desc nulls last, outlet_id;
