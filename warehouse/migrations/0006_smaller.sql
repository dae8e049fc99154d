-- Daily tables that repeated facts are views over these; sentences by versions, a character a number; the index anew, with
-- gaps in the place of documents.
create or replace macro store.sign(number) as chr((case
    when number < 95 then 32 + number
    when number < 607 then 161 + number
    else 19968 + number
end)::integer);
alter table store.sentence rename to sentence_before;
create table store.sentence (
    version uinteger not null,
    day date not null,
    packed varchar using compression zstd,
    odd struct(sentence integer, start_char integer, end_char integer, paragraph integer, quoted double)[]
);
insert into store.sentence
select
    version,
    day,
    case when whole then packed end,
    case when not whole then odd end
from (
    select
        version,
        day,
        bool_and(
            sentence = place
            and gap between 0 and 20000
            and chars between 0 and 20000
            and turn between 0 and 20000
            and quoted between 0 and 1
            and round(quoted * 10000) / 10000 = quoted
        ) as whole,
        string_agg(store.sign(case when gap between 0 and 20000 then gap else 0 end), '' order by sentence)
        || string_agg(store.sign(case when chars between 0 and 20000 then chars else 0 end), '' order by sentence)
        || string_agg(store.sign(case when turn between 0 and 20000 then turn else 0 end), '' order by sentence)
        || string_agg(
            store.sign(case when quoted between 0 and 1 then round(quoted * 10000) else 0 end), '' order by sentence
        ) as packed,
        list(
            {
                'sentence': sentence,
                'start_char': start_char,
                'end_char': start_char + chars,
                'paragraph': paragraph,
                'quoted': quoted
            } order by sentence
        ) as odd
    from (
        select
            *,
            row_number() over same - 1 as place,
            start_char - coalesce(lag(start_char + chars) over same, 0) as gap,
            paragraph - coalesce(lag(paragraph) over same, 0) as turn
        from store.sentence_before
        window same as (partition by day, version order by sentence)
    )
    group by version, day
)
order by day, version;
drop table store.sentence_before;

drop table if exists daily.words;
drop table if exists daily.first_reports;

create table store.numbers (
    day date not null,
    story_id varchar not null,
    referent varchar not null,
    outlet_id varchar not null,
    unit varchar,
    attributed_to varchar,
    conflicts_with varchar[] not null,
    version uinteger not null,
    version_day date not null,
    number integer not null
);
-- A file whose daily tables were never built has none.
create table if not exists daily.numbers (
    day date,
    story_id varchar,
    referent varchar,
    outlet_id varchar,
    unit varchar,
    attributed_to varchar,
    conflicts_with varchar[],
    version_id varchar,
    number integer
);
insert into store.numbers
select
    old.day,
    old.story_id,
    old.referent,
    old.outlet_id,
    old.unit,
    old.attributed_to,
    old.conflicts_with,
    numbered.number,
    numbered.day,
    old.number
from daily.numbers as old
inner join store.version_number as numbered on numbered.version_id = old.version_id
order by old.day, old.story_id, old.referent, old.outlet_id, numbered.number, old.number;
drop table daily.numbers;

create table store.number_group (
    day date not null,
    story_id varchar not null,
    referent varchar not null,
    unit varchar,
    outlet_id varchar not null,
    version uinteger not null,
    number integer not null,
    version_day date not null
);
insert into store.number_group
select
    old.day,
    old.story_id,
    old.referent,
    old.unit,
    old.outlet_id,
    numbered.number,
    old.number,
    numbered.day
from raw.number_group as old
inner join store.version_number as numbered on numbered.version_id = old.version_id
order by old.day, old.story_id, numbered.number, old.number;
drop table raw.number_group;

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
    score usmallint,
    reason varchar not null,
    version_day date not null
);
insert into store.claim_member
select * replace (round(score * 10000) as score) from store.claim_member_before;
drop table store.claim_member_before;

alter table raw.fetch rename to fetch_before;
create table raw.fetch (
    fetch_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
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
insert into raw.fetch
select attempt.* replace (
    case when coalesce(entry.normal_url, entry.url) is distinct from attempt.url then attempt.url end as url
)
from raw.fetch_before as attempt
left join raw.entry as entry on entry.entry_id = attempt.entry_id;
drop table raw.fetch_before;

drop table search.posting;
create table search.posting (
    day date not null,
    term ubigint not null,
    held uinteger,
    packed varchar not null using compression zstd
);
delete from search.document;
delete from search.day;
delete from meta.unindexed_day;
insert into meta.unindexed_day select distinct day from raw.version;
