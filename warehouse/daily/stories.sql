-- table: daily.stories
-- row: one story on one day.
-- key: day, story_id
-- depends: raw.story, raw.story_member, raw.claim_status, raw.divergence_test
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story; kept from day to day while it lasts.
--   label | - | never | Headline that stands for it.
--   language | - | never | Language of its articles, ISO 639-1.
--   outlets | outlets | never | Outlets with an article of the day in it.
--   articles | articles | never | Articles of the day in it.
--   origins | origins | never | Independent producers among them.
--   words | words | never | Words of its articles.
--   claims | claims | never | Claims found in it, articles of the story's earlier days included.
--   contested_claims | claims | never | Claims that an outlet distances itself from, that are denied or contradicted.
--   omitted_cells | cells | never | Claims x outlets that count as omitted.
--   started_at | instant | never | Earliest time of its articles.
--   first_day | - | never | First day with an article of it.
--   divergence | - | when no pair of outlets had enough to be tested; see divergence_reason | Mean excess of its statement tests over their null, -1 to 1.
--   divergence_reason | - | when divergence is given | Why there is no value.
--   why_grouped | - | never | Shared terms and names that hold it together.
with members as (
    select
        story_id,
        count(distinct outlet_id) as outlets,
        count(distinct article_id) as articles,
        count(distinct origin_id) as origins,
        sum(words)::bigint as words,
        max_by(reason, (coalesce(score, -1), reason)) as why_grouped
    from raw.story_member
    where day = getvariable('day')
    group by story_id
),

cells as (
    select
        story_id,
        count(distinct claim_id) as claims,
        count(distinct claim_id) filter (
            where status in ('distanced', 'denied', 'contradicted')
        ) as contested_claims,
        count(*) filter (where status = 'omitted') as omitted_cells
    from raw.claim_status
    where day = getvariable('day')
        and status <> 'not_observed'
    group by story_id
),

tests as (
    select
        story_id,
        round(avg(excess), 9) as divergence,
        min(reason) as reason
    from raw.divergence_test
    where day = getvariable('day')
        and level = 'statement'
        and story_id is not null
    group by story_id
)

select
    story.day,
    story.story_id,
    story.label,
    story.language,
    coalesce(members.outlets, 0) as outlets,
    coalesce(members.articles, 0) as articles,
    coalesce(members.origins, 0) as origins,
    coalesce(members.words, 0)::bigint as words,
    coalesce(cells.claims, 0) as claims,
    coalesce(cells.contested_claims, 0) as contested_claims,
    coalesce(cells.omitted_cells, 0) as omitted_cells,
    story.started_at,
    story.first_day,
    tests.divergence,
    case
        when tests.divergence is null then coalesce(tests.reason, 'no pair of outlets was tested in this story')
    end as divergence_reason,
    coalesce(members.why_grouped, 'alone') as why_grouped
from raw.story as story
left join members using (story_id)
left join cells using (story_id)
left join tests using (story_id)
where story.day = getvariable('day')
order by outlets desc, articles desc, story.story_id;
