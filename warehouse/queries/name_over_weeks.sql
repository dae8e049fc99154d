-- How did the name for something shift over the weeks, by outlet?
-- Concept: what is named; by default the one with most uses.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 84
-- parameter: concept varchar = select max_by(concept, uses) from (select concept, sum(uses) as uses from daily.names where day >= (select max(day) from daily.coverage) - 28 group by concept)
with weekly as (
    select
        date_trunc('week', day)::date as week,
        outlet_id,
        variant,
        sum(uses)::bigint as uses
    from daily.names
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
        and concept = getvariable('concept')
    group by week, outlet_id, variant
)

select
    week,
    outlet_id,
    variant,
    uses,
    uses / sum(uses) over same as share,
    model.wilson_low(uses, sum(uses) over same) as low,
    model.wilson_high(uses, sum(uses) over same) as high
from weekly
window same as (partition by week, outlet_id)
order by outlet_id, week, uses desc, variant;
