-- What part of each outlet's articles repeats another origin, and whose?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
with articles as (
    select
        outlet_id,
        sum(articles) as articles,
        sum(independent_articles) as independent
    from daily.coverage
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    group by outlet_id
),

agencies as (
    select
        outlet_id,
        mode(coalesce(agency, origin_outlet_id)) as most_from
    from daily.reprints
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    group by outlet_id
)

select
    outlet_id,
    articles::bigint as articles,
    (articles - independent)::bigint as reprints,
    (articles - independent) / articles as reprint_share,
    model.wilson_low(articles - independent, articles) as low,
    model.wilson_high(articles - independent, articles) as high,
    agencies.most_from
from articles
left join agencies using (outlet_id)
where articles > 0
order by reprint_share desc, outlet_id;
