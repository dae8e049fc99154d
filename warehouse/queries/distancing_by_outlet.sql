-- How often does each outlet keep its distance from what it attributes, and from whom most?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
with quotes as (
    select
        outlet_id,
        name,
        sum(quotes) as quotes,
        sum(distanced) as distanced,
        sum(endorsed) as endorsed
    from daily.voices
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    group by outlet_id, name
)

select
    outlet_id,
    sum(quotes)::bigint as attributions,
    sum(distanced) / sum(quotes) as distanced_share,
    model.wilson_low(sum(distanced), sum(quotes)) as low,
    model.wilson_high(sum(distanced), sum(quotes)) as high,
    sum(endorsed) / sum(quotes) as endorsed_share,
    max_by(name, (distanced, name)) filter (where distanced > 0 and name <> '') as most_distanced_voice
from quotes
group by outlet_id
order by distanced_share desc, outlet_id;
