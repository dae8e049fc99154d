-- Which share of the shared stories did each outlet cover, over a month?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
select
    outlet_id,
    count(*) as days,
    count(*) filter (where coverage_rate is not null) as days_with_rate,
    sum(shared_stories) filter (where coverage_rate is not null)::bigint as covered,
    sum(observed_stories) filter (where coverage_rate is not null)::bigint as observed,
    covered / observed as coverage_rate,
    model.wilson_low(covered, observed) as low,
    model.wilson_high(covered, observed) as high
from daily.coverage
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
group by outlet_id
order by coverage_rate desc nulls last, outlet_id;
