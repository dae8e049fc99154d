-- table: daily.coverage
-- row: one outlet on one day: how much it published and which of the day's stories it covered.
-- key: day, outlet_id
-- depends: model.current_version, raw.outlet, raw.reprint, raw.story, raw.story_member, raw.health
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   outlet_id | - | never | The outlet.
--   articles | articles | never | Articles of the day, each counted once.
--   independent_articles | articles | never | Articles that do not repeat another origin's text.
--   origins | origins | never | Independent producers among its articles: reprints of one text count once.
--   words | words | never | Words of its articles.
--   stories | stories | never | Stories of the day that it has articles in.
--   shared_stories | stories | never | Of these, the stories that at least two outlets cover.
--   observed_stories | stories | never | Stories of the day in its language that at least two outlets cover.
--   coverage_rate | share | when the outlet was not healthy or no story was shared; see reason | shared_stories of observed_stories, 0 to 1.
--   low | share | when coverage_rate is | Lower end of its 95 % Wilson interval.
--   high | share | when coverage_rate is | Upper end of its 95 % Wilson interval.
--   independent_rate | share | when coverage_rate is | Observed stories that it covers with an article of its own, 0 to 1.
--   independent_low | share | when coverage_rate is | Lower end of its 95 % Wilson interval.
--   independent_high | share | when coverage_rate is | Upper end of its 95 % Wilson interval.
--   healthy | - | never | It was polled and read well: silence may be read as its own choice.
--   reason | - | when the rates are given | Why there is no rate.
-- assert shares lie in 0..1: coverage_rate between low and high and low >= 0 and high <= 1
-- assert stories shared were observed: shared_stories <= stories
with articles as (
    select
        version.outlet_id,
        count(*) as articles,
        count(*) filter (
            where reprint.version_id is null or reprint.origin_version_id is not distinct from version.version_id
        ) as independent_articles,
        count(distinct coalesce(reprint.origin_id, version.version_id)) as origins,
        sum(version.words) as words
    from model.current_version as version
    left join raw.reprint as reprint
        on reprint.day = version.day and reprint.version_id = version.version_id
    where version.day = getvariable('day')
    group by version.outlet_id
),

members as (
    select *
    from raw.story_member
    where day = getvariable('day')
),

shared as (
    select
        member.story_id,
        any_value(story.language) as language
    from members as member
    inner join raw.story as story
        on story.story_id = member.story_id and story.day = getvariable('day')
    group by member.story_id
    having count(distinct member.outlet_id) >= 2
),

observed as (
    select
        language,
        count(*) as observed_stories
    from shared
    group by language
),

covered as (
    select
        member.outlet_id,
        count(distinct member.story_id) as stories,
        count(distinct shared.story_id) as shared_stories,
        count(distinct shared.story_id) filter (where not member.is_reprint) as independent_stories
    from members as member
    left join shared on shared.story_id = member.story_id
    group by member.outlet_id
),

outlets as (
    select
        outlet_id,
        coalesce(outlet.language, main.language, '') as language
    from (
        select outlet_id from raw.outlet
        union
        select outlet_id from articles
        union
        select outlet_id from covered
    ) as named
    left join raw.outlet as outlet using (outlet_id)
    left join (
        select
            outlet_id,
            max_by(language, (articles, language)) as language
        from (
            select
                version.outlet_id,
                version.language,
                count(*) as articles
            from model.current_version as version
            where version.day = getvariable('day')
            group by version.outlet_id, version.language
        ) as spoken
        group by outlet_id
    ) as main using (outlet_id)
),

counted as (
    select
        outlets.outlet_id,
        coalesce(articles.articles, 0) as articles,
        coalesce(articles.independent_articles, 0) as independent_articles,
        coalesce(articles.origins, 0) as origins,
        coalesce(articles.words, 0)::bigint as words,
        coalesce(covered.stories, 0) as stories,
        coalesce(covered.shared_stories, 0) as shared_stories,
        coalesce(covered.independent_stories, 0) as independent_stories,
        greatest(coalesce(observed.observed_stories, 0), coalesce(covered.shared_stories, 0)) as observed_stories,
        coalesce(health.healthy, articles.articles > 0, false) as healthy,
        case
            when health.healthy is null and articles.articles is null then 'not observed on this day'
            when not coalesce(health.healthy, true) then coalesce(health.reason, 'not healthy')
            when coalesce(observed.observed_stories, 0) = 0 and coalesce(covered.shared_stories, 0) = 0
                then 'no story was shared by two outlets'
        end as reason
    from outlets
    left join articles using (outlet_id)
    left join covered using (outlet_id)
    left join observed using (language)
    left join raw.health as health
        on health.outlet_id = outlets.outlet_id and health.day = getvariable('day')
)

select
    getvariable('day') as day,
    outlet_id,
    articles,
    independent_articles,
    origins,
    words,
    stories,
    shared_stories,
    observed_stories,
    case when reason is null then shared_stories / observed_stories end as coverage_rate,
    case when reason is null then model.wilson_low(shared_stories, observed_stories) end as low,
    case when reason is null then model.wilson_high(shared_stories, observed_stories) end as high,
    case when reason is null then independent_stories / observed_stories end as independent_rate,
    case when reason is null then model.wilson_low(independent_stories, observed_stories) end as independent_low,
    case when reason is null then model.wilson_high(independent_stories, observed_stories) end as independent_high,
    healthy,
    reason
from counted
order by outlet_id;
