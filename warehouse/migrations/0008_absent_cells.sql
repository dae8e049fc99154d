-- Cells of outlets without an article of a story are kept by story and by claim, not one by one. What is stored stays.
create table store.absent_outlet (
    day date not null,
    story_id varchar not null,
    outlet_id varchar not null,
    reason varchar not null
);
create table store.absent_claim (
    day date not null,
    claim uinteger not null,
    carried_by_origins integer not null,
    covering_origins integer not null
);
