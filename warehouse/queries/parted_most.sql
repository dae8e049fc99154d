-- Which pairs of outlets part more than chance, on which level and aspect?
-- Only tests that hold after correction for their number (q below 0.1).
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
select
    level,
    aspect,
    outlet_a,
    outlet_b,
    count(*) as tests,
    count(*) filter (where q_value < 0.1) as held,
    avg(excess) as mean_excess,
    min(q_value) as least_q
from daily.divergence
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    and value is not null
group by level, aspect, outlet_a, outlet_b
having held > 0
order by mean_excess desc, level, aspect, outlet_a, outlet_b
limit 200;
