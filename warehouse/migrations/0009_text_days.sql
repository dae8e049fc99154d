-- The days whose texts the evidence of a day stands in are kept: a question for a day reads only those.
create table store.text_day (
    day date not null,
    version_day date not null
);
insert into store.text_day
select
    day,
    version_day
from store.claim_member
union
select
    day,
    version_day
from store.claims
where version_day is not null
order by day, version_day;
