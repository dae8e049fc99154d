-- table: raw.fetch
-- row: one HTTP attempt and where its bytes lie in the archive.
-- key: fetch_id
-- load: append
-- volatile: *
-- columns: name | unit | null | meaning
--   fetch_id | - | never | Identifier of the attempt.
--   run_id | - | never | Run that made it.
--   outlet_id | - | never | Outlet it was made for.
--   entry_id | - | for feeds and robots.txt | Entry whose page was asked for.
--   purpose | - | never | robots, feed or page.
--   url | - | when it is the normalised link of its entry | Address asked for.
--   final_url | - | when no answer came, or the address asked for answered | Address that answered, after redirects.
--   hops | - | never | Redirects on the way, in order.
--   fetched_at | instant | never | When the attempt was made.
--   outcome | - | never | ok, not_modified or failed.
--   reason | - | when ok | Why it failed.
--   http_status | - | when no answer came | Status code of the last answer.
--   content_type | - | when the server sent none | Content-Type as sent.
--   etag | - | when the server sent none | ETag as sent.
--   last_modified | - | when the server sent none | Last-Modified as sent.
--   wire_bytes | bytes | never | Bytes received before decoding.
--   page_bytes | bytes | never | Bytes after decoding.
--   elapsed_ms | ms | never | Time from request to last byte.
--   page_hash | - | when no bytes came | sha256 of the decoded body.
--   warc_file | - | when not archived | Archive file, relative to the archive folder.
--   warc_offset | bytes | when not archived | Offset of the record in the file.
--   warc_length | bytes | when not archived | Length of the record.
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
