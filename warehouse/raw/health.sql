-- table: raw.health
-- row: how one outlet was observed on one day.
-- key: day, outlet_id
-- load: upsert
-- volatile: polls, polls_ok, kept, refused, failed, deferred
-- columns: name | unit | null | meaning
--   outlet_id | - | never | The outlet.
--   day | - | never | UTC day.
--   polls | polls | never | Looks at its feeds.
--   polls_ok | polls | never | Looks that were answered.
--   articles | articles | never | Articles of the day.
--   kept | entries | never | Entries that gave a new version.
--   refused | entries | never | Entries refused with a reason.
--   failed | entries | never | Entries that failed with a reason.
--   deferred | entries | never | Entries put off.
--   title_share | share | without articles | Articles with a title, 0 to 1.
--   time_share | share | without articles | Articles with a stated publication time, 0 to 1.
--   author_share | share | without articles | Articles with an author, 0 to 1.
--   full_text_share | share | without articles | Articles whose full text is there, 0 to 1.
--   words | words | never | Words of its articles.
--   claims_per_1000_words | per 1000 words | without words | Attributions per 1000 words.
--   unresolved_voice_share | share | without voices | Voices that could not be resolved, 0 to 1.
--   other_language_share | share | without articles | Articles in another language than the outlet's, 0 to
--       1.
--   healthy | - | never | Its silence and omissions may be read as its own choice.
--   suspect | - | never | Something looks wrong with what was read.
--   flags | - | never | Closed words behind the verdict.
--   reason | - | when healthy and not suspect | The verdict in words.
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
