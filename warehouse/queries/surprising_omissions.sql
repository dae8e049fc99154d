-- Which omissions are the most surprising, given how many independent origins carried the claim?
-- parameter: day date = select max(day) from daily.coverage
select
    outlet_id,
    label as claim,
    expected,
    surprise_bits,
    carried_by,
    nearest_sentence,
    nearest_score,
    story_id
from daily.omissions
where day = getvariable('day')
    and surprise_bits is not null
order by surprise_bits desc, carried_by_origins desc, story_id, claim_id, outlet_id
limit 100;
