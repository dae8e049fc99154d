-- Numbers in the place of version ids in the largest tables; full-text search in plain tables, by days.
create schema if not exists store;
create table store.version_number (
    number uinteger not null,
    day date not null,
    version_id varchar not null
);
create table store.sentence (
    version uinteger not null,
    day date not null,
    sentence integer not null,
    start_char integer not null,
    chars integer not null,
    paragraph integer not null,
    quoted double not null
);
create table store.attribution (
    version uinteger not null,
    day date not null,
    attribution integer not null,
    source integer[][] not null,
    cue integer[][] not null,
    content integer[][] not null,
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
create table store.voice (
    version uinteger not null,
    day date not null,
    ordinal integer not null,
    voice varchar not null,
    name varchar not null,
    voice_group varchar not null,
    role varchar,
    state varchar
);
create table store.marking (
    version uinteger not null,
    day date not null,
    marking integer not null,
    start_char integer not null,
    chars integer not null,
    target_start_char integer not null,
    target_end_char integer not null,
    engagement varchar not null,
    device varchar not null,
    sentence integer not null,
    attribution integer,
    excerpt varchar not null,
    target_text varchar not null
);
create table store.name_use (
    version uinteger not null,
    day date not null,
    name_use integer not null,
    start_char integer not null,
    chars integer not null,
    name varchar not null,
    name_group varchar not null,
    concept varchar,
    variant varchar,
    sentence integer not null,
    quoted boolean not null
);
create table store.number_use (
    version uinteger not null,
    day date not null,
    number integer not null,
    start_char integer not null,
    chars integer not null,
    low double,
    high double,
    bound varchar not null,
    unit varchar,
    referent varchar,
    sentence integer not null,
    attribution integer,
    quoted boolean not null,
    excerpt varchar not null
);
-- Spans that are the one span of the proposition itself are null.
create table store.proposition (
    version uinteger not null,
    day date not null,
    proposition integer not null,
    start_char integer not null,
    chars integer not null,
    spans integer[][],
    sentence integer not null,
    attribution integer,
    engagement varchar not null,
    polarity varchar not null,
    certainty varchar not null,
    voice varchar
);
-- Outlet and origin are null where raw.story_member says the same. Sentence, span and voice are null, all of them,
-- where they are those of the proposition; otherwise an empty voice is the outlet's own.
create table store.claim_member (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    version uinteger not null,
    outlet_id varchar,
    origin_id varchar,
    proposition integer not null,
    sentence integer,
    start_char integer,
    chars integer,
    text varchar,
    status varchar not null,
    voice varchar,
    score double,
    reason varchar not null,
    version_day date not null
);
insert into store.version_number
select row_number() over (order by day, version_id), day, version_id from raw.version order by day, version_id;
insert into store.sentence
select
    numbered.number,
    old.day,
    old.sentence,
    old.start_char,
    old.end_char - old.start_char,
    old.paragraph,
    old.quoted
from raw.sentence as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.sentence;
insert into store.attribution
select
    numbered.number,
    old.day,
    old.attribution,
    old.source,
    old.cue,
    old.content,
    old.kind,
    old.engagement,
    old.engagement_cue,
    old.polarity,
    old.certainty,
    old.voice,
    old.relays,
    old.rule,
    old.sentence,
    old.source_text,
    old.cue_text,
    old.content_text,
    old.content_words
from raw.attribution as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.attribution;
insert into store.voice
select
    numbered.number,
    old.day,
    old.ordinal,
    old.voice,
    old.name,
    old.voice_group,
    old.role,
    old.state
from raw.voice as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.voice;
insert into store.marking
select
    numbered.number,
    old.day,
    old.marking,
    old.start_char,
    old.end_char - old.start_char,
    old.target_start_char,
    old.target_end_char,
    old.engagement,
    old.device,
    old.sentence,
    old.attribution,
    old.excerpt,
    old.target_text
from raw.marking as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.marking;
insert into store.name_use
select
    numbered.number,
    old.day,
    old.name_use,
    old.start_char,
    old.end_char - old.start_char,
    old.name,
    old.name_group,
    old.concept,
    old.variant,
    old.sentence,
    old.quoted
from raw.name_use as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.name_use;
insert into store.number_use
select
    numbered.number,
    old.day,
    old.number,
    old.start_char,
    old.end_char - old.start_char,
    old.low,
    old.high,
    old.bound,
    old.unit,
    old.referent,
    old.sentence,
    old.attribution,
    old.quoted,
    old.excerpt
from raw.number_use as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.number_use;
insert into store.proposition
select
    numbered.number,
    old.day,
    old.proposition,
    old.start_char,
    old.end_char - old.start_char,
    nullif(old.spans, [[old.start_char, old.end_char]]) as spans,
    old.sentence,
    old.attribution,
    old.engagement,
    old.polarity,
    old.certainty,
    old.voice
from raw.proposition as old
inner join store.version_number as numbered on numbered.day = old.day and numbered.version_id = old.version_id
order by old.day, numbered.number;
drop table raw.proposition;
insert into store.claim_member
select
    old.day,
    old.story_id,
    old.claim_id,
    numbered.number,
    old.outlet_id,
    old.origin_id,
    old.proposition,
    old.sentence,
    old.start_char,
    old.end_char - old.start_char,
    old.text,
    old.status,
    coalesce(old.voice, ''),
    old.score,
    old.reason,
    old.version_day
from raw.claim_member as old
inner join store.version_number as numbered on numbered.day = old.version_day and numbered.version_id = old.version_id
order by old.day, old.story_id, numbered.number;
drop table raw.claim_member;
update raw.fetch set final_url = null where final_url = url;
create schema if not exists search;
create table search.day (
    day date not null,
    documents bigint not null
);
create table search.document (
    day date not null,
    document uinteger not null,
    kind varchar not null,
    version_day date not null,
    version_id varchar not null,
    outlet_id varchar not null,
    story_id varchar,
    claim_id varchar,
    text varchar using compression zstd
);
create table search.posting (
    day date not null,
    bucket utinyint not null,
    term ubigint not null,
    documents uinteger[] not null,
    weights utinyint[] not null
);
create table meta.unindexed_day (day date not null);
insert into meta.unindexed_day select distinct day from raw.version;
