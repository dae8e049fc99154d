-- Invented facts of one day, made by the engine itself from the day's articles in staged_article
-- (day, n, outlet, story, text). Ids have the lengths of real ones. Tables that are kept in another form
-- are filled as fresh_<name>, for the loader's own way of storing them. Sizes are those of news: 25 sentences, 6 attributions, 20 propositions,
-- 15 names, 4 numbers an article; one page in ten is canonical under another address than it was fetched from; story sizes and outlets are skewed. `getvariable('day')` is the day.
create or replace temp table made as
select
    *,
    md5('version' || day || n)[:16] as version_id,
    md5('article' || day || n)[:16] as article_id,
    's' || md5('story' || day || story)[:16] as story_id,
    'https://www.' || outlet || '.example/' || strftime(day, '%Y/%m/%d') || '/' || replace(text[:45], ' ', '-') || '-' || n as url,
    (day + interval 6 hour + to_minutes((n * 7) % 900) + to_microseconds((hash(n) >> 2)::bigint % 60000000))::timestamp at time zone 'UTC' as seen_at,
    url || case when n % 10 = 3 then '?from=feed' else '' end as listed_url
from staged_article;

insert into fresh_article
select article_id, outlet, url, seen_at, 'run-' || day from made where listed_url <> url;

create temp table fresh_version as from raw.version limit 0;
insert into fresh_version
select
    version_id, article_id, outlet, 'run-' || day, md5('fetch' || version_id)[:24], listed_url,
    text[:70], ['Desk ' || n % 40], text, sha256(text), 'en', seen_at - interval 1 hour, 'minute', 'Z', null, null,
    seen_at, seen_at, 'article', null, true, null, 500, length(text), 'utf-8', 0.0, day, 0, listed_url = url
from made;

insert into fresh_version
select
    md5('before' || version_id)[:16], article_id, outlet, 'run-' || day, null, url, text[:70],
    ['Desk'], text, sha256('before' || text), 'en', seen_at - interval 1 hour, 'minute', 'Z', null, null, seen_at - interval 30 minute,
    seen_at - interval 30 minute, 'article', null, true, null, 500, length(text), 'utf-8', 0.0, day, 0, false
from made where n % 50 = 0;

-- Versions have their numbers from here on.

create temp table staged_entry as from raw.entry limit 0;
insert into staged_entry
select md5('entry' || version_id)[:24], 'run-' || day, outlet, 'https://' || outlet || '.example/feed', listed_url, null, text[:70], null, null, seen_at, 0
from made;

insert into fresh_outcome
select 'run-' || day, outlet, md5('entry' || version_id)[:24], 'read', 'kept', null, null, article_id, version_id, seen_at from made;

insert into fresh_fetch
select
    md5('fetch' || version_id)[:24], 'run-' || day, outlet, md5('entry' || version_id)[:24], 'page', null,
    null, [], seen_at, 'ok', null, 200, 'text/html', null, null, 20000, 60000,
    150 + n % 90, sha256(version_id), day || '.warc.gz', n * 20000, 20000
from made;

insert into raw.poll
select 'p' || outlet || day || hour, 'run-' || day, outlet, 'https://' || outlet || '.example/feed',
    (day + to_hours(hour::integer))::timestamp at time zone 'UTC', 'ok', null, 50, 10, 0
from (select distinct outlet, day from made), range(0, 24, 2) as hours(hour);

insert into fresh_text_claims
select version_id, day, 'en', true, 25, 6, 20, 4, 15, '1' from made;

insert into fresh_sentence
select version_id, day, i, (chars * i) // 25, (chars * (i + 1)) // 25 - 1, i // 3, case when hash(version_id, i) % 4 = 0 then round((hash(version_id, i) % 97) / 97.0, 4) else 0 end
from (select version_id, day, length(text) as chars from made), range(25) as sentences(i);

