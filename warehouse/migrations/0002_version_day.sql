-- The day of the version beside its id, so that joins to texts read those days only; texts that can be
-- cut out of their version are no longer stored twice.
create table if not exists meta.deleted_article (article_id varchar not null);

alter table raw.claim_member rename to claim_member_before;
create table raw.claim_member (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    version_id varchar not null,
    outlet_id varchar not null,
    origin_id varchar not null,
    proposition integer not null,
    sentence integer not null,
    start_char integer not null,
    end_char integer not null,
    text varchar using compression zstd,
    status varchar not null,
    voice varchar,
    score double,
    reason varchar not null,
    version_day date not null
);
insert into raw.claim_member by name
select
    before.* replace (case when version.text is null then before.text end as text),
    version.day as version_day
from raw.claim_member_before as before
inner join raw.version as version on version.version_id = before.version_id;
drop table raw.claim_member_before;

alter table raw.story_member rename to story_member_before;
create table raw.story_member (
    day date not null,
    story_id varchar not null,
    version_id varchar not null,
    article_id varchar not null,
    outlet_id varchar not null,
    origin_id varchar not null,
    is_reprint boolean not null,
    score double,
    reason varchar not null,
    words integer not null,
    version_day date not null
);
insert into raw.story_member by name
select
    before.*,
    version.day as version_day
from raw.story_member_before as before
inner join raw.version as version on version.version_id = before.version_id;
drop table raw.story_member_before;

alter table raw.claim rename to claim_before;
create table raw.claim (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    label varchar using compression zstd,
    label_version_id varchar not null,
    label_start_char integer not null,
    label_end_char integer not null,
    version_day date not null
);
insert into raw.claim by name
select
    before.* replace (case when version.text is null then before.label end as label),
    version.day as version_day
from raw.claim_before as before
inner join raw.version as version on version.version_id = before.label_version_id;
drop table raw.claim_before;

alter table raw.attribution alter column source_text drop not null;
alter table raw.attribution alter column cue_text drop not null;
alter table raw.attribution alter column content_text drop not null;
update raw.attribution set source_text = null, cue_text = null, content_text = null
from raw.version as version
where version.version_id = attribution.version_id and version.text is not null;
