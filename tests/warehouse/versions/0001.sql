-- The schema as version 1 made it: where migrations start from. Never changed.
create schema raw;
create schema model;
create schema daily;
create schema meta;
create table meta.schema_version (version integer not null, applied_at timestamptz not null);
create table meta.contract (name varchar primary key, hash varchar not null);
create table meta.dirty_day (day date not null, reason varchar not null);
create table meta.unpublished_day (day date not null);
insert into meta.schema_version values (1, now());
create table raw.article (
    article_id varchar not null,
    outlet_id varchar not null,
    url varchar not null,
    first_seen_at timestamptz not null,
    run_id varchar
);
create table raw.attribution (
    version_id varchar not null,
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
    source_text varchar using compression zstd not null,
    cue_text varchar using compression zstd not null,
    content_text varchar using compression zstd not null,
    content_words integer not null
);
create table raw.claim (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    label varchar using compression zstd not null,
    label_version_id varchar not null,
    label_start_char integer not null,
    label_end_char integer not null
);
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
    text varchar using compression zstd not null,
    status varchar not null,
    voice varchar,
    score double,
    reason varchar not null
);
create table raw.claim_status (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
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
create table raw.divergence_test (
    day date not null,
    story_id varchar,
    level varchar not null,
    aspect varchar not null,
    outlet_a varchar not null,
    outlet_b varchar not null,
    value double,
    null_mean double,
    excess double,
    low double,
    high double,
    p_value double,
    q_value double,
    articles_a integer not null,
    articles_b integer not null,
    origins_a integer not null,
    origins_b integer not null,
    reason varchar
);
create table raw.drift (
    day date not null,
    outlet_id varchar,
    measure varchar not null,
    value double,
    reference double,
    low double,
    high double,
    p_value double,
    q_value double,
    days integer,
    reference_days integer,
    verdict varchar not null,
    reason varchar
);
create table raw.edit (
    day date not null,
    article_id varchar not null,
    outlet_id varchar not null,
    from_version_id varchar not null,
    to_version_id varchar not null,
    kind varchar not null,
    sentences_added integer not null,
    sentences_removed integer not null,
    sentences_changed integer not null,
    claims_added integer not null,
    claims_removed integer not null,
    claims_softened integer not null,
    claims_hardened integer not null
);
create table raw.edit_sentence (
    day date not null,
    article_id varchar not null,
    from_version_id varchar not null,
    to_version_id varchar not null,
    ordinal integer not null,
    change varchar not null,
    from_start_char integer,
    from_end_char integer,
    to_start_char integer,
    to_end_char integer,
    reason varchar
);
create table raw.entry (
    entry_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    feed_url varchar not null,
    url varchar not null,
    normal_url varchar not null,
    title varchar,
    stated_at_text varchar,
    stated_at timestamptz,
    first_seen_at timestamptz not null
);
create table raw.feed (
    outlet_id varchar not null,
    feed_url varchar not null,
    etag varchar,
    last_modified varchar,
    not_modified_streak integer not null,
    failures integer not null,
    next_due_at timestamptz,
    last_polled_at timestamptz,
    last_ok_at timestamptz
);
create table raw.fetch (
    fetch_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    entry_id varchar,
    purpose varchar not null,
    url varchar not null,
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
create table raw.first_report (
    day date not null,
    story_id varchar not null,
    outlet_id varchar not null,
    version_id varchar not null,
    earliest_at timestamptz,
    latest_at timestamptz not null,
    verdict varchar not null,
    lag_low_minutes double,
    lag_high_minutes double
);
create table raw.health (
    outlet_id varchar not null,
    day date not null,
    polls integer not null,
    polls_ok integer not null,
    articles integer not null,
    kept integer not null,
    refused integer not null,
    failed integer not null,
    deferred integer not null,
    title_share double,
    time_share double,
    author_share double,
    full_text_share double,
    words integer not null,
    claims_per_1000_words double,
    unresolved_voice_share double,
    other_language_share double,
    healthy boolean not null,
    suspect boolean not null,
    flags varchar[] not null,
    reason varchar
);
create table raw.marking (
    version_id varchar not null,
    day date not null,
    marking integer not null,
    start_char integer not null,
    end_char integer not null,
    target_start_char integer not null,
    target_end_char integer not null,
    engagement varchar not null,
    device varchar not null,
    sentence integer not null,
    attribution integer,
    excerpt varchar not null,
    target_text varchar not null
);
create table raw.name_use (
    version_id varchar not null,
    day date not null,
    name_use integer not null,
    start_char integer not null,
    end_char integer not null,
    name varchar not null,
    name_group varchar not null,
    concept varchar,
    variant varchar,
    sentence integer not null,
    quoted boolean not null
);
create table raw.number_conflict (
    day date not null,
    story_id varchar not null,
    referent varchar not null,
    unit varchar,
    outlet_id varchar not null,
    version_id varchar not null,
    number integer not null,
    other_outlet_id varchar not null,
    other_version_id varchar not null,
    other_number integer not null
);
create table raw.number_group (
    day date not null,
    story_id varchar not null,
    referent varchar not null,
    unit varchar,
    outlet_id varchar not null,
    version_id varchar not null,
    number integer not null
);
create table raw.number_use (
    version_id varchar not null,
    day date not null,
    number integer not null,
    start_char integer not null,
    end_char integer not null,
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
create table raw.outcome (
    run_id varchar not null,
    outlet_id varchar not null,
    entry_id varchar not null,
    stage varchar not null,
    outcome varchar not null,
    reason varchar,
    detail varchar,
    article_id varchar,
    version_id varchar,
    ended_at timestamptz not null
);
create table raw.outlet (
    outlet_id varchar not null,
    name varchar not null,
    country varchar not null,
    language varchar not null,
    domains varchar[] not null,
    collections varchar[],
    expected_low integer,
    expected_high integer
);
create table raw.poison (
    page_hash varchar not null,
    tries integer not null,
    reason varchar,
    last_at timestamptz
);
create table raw.poll (
    poll_id varchar not null,
    run_id varchar not null,
    outlet_id varchar not null,
    feed_url varchar not null,
    polled_at timestamptz not null,
    outcome varchar not null,
    reason varchar,
    entries integer not null,
    new_entries integer not null,
    tossed integer not null
);
create table raw.proposition (
    version_id varchar not null,
    day date not null,
    proposition integer not null,
    start_char integer not null,
    end_char integer not null,
    spans integer[][] not null,
    sentence integer not null,
    attribution integer,
    engagement varchar not null,
    polarity varchar not null,
    certainty varchar not null,
    voice varchar
);
create table raw.reprint (
    day date not null,
    version_id varchar not null,
    article_id varchar not null,
    outlet_id varchar not null,
    origin_id varchar not null,
    origin_version_id varchar,
    agency varchar,
    containment double,
    containment_back double,
    inserted_sentences integer,
    dropped_sentences integer,
    rule varchar not null
);
create table raw.run (
    run_id varchar not null,
    flow varchar not null,
    day date,
    started_at timestamptz not null,
    ended_at timestamptz,
    status varchar not null,
    reason varchar,
    attempts integer,
    entries_seen integer,
    settings_hash varchar,
    code_version varchar
);
create table raw.sentence (
    version_id varchar not null,
    day date not null,
    sentence integer not null,
    start_char integer not null,
    end_char integer not null,
    paragraph integer not null,
    quoted double not null
);
create table raw.story (
    day date not null,
    story_id varchar not null,
    language varchar not null,
    label varchar not null,
    started_at timestamptz not null,
    first_day date not null
);
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
    words integer not null
);
create table raw.text_claims (
    version_id varchar not null,
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
create table raw.version (
    version_id varchar not null,
    article_id varchar not null,
    outlet_id varchar not null,
    run_id varchar,
    fetch_id varchar,
    url varchar not null,
    title varchar,
    authors varchar[] not null,
    text varchar using compression zstd,
    text_hash varchar not null,
    language varchar,
    published_at timestamptz,
    published_precision varchar,
    published_zone varchar,
    published_flag varchar,
    modified_at timestamptz,
    first_seen_at timestamptz not null,
    fetched_at timestamptz not null,
    kind varchar not null,
    free_access boolean,
    full_text boolean not null,
    section varchar,
    words integer not null,
    chars integer not null,
    encoding varchar not null,
    damaged double not null,
    day date not null
);
create table raw.voice (
    version_id varchar not null,
    day date not null,
    ordinal integer not null,
    voice varchar not null,
    name varchar not null,
    voice_group varchar not null,
    role varchar,
    state varchar
);
create table raw.word_use (
    day date not null,
    story_id varchar not null,
    outlet_id varchar not null,
    term varchar not null,
    uses integer not null,
    articles integer not null,
    origins integer not null,
    log_odds double,
    z double,
    p_value double,
    q_value double,
    reason varchar
);