insert into fresh_attribution
select
    version_id, day, i, [[s, s + 8 + h % 16]], [[s + 9 + h % 16, s + 13 + h % 16 + (h // 16) % 6]], [[s + 30, s + 70 + (h // 128) % 64]],
    ['direct', 'indirect', 'mixed'][1 + h % 3], ['acknowledged', 'acknowledged', 'endorsed', 'distanced'][1 + h % 4], [],
    ['affirms', 'affirms', 'affirms', 'denies'][1 + (h // 4) % 4], 'certain', 'voice ' || (sqrt(h % 4000000)::integer),
    [], 'cue-clause', i * 4, null, null, null, 13
from (
    select *, (length(text) * i * 4) // 25 as s, (hash(version_id, i, 'voice') >> 2)::bigint as h
    from made, range(6) as attributions(i)
);

insert into fresh_voice
select
    version_id, day, (row_number() over (partition by version_id order by voice) - 1)::integer, voice, upper(voice[1]) || voice[2:],
    ['person', 'organisation', 'state', 'unresolved'][1 + (hash(voice) % 4)::bigint], null, null
from (select distinct version_id, day, voice from fresh_attribution where day = getvariable('day'));

insert into fresh_marking
select version_id, day, i, s, s + 8, s + 9, s + 30, 'distanced', 'adjective', 3, null, text[s + 1:s + 8], text[s + 10:s + 30]
from (select *, 300 + i * 200 as s from made, range(2) as markings(i));

insert into fresh_name_use
select
    version_id, day, i, i * 150, i * 150 + 10, 'Name ' || (h % 5000), ['person', 'place', 'organisation'][1 + h % 3],
    case when i < 2 then 'concept ' || (h % 30) end, case when i < 2 then 'variant ' || (h % 30) || (h // 64) % 3 end, i, h % 9 = 0
from (select *, (hash(version_id, i, 'name') >> 2)::bigint as h from made, range(15) as names(i));

insert into fresh_number_use
select version_id, day, i, i * 400, i * 400 + 6, h % 900, h % 900 + (h // 1024) % 5, 'about', null, 'referent ' || (h % 7), i, null, false, text[i * 400 + 1:i * 400 + 6]
from (select *, (hash(story_id, outlet, i) >> 2)::bigint as h from made, range(4) as numbers(i));

insert into fresh_proposition
select
    version_id, day, i, s, s + 90, [[s, s + 90]], i, case when i % 4 = 0 then i // 4 end, 'acknowledged', 'affirms', 'certain',
    case when i % 4 = 0 then 'voice ' || i end
from (select *, (length(text) * i) // 25 as s from made, range(20) as propositions(i));

insert into raw.story
select day, story_id, 'en', any_value(text[:60]), min(seen_at), day from made group by day, story_id;

insert into fresh_story_member
select day, story_id, version_id, article_id, outlet, 'o' || md5('origin' || article_id)[:16], n % 5 = 0, 0.5, 'shared terms: storm, harbour', 500, day from made;

insert into raw.reprint
select day, version_id, article_id, outlet, 'o' || md5('origin' || article_id)[:16], case when n % 10 = 0 then version_id end, 'Agency', 0.9, 0.8, 1, 0, 'containment'
from made where n % 5 = 0;

insert into fresh_claim_member
select
    day, story_id, md5(story_id || claim)[:20], version_id, outlet, 'o' || md5('origin' || article_id)[:16], proposition, proposition, s, s + 90, null,
    ['asserted', 'attributed', 'attributed', 'distanced', 'denied'][1 + h % 5], case when proposition % 4 = 0 then 'voice ' || proposition end,
    round(0.5 + (h % 5000) / 10000, 4), 'same words', day
from (
    select
        *,
        (length(text) * proposition) // 25 as s,
        (hash(version_id, proposition, 'claim') >> 2)::bigint as h,
        (((hash(version_id, proposition, 'which') % 100)::double ** 2) / 500)::integer as claim
    from made, range(20) as propositions(proposition)
)
order by story_id, claim, outlet;

insert into raw.claim
select
    claim.day, story_id, claim_id, model.stretch(text, start_char, end_char), version_id, start_char, end_char, claim.day,
    (select coalesce(max(claim_number), 0) from raw.claim) + row_number() over (order by story_id, claim_id)
from (
    select day, story_id, claim_id, min(version_id) as version_id, min_by(start_char, version_id) as start_char, min_by(end_char, version_id) as end_char
    from fresh_claim_member where day = getvariable('day') group by day, story_id, claim_id
) as claim
inner join (select version_id, text from made) as labelled using (version_id)
order by story_id, claim_id;

insert into fresh_claim_status
with outlets as (select story_id, outlet_id from fresh_story_member where day = getvariable('day') group by all),
cells as (
    select claim.day, claim.story_id, claim.claim_id, outlets.outlet_id, any_value(member.status) as status, count(member.status) as evidence
    from raw.claim as claim
    inner join outlets using (story_id)
    left join fresh_claim_member as member
        on member.day = claim.day and member.story_id = claim.story_id and member.claim_id = claim.claim_id and member.outlet_id = outlets.outlet_id
    where claim.day = getvariable('day')
    group by all
)
select
    day, story_id, claim_id, outlet_id, coalesce(status, 'omitted'), evidence, null,
    count(status) over (partition by story_id, claim_id), count(*) over (partition by story_id, claim_id),
    case when status is null then 0.5 end, case when status is null then 1.0 end, null, null, null, null
from cells;

insert into raw.word_use
select day, story_id, outlet, 'term ' || i || '-' || (hash(story_id, outlet, i) % 300), 5, 1, 1, 0.4, 1.2 + i, 0.2, 0.4, null
from (select distinct day, story_id, outlet from made), range(8) as terms(i);

insert into raw.first_report
select day, story_id, outlet, min(version_id), min(seen_at) - interval 1 hour, min(seen_at), 'undetermined', 0, 60
from made group by day, story_id, outlet;

insert into fresh_number_group
select distinct on (version_id, number) made.day, made.story_id, use.referent, null, made.outlet, made.version_id, use.number, made.day
from made inner join fresh_number_use as use on use.version_id = made.version_id and use.day = made.day;

insert into raw.divergence_test
select day, null, 'coverage', 'articles', a.outlet, b.outlet, 0.3, 0.2, 0.1, 0.0, 0.2, 0.03, 0.1, 10, 10, 8, 8, null
from (select distinct day, outlet from made) as a inner join (select distinct outlet from made) as b on a.outlet < b.outlet;

insert into raw.edit
select day, article_id, outlet, md5('before' || version_id)[:16], version_id, ['softened', 'reworded'][1 + n % 2], 0, 0, 1, 0, 0, 1, 0
from made where n % 50 = 0;

insert into raw.edit_sentence
select day, article_id, md5('before' || version_id)[:16], version_id, 0, 'softened', 0, 90, 0, 95, 'asserted -> attributed'
from made where n % 50 = 0;

insert into raw.health
select outlet, day, 12, 12, count(*), count(*), 0, 0, 0, 1, 1, 1, 1, 500 * count(*), 12, 0.1, 0, true, false, [], null from made group by outlet, day;

insert into meta.unpublished_day select getvariable('day');
insert into meta.unindexed_day select getvariable('day');
