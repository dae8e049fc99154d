-- Articles that a version says, numbers of versions in more tables, spans of one stretch as two numbers.
alter table raw.version add column version_number uinteger;
alter table raw.version add column is_first boolean;
update raw.version set version_number = numbered.number, is_first = false
from store.version_number as numbered
where numbered.day = version.day and numbered.version_id = version.version_id;
update raw.version set is_first = true
where version_id in (
    select min(version.version_id)
    from raw.version as version
    inner join raw.article as article
        on article.article_id = version.article_id
        and article.outlet_id = version.outlet_id
        and article.url = version.url
        and article.first_seen_at = version.first_seen_at
        and article.run_id is not distinct from version.run_id
    group by version.article_id
);
drop table store.version_number;

create table store.article (
    article_id varchar not null,
    outlet_id varchar not null,
    url varchar not null,
    first_seen_at timestamptz not null,
    run_id varchar
);
insert into store.article
select
    article_id,
    outlet_id,
    url,
    first_seen_at,
    run_id
from raw.article
where article_id not in (select article_id from raw.version where is_first)
order by first_seen_at, article_id;
drop table raw.article;

create table store.text_claims (
    version uinteger not null,
    day date not null,
    language varchar not null,
    observed boolean not null,
    sentences integer not null,
    attributions integer not null,
    propositions integer not null,
    numbers integer not null,
    names integer not null,
    extractor varchar
);
insert into store.text_claims
select
    version.version_number,
    old.day,
    old.language,
    old.observed,
    old.sentences,
    old.attributions,
    old.propositions,
    old.numbers,
    old.names,
    old.extractor
from raw.text_claims as old
inner join raw.version as version on version.day = old.day and version.version_id = old.version_id
order by old.day, version.version_number;
drop table raw.text_claims;

create table store.story_member (
    day date not null,
    story_id varchar not null,
    version uinteger not null,
    article_id varchar,
    outlet_id varchar not null,
    origin_id varchar not null,
    is_reprint boolean not null,
    score double,
    reason varchar not null,
    words integer not null,
    version_day date not null
);
insert into store.story_member
select
    old.day,
    old.story_id,
    version.version_number,
    nullif(old.article_id, version.article_id),
    old.outlet_id,
    old.origin_id,
    old.is_reprint,
    old.score,
    old.reason,
    old.words,
    old.version_day
from raw.story_member as old
inner join raw.version as version on version.day = old.version_day and version.version_id = old.version_id
order by old.day, old.story_id, version.version_number;
drop table raw.story_member;

alter table store.attribution rename to attribution_before;
create table store.attribution (
    version uinteger not null,
    day date not null,
    attribution integer not null,
    source integer[][],
    source_start integer,
    source_chars integer,
    cue integer[][],
    cue_gap integer,
    cue_chars integer,
    content integer[][],
    content_gap integer,
    content_chars integer,
    kind varchar not null,
    engagement varchar not null,
    engagement_cue integer[][] not null,
    polarity varchar not null,
    certainty varchar not null,
    voice varchar not null,
    relays varchar[] not null,
    rule varchar not null,
    sentence integer not null,
    source_text varchar,
    cue_text varchar,
    content_text varchar,
    content_words integer not null
);
insert into store.attribution
select
    version,
    day,
    attribution,
    case when len(source) = 1 then null else source end,
    case when len(source) = 1 then source[1][1] end,
    case when len(source) = 1 then source[1][2] - source[1][1] end,
    case when len(cue) = 1 then null else cue end,
    case when len(cue) = 1 then cue[1][1] - case when len(source) = 1 then source[1][1] else 0 end end,
    case when len(cue) = 1 then cue[1][2] - cue[1][1] end,
    case when len(content) = 1 then null else content end,
    case when len(content) = 1 then content[1][1] - case when len(source) = 1 then source[1][1] else 0 end end,
    case when len(content) = 1 then content[1][2] - content[1][1] end,
    kind,
    engagement,
    engagement_cue,
    polarity,
    certainty,
    voice,
    relays,
    rule,
    sentence,
    source_text,
    cue_text,
    content_text,
    content_words
from store.attribution_before
order by day, version, attribution;
drop table store.attribution_before;

alter table store.name_use rename to name_use_before;
create table store.name_use (
    version uinteger not null,
    day date not null,
    name_use integer not null,
    start_char integer not null,
    chars integer not null,
    name varchar not null,
    name_group varchar not null,
    known struct(concept varchar, variant varchar)[],
    sentence integer not null,
    quoted boolean not null
);
insert into store.name_use
select
    version,
    day,
    name_use,
    start_char,
    chars,
    name,
    name_group,
    case
        when coalesce(concept, variant) is not null then [{'concept': concept, 'variant': variant}]
    end as known,
    sentence,
    quoted
from store.name_use_before
order by day, version, name_use;
drop table store.name_use_before;

alter table raw.entry add column entry_number uinteger;
update raw.entry set entry_number = numbered.number
from (
    select
        entry_id,
        row_number() over (order by first_seen_at, entry_id) as number
    from raw.entry
) as numbered
where numbered.entry_id = entry.entry_id;

create table store.fetch (
    fetch_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    entry uinteger,
    entry_id varchar,
    purpose varchar not null,
    url varchar,
    final_url varchar,
    hops varchar[] not null,
    fetched_at timestamptz not null,
    outcome varchar not null,
    reason varchar,
    http_status integer,
    content_type varchar,
    etag varchar,
    last_modified varchar,
    wire_bytes bigint not null,
    page_bytes bigint not null,
    elapsed_ms integer not null,
    page_hash varchar,
    warc_file varchar,
    warc_offset bigint,
    warc_length bigint
);
insert into store.fetch
select
    old.fetch_id,
    old.run_id,
    old.outlet_id,
    entry.entry_number,
    case when entry.entry_number is null then old.entry_id end,
    old.purpose,
    nullif(old.url, coalesce(entry.normal_url, entry.url)),
    old.final_url,
    old.hops,
    old.fetched_at,
    old.outcome,
    old.reason,
    old.http_status,
    old.content_type,
    old.etag,
    old.last_modified,
    old.wire_bytes,
    old.page_bytes,
    old.elapsed_ms,
    old.page_hash,
    old.warc_file,
    old.warc_offset,
    old.warc_length
from raw.fetch as old
left join raw.entry as entry on entry.entry_id = old.entry_id
order by old.fetched_at, old.fetch_id;
drop table raw.fetch;

create table store.outcome (
    run_id varchar not null,
    outlet_id varchar not null,
    entry uinteger,
    entry_id varchar,
    stage varchar not null,
    outcome varchar not null,
    reason varchar,
    detail varchar,
    article_id varchar,
    version uinteger,
    version_id varchar,
    ended_at timestamptz not null
);
insert into store.outcome
select
    old.run_id,
    old.outlet_id,
    entry.entry_number,
    case when entry.entry_number is null then old.entry_id end,
    old.stage,
    old.outcome,
    old.reason,
    old.detail,
    case
        when old.article_id is distinct from version.article_id then coalesce(old.article_id, '')
    end as article_id,
    version.version_number,
    case when version.version_number is null then old.version_id end,
    old.ended_at
from raw.outcome as old
left join raw.entry as entry on entry.entry_id = old.entry_id
left join raw.version as version on version.version_id = old.version_id
order by old.ended_at, entry.entry_number;
drop table raw.outcome;
