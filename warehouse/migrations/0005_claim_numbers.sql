-- Numbers in the place of claim ids, addresses and texts said once; the index anew, smaller.
alter table raw.claim rename to claim_before;
create table raw.claim (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    label varchar not null,
    label_version_id varchar not null,
    label_start_char integer not null,
    label_end_char integer not null,
    version_day date not null,
    claim_number uinteger not null
);
insert into raw.claim
select
    old.day,
    old.story_id,
    old.claim_id,
    coalesce(old.label, substring(version.text, old.label_start_char + 1, old.label_end_char - old.label_start_char)),
    old.label_version_id,
    old.label_start_char,
    old.label_end_char,
    old.version_day,
    row_number() over (order by old.day, old.story_id, old.claim_id)
from raw.claim_before as old
inner join raw.version as version on version.day = old.version_day and version.version_id = old.label_version_id
order by old.day, old.story_id, old.claim_id;
drop table raw.claim_before;

alter table store.claim_member rename to claim_member_before;
create table store.claim_member (
    day date not null,
    claim uinteger not null,
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
insert into store.claim_member
select
    old.day,
    claim.claim_number,
    old.version,
    old.outlet_id,
    old.origin_id,
    old.proposition,
    old.sentence,
    old.start_char,
    old.chars,
    old.text,
    old.status,
    old.voice,
    old.score,
    old.reason,
    old.version_day
from store.claim_member_before as old
inner join raw.claim as claim
    on claim.day = old.day and claim.story_id = old.story_id and claim.claim_id = old.claim_id
order by old.day, old.story_id, old.version, old.proposition;
drop table store.claim_member_before;

create table store.claim_status (
    day date not null,
    claim uinteger not null,
    outlet_id varchar not null,
    status varchar not null,
    evidence integer not null,
    reason varchar,
    carried_by_origins integer not null,
    covering_origins integer not null,
    expected double,
    surprise_bits double,
    nearest_version_id varchar,
    nearest_start_char integer,
    nearest_end_char integer,
    nearest_score double
);
insert into store.claim_status
select
    old.day,
    claim.claim_number,
    old.outlet_id,
    old.status,
    old.evidence,
    old.reason,
    old.carried_by_origins,
    old.covering_origins,
    old.expected,
    old.surprise_bits,
    old.nearest_version_id,
    old.nearest_start_char,
    old.nearest_end_char,
    old.nearest_score
from raw.claim_status as old
inner join raw.claim as claim
    on claim.day = old.day and claim.story_id = old.story_id and claim.claim_id = old.claim_id
order by claim.claim_number, old.outlet_id;
drop table raw.claim_status;

create table store.claims (
    day date not null,
    claim uinteger not null,
    outlet_id varchar not null,
    status varchar not null,
    evidence integer not null,
    evidence_origins bigint not null,
    carried_by_origins integer not null,
    covering_origins integer not null,
    version uinteger,
    version_day date,
    sentence integer,
    start_char integer,
    chars integer,
    text varchar,
    voices varchar[] not null,
    reason varchar
);
-- A file whose daily tables were never built has none.
create table if not exists daily.claims (
    day date,
    story_id varchar,
    claim_id varchar,
    outlet_id varchar,
    status varchar,
    label varchar,
    evidence integer,
    evidence_origins bigint,
    carried_by_origins integer,
    covering_origins integer,
    version_id varchar,
    sentence integer,
    start_char integer,
    end_char integer,
    text varchar,
    voices varchar[],
    reason varchar
);
insert into store.claims
select
    old.day,
    claim.claim_number,
    old.outlet_id,
    old.status,
    old.evidence,
    old.evidence_origins,
    old.carried_by_origins,
    old.covering_origins,
    numbered.number,
    numbered.day,
    old.sentence,
    old.start_char,
    old.end_char - old.start_char,
    case when version.text is null then old.text end,
    old.voices,
    old.reason
from daily.claims as old
inner join raw.claim as claim
    on claim.day = old.day and claim.story_id = old.story_id and claim.claim_id = old.claim_id
left join store.version_number as numbered on numbered.version_id = old.version_id
left join raw.version as version on version.day = numbered.day and version.version_id = numbered.version_id
order by claim.claim_number, old.outlet_id;
drop table daily.claims;

create table store.omissions (
    day date not null,
    claim uinteger not null,
    outlet_id varchar not null,
    expected double,
    surprise_bits double,
    carried_by varchar[] not null,
    carried_by_origins integer not null,
    covering_origins integer not null,
    nearest_sentence varchar,
    nearest_score double,
    nearest_version_id varchar,
    nearest_start_char integer,
    nearest_end_char integer,
    reason varchar
);
create table if not exists daily.omissions (
    day date,
    story_id varchar,
    claim_id varchar,
    outlet_id varchar,
    label varchar,
    expected double,
    surprise_bits double,
    carried_by varchar[],
    carried_by_origins integer,
    covering_origins integer,
    nearest_sentence varchar,
    nearest_score double,
    nearest_version_id varchar,
    nearest_start_char integer,
    nearest_end_char integer,
    reason varchar
);
insert into store.omissions
select
    old.day,
    claim.claim_number,
    old.outlet_id,
    old.expected,
    old.surprise_bits,
    old.carried_by,
    old.carried_by_origins,
    old.covering_origins,
    old.nearest_sentence,
    old.nearest_score,
    old.nearest_version_id,
    old.nearest_start_char,
    old.nearest_end_char,
    old.reason
from daily.omissions as old
inner join raw.claim as claim
    on claim.day = old.day and claim.story_id = old.story_id and claim.claim_id = old.claim_id
order by claim.claim_number, old.outlet_id;
drop table daily.omissions;

alter table raw.entry rename to entry_before;
create table raw.entry (
    entry_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    feed_url varchar not null,
    url varchar not null,
    normal_url varchar,
    title varchar,
    stated_at_text varchar,
    stated_at timestamptz,
    first_seen_at timestamptz not null
);
insert into raw.entry
select * replace (nullif(normal_url, url) as normal_url) from raw.entry_before;
drop table raw.entry_before;

drop table search.document;
drop table search.posting;
drop table search.day;
create table search.document (
    day date not null,
    document uinteger not null,
    kind varchar not null,
    version_day date not null,
    version uinteger not null,
    outlet_id varchar not null,
    claim uinteger
);
create table search.posting (
    day date not null,
    term ubigint not null,
    held uinteger,
    packed varchar,
    documents uinteger[] not null,
    weights utinyint[] not null
);
create table search.day (
    day date not null,
    documents bigint not null,
    settled boolean not null
);
delete from meta.unindexed_day;
insert into meta.unindexed_day select distinct day from raw.version;
