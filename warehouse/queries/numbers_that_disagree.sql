-- Which numbers for the same thing cannot be true together, and who gives them?
-- parameter: day date = select max(day) from daily.coverage
select
    numbers.story_id,
    stories.label as story,
    numbers.referent,
    numbers.outlet_id,
    numbers.text,
    numbers.low,
    numbers.high,
    numbers.unit,
    numbers.attributed_to,
    numbers.conflicts_with
from daily.numbers as numbers
inner join daily.stories as stories on stories.day = numbers.day and stories.story_id = numbers.story_id
where numbers.day = getvariable('day')
    and len(numbers.conflicts_with) > 0
order by stories.outlets desc, numbers.story_id, numbers.referent, numbers.low nulls first, numbers.outlet_id
limit 500;
