-- Who is quoted more by one outlet than by the rest?
-- Outlet: the outlet; days: how many days back from day.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
-- parameter: outlet varchar = select mode(outlet_id) from daily.coverage where articles > 0 and day = (select max(day) from daily.coverage)
with quotes as (
    select
        voice,
        any_value(name) as name,
        coalesce(sum(quotes) filter (where outlet_id = getvariable('outlet')), 0)::bigint as here,
        coalesce(sum(quotes) filter (where outlet_id <> getvariable('outlet')), 0)::bigint as elsewhere
    from daily.voices
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
        and voice_group <> 'unresolved'
    group by voice
),

totals as (
    select
        sum(here) as here,
        sum(elsewhere) as elsewhere
    from quotes
)

select
    quotes.voice,
    quotes.name,
    quotes.here as quotes_here,
    quotes.elsewhere as quotes_elsewhere,
    quotes.here / nullif(totals.here, 0) as share_here,
    quotes.elsewhere / nullif(totals.elsewhere, 0) as share_elsewhere,
    model.wilson_low(quotes.here, totals.here) as share_here_low,
    model.wilson_high(quotes.here, totals.here) as share_here_high
from quotes
cross join totals
where quotes.here >= 2
    and share_here_low > coalesce(share_elsewhere, 0)
order by share_here - coalesce(share_elsewhere, 0) desc
limit 50;
