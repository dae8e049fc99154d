-- table: daily.voices
-- row: one voice in one outlet's articles of one story; a surname alone is the only fuller name of the story that ends in it.
-- key: day, story_id, outlet_id, voice
-- depends: raw.story_member, raw.attribution, raw.voice, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story.
--   outlet_id | - | never | The outlet.
--   voice | - | never | Key of the voice, the same in all texts; in model.quotation it is the key of its text alone.
--   name | - | never | Name for people; empty when it is unresolved.
--   voice_group | - | never | person, organisation, state, document, anonymous or unresolved.
--   state | - | unless it stands for one | State that it speaks for.
--   articles | articles | never | Articles of the outlet that carry it.
--   origins | origins | never | Independent producers among them.
--   quotes | attributions | never | Attributions to it.
--   quoted_words | words | never | Words attributed to it.
--   share | share | never | Its part of all attributions in the outlet's articles of the story, 0 to 1.
--   low | share | never | Lower end of the 95 % Wilson interval of share.
--   high | share | never | Upper end of it.
--   words_share | share | when nothing has words | Its part of all attributed words there, 0 to 1.
--   first_position | share | when its attributions have no content | Where it is first heard: 0 the first, 1 the last character of the text.
--   acknowledged | attributions | never | Attributions that the outlet merely reports.
--   endorsed | attributions | never | Attributions that the outlet vouches for.
--   distanced | attributions | never | Attributions that the outlet keeps away from.
--   affirms | attributions | never | Attributions in which it affirms.
--   denies | attributions | never | Attributions in which it denies.
--   direct | attributions | never | Attributions in its own words throughout.
-- assert shares lie in their interval: share between low and high
-- assert every attribution has one engagement: acknowledged + endorsed + distanced = quotes
-- assert every attribution has one polarity: affirms + denies = quotes
with members as (
    select *
    from raw.story_member
    where day = getvariable('day')
),

texts as (
    select
        version_id,
        chars
    from raw.version
    where day between getvariable('first_day') and getvariable('day')
        and version_id in (select version_id from members)
),

quotes as (
    select *
    from raw.attribution
    where day between getvariable('first_day') and getvariable('day')
        and version_id in (select version_id from members)
),

named as (
    select
        voice,
        min(name) as name,
        min(voice_group) as voice_group,
        min(state) as state
    from raw.voice
    where day between getvariable('first_day') and getvariable('day')
        and version_id in (select version_id from members)
    group by voice
),

keyed as (
    select *
    from model.story_voices(getvariable('day'), getvariable('first_day'))
),

counted as (
    select
        member.story_id,
        member.outlet_id,
        keyed.voice,
        count(distinct member.article_id) as articles,
        count(distinct member.origin_id) as origins,
        count(*) as quotes,
        sum(quote.content_words)::bigint as quoted_words,
        round(min(quote.content[1][1] / greatest(text.chars, 1)), 4) as first_position,
        count(*) filter (where quote.engagement = 'acknowledged') as acknowledged,
        count(*) filter (where quote.engagement = 'endorsed') as endorsed,
        count(*) filter (where quote.engagement = 'distanced') as distanced,
        count(*) filter (where quote.polarity = 'affirms') as affirms,
        count(*) filter (where quote.polarity = 'denies') as denies,
        count(*) filter (where quote.kind = 'direct') as direct
    from members as member
    inner join quotes as quote using (version_id)
    inner join texts as text using (version_id)
    inner join keyed
        on keyed.story_id = member.story_id
        and keyed.version_id = member.version_id
        and keyed.text_voice = quote.voice
    group by member.story_id, member.outlet_id, keyed.voice
),

shared as (
    select
        *,
        sum(quotes) over (partition by story_id, outlet_id) as all_quotes,
        sum(quoted_words) over (partition by story_id, outlet_id) as all_words
    from counted
)

select
    getvariable('day') as day,
    shared.story_id,
    shared.outlet_id,
    shared.voice,
    coalesce(named.name, shared.voice) as name,
    coalesce(named.voice_group, 'unresolved') as voice_group,
    named.state,
    shared.articles,
    shared.origins,
    shared.quotes,
    shared.quoted_words,
    shared.quotes / shared.all_quotes as share,
    model.wilson_low(shared.quotes, shared.all_quotes) as low,
    model.wilson_high(shared.quotes, shared.all_quotes) as high,
    case when shared.all_words > 0 then shared.quoted_words / shared.all_words end as words_share,
    shared.first_position,
    shared.acknowledged,
    shared.endorsed,
    shared.distanced,
    shared.affirms,
    shared.denies,
    shared.direct
from shared
left join named using (voice)
order by shared.story_id, shared.outlet_id, shared.quotes desc, shared.voice;
