-- How do the outlets carry one voice: how often, how soon in the text, at which distance?
-- Voice: its key; by default the one most quoted.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
-- parameter: voice varchar = select max_by(voice, quotes) from (select voice, sum(quotes) as quotes from daily.voices where voice_group <> 'unresolved' and day >= (select max(day) from daily.coverage) - 28 group by voice)
select
    outlet_id,
    any_value(name) as name,
    sum(articles)::bigint as articles,
    sum(quotes)::bigint as quotes,
    sum(quoted_words)::bigint as quoted_words,
    avg(first_position) as mean_first_position,
    sum(acknowledged)::bigint as acknowledged,
    sum(endorsed)::bigint as endorsed,
    sum(distanced)::bigint as distanced,
    sum(affirms)::bigint as affirms,
    sum(denies)::bigint as denies
from daily.voices
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    and voice = getvariable('voice')
group by outlet_id
order by quotes desc, outlet_id;
