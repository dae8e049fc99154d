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
--   url | - | never | Address asked for.
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
create or replace view raw.fetch as
select
    stored.fetch_id,
    stored.run_id,
    stored.outlet_id,
    coalesce(stored.entry_id, entry.entry_id) as entry_id,
    stored.purpose,
    coalesce(stored.url, entry.normal_url, entry.url) as url,
    stored.final_url,
    stored.hops,
    stored.fetched_at,
    stored.outcome,
    stored.reason,
    stored.http_status,
    stored.content_type,
    stored.etag,
    stored.last_modified,
    stored.wire_bytes,
    stored.page_bytes,
    stored.elapsed_ms,
    stored.page_hash,
    stored.warc_file,
    stored.warc_offset,
    stored.warc_length
from store.fetch as stored
left join raw.entry as entry on entry.entry_number = stored.entry;
