-- table: daily.health
-- row: how one outlet was observed on one day.
-- key: day, outlet_id
-- depends: raw.health, raw.outcome, raw.fetch, raw.reprint
-- volatile: polls, polls_ok, pages, kept, refused, failed, deferred, outcomes
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   outlet_id | - | never | The outlet.
--   polls | polls | never | Looks at its feeds.
--   polls_ok | polls | never | Looks that were answered.
--   pages | requests | never | Pages asked for.
--   articles | articles | never | Articles of the day.
--   kept | entries | never | Entries that gave a new version.
--   refused | entries | never | Entries refused with a reason.
--   failed | entries | never | Entries that failed with a reason.
--   deferred | entries | never | Entries put off.
--   outcomes | - | when no entry ended on this day | All ends with their reasons and counts, most frequent first.
--   title_share | share | without articles | Articles with a title, 0 to 1.
--   time_share | share | without articles | Articles with a stated publication time, 0 to 1.
--   author_share | share | without articles | Articles with an author, 0 to 1.
--   full_text_share | share | without articles | Articles whose full text is there, 0 to 1.
--   words | words | never | Words of its articles.
--   claims_per_1000_words | per 1000 words | without words | Attributions per 1000 words.
--   unresolved_voice_share | share | without voices | Voices that could not be resolved, 0 to 1.
--   other_language_share | share | without articles | Articles in another language than the outlet's, 0 to 1.
--   reprint_share | share | without articles | Articles of the day's comparison that repeat another origin's text, 0 to 1.
--   healthy | - | never | Its silence and omissions may be read as its own choice.
--   suspect | - | never | Something looks wrong with what was read.
--   flags | - | never | Closed words behind the verdict, drift among them.
--   reason | - | when healthy and not suspect | The verdict in words.
with ends as (
    select
        outlet_id,
        outcome || coalesce(' (' || reason || ')', '') as ended,
        count(*) as entries
    from raw.outcome
    where ended_at >= getvariable('day')::timestamp at time zone 'UTC'
        and ended_at < (getvariable('day') + interval 1 day)::timestamp at time zone 'UTC'
    group by all
),

outcomes as (
    select
        outlet_id,
        string_agg(ended || ' ' || entries, ', ' order by entries desc, ended) as outcomes
    from ends
    group by outlet_id
),

pages as (
    select
        outlet_id,
        count(*) as pages
    from raw.fetch
    where purpose = 'page'
        and fetched_at >= getvariable('day')::timestamp at time zone 'UTC'
        and fetched_at < (getvariable('day') + interval 1 day)::timestamp at time zone 'UTC'
    group by outlet_id
),

reprints as (
    select
        outlet_id,
        count(distinct article_id) as reprints
    from raw.reprint
    where day = getvariable('day')
        and origin_version_id is distinct from version_id
    group by outlet_id
)

select
    health.day,
    health.outlet_id,
    health.polls,
    health.polls_ok,
    coalesce(pages.pages, 0) as pages,
    health.articles,
    health.kept,
    health.refused,
    health.failed,
    health.deferred,
    outcomes.outcomes,
    health.title_share,
    health.time_share,
    health.author_share,
    health.full_text_share,
    health.words,
    health.claims_per_1000_words,
    health.unresolved_voice_share,
    health.other_language_share,
    case when health.articles > 0 then coalesce(reprints.reprints, 0) / health.articles end as reprint_share,
    health.healthy,
    health.suspect,
    health.flags,
    health.reason
from raw.health as health
left join outcomes using (outlet_id)
left join pages using (outlet_id)
left join reprints using (outlet_id)
where health.day = getvariable('day')
order by health.outlet_id;
