-- Alarms that were told, and outlets cleared by hand.
create table raw.alarm (
    alarm_id varchar not null,
    rule varchar not null,
    outlet_id varchar,
    subject varchar not null,
    first_day date not null,
    last_day date not null,
    title varchar not null,
    body varchar not null,
    evidence varchar,
    raised_at timestamptz not null,
    delivered_at timestamptz,
    delivered_to varchar[] not null,
    tries integer not null
);
create table raw.clearance (
    outlet_id varchar not null,
    cleared_at timestamptz not null,
    from_day date not null,
    through_day date not null,
    accepted boolean not null,
    note varchar
);
