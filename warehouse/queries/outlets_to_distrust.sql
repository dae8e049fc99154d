-- Whose silence may not be read as a choice: not polled, failing, or read wrongly?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
select
    outlet_id,
    count(*) filter (where not healthy) as unhealthy_days,
    count(*) filter (where suspect) as suspect_days,
    max(day) filter (where not healthy or suspect) as last_on,
    max_by(reason, day) filter (where not healthy or suspect) as last_reason,
    avg(full_text_share) as mean_full_text_share
from daily.health
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
group by outlet_id
having unhealthy_days + suspect_days > 0
order by unhealthy_days desc, suspect_days desc, outlet_id;
