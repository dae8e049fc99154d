-- How the largest tables of raw are kept. A version's id would stand in each of their rows; its number in raw.version
-- takes a tenth of the room. The views of warehouse/raw give the ids back; readers ask those, the loader writes these.
-- `chars` is the length of a span, end_char - start_char.
-- Articles of which raw.version does not have a row that says it all (is_first).
create table store.article (
    article_id varchar not null,
    outlet_id varchar not null,
    url varchar not null,
    first_seen_at timestamptz not null,
    run_id varchar
);
-- An entry is named by its number in raw.entry; its id is kept where there is no such entry. An address that the entry says
-- is null.
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
-- The version's id is kept where there is no such version, the article's where it is not the version's: empty for none.
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
-- One row for all sentences of a version. `packed` has four numbers for each, a character a number (store.sign): first for
-- all of them how far each begins behind the end of the one before, then their lengths, then by how much the paragraph
-- grows, then `quoted` in ten-thousandths. Where these do not say it all exactly, the sentences stand in `odd`.
create table store.sentence (
    version uinteger not null,
    day date not null,
    packed varchar using compression zstd,
    odd struct(sentence integer, start_char integer, end_char integer, paragraph integer, quoted double)[]
);
-- Source, cue and content are lists where they are not one span each; where one is, it is where it begins and how long it
-- is. Cue and content begin so far behind the start of the source, or of the text where that is no one span.
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
-- Few names are variants of a concept: what `known` has of those is a list of one, null for all others.
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
-- A claim of a day is named by its number in raw.claim. Outlet and origin are null where store.story_member says the same.
-- Sentence, span and voice are null, all of them, where they are those of the proposition; otherwise an empty voice is
-- the outlet's own. The score is in ten-thousandths.
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
-- The article is null where it is the version's.
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
-- Numbers of a story that measure the same.
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
-- Cells of outlets without an article of a story, which are the same for all its claims that have them: why each outlet has
-- none, and what the claims' cells say of origins. The views of claims give a cell for every claim and outlet of a story.
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
-- Rows of daily.claims, daily.omissions and daily.numbers; the views that give them back are in warehouse/kept. The text of the best
-- evidence is null as long as its version's text is kept.
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
-- The full-text index: see search.sql and search.py.
create table search.day (
    day date not null,
    documents bigint not null,
    settled boolean not null
);
create table search.document (
    day date not null,
    document uinteger not null,
    kind varchar not null,
    version_day date not null,
    version uinteger not null,
    outlet_id varchar not null,
    claim uinteger
);
-- Where a word stands in more than one of six articles of a day, `packed` has a weight for each article, 0 where the word
-- is not, and `held` is in how many it is. Its claims have a row of their own, like all rarer words: there `held` is null
-- and `packed` has the gaps between the documents, with the weights where they are not the usual one. Days that are
-- settled lie by months, a word's days beside each other.
create table search.posting (
    day date not null,
    term ubigint not null,
    held uinteger,
    packed varchar not null using compression zstd
);
