-- Functions that the queries of this folder and analysts share. Each returns null for null.

-- A number from 0 to 20,991 as one character, small ones in one byte; and back. None of them joins with its neighbour.
create or replace macro store.sign(number) as chr((case
    when number < 95 then 32 + number
    when number < 607 then 161 + number
    else 19968 + number
end)::integer);
create or replace macro store.told(sign) as case
    when ord(sign) < 256 then ord(sign) - 32
    when ord(sign) < 768 then ord(sign) - 161
    else ord(sign) - 19968
end;

-- The numbers of the versions, by which the schema store names them.
create or replace view store.version_number as
select
    version_number as number,
    day,
    version_id
from raw.version;

-- Cells of the outlets that have an article of the story, and of the others those that are kept one by one.
create or replace view store.cell as
select
    stored.day,
    claim.story_id,
    claim.claim_id,
    stored.outlet_id,
    stored.status,
    stored.evidence,
    stored.reason,
    stored.carried_by_origins,
    stored.covering_origins,
    stored.expected,
    stored.surprise_bits,
    stored.nearest_version_id,
    stored.nearest_start_char,
    stored.nearest_end_char,
    stored.nearest_score
from store.claim_status as stored
inner join raw.claim as claim on claim.day = stored.day and claim.claim_number = stored.claim;

-- Cells of the others that are not: all of them not observed.
create or replace view store.absent_cell as
select
    absent.day,
    claim.story_id,
    claim.claim_id,
    outlet.outlet_id,
    claim.label,
    outlet.reason,
    absent.carried_by_origins,
    absent.covering_origins
from store.absent_claim as absent
inner join raw.claim as claim on claim.day = absent.day and claim.claim_number = absent.claim
inner join store.absent_outlet as outlet on outlet.day = absent.day and outlet.story_id = claim.story_id;

-- Spans that are kept as a list, or where they are one as its start and length; a start that is told from another one.
create or replace macro store.spans(parts, start_char, chars) as
    coalesce(parts, [[start_char, start_char + chars]]);
create or replace macro store.behind(gap, start_char) as coalesce(start_char, 0) + gap;

-- Wilson score interval of k out of n at 95 % (Wilson 1927), 0 to 1; null when n is 0.
create or replace macro model.wilson_low(k, n) as case
    when n > 0 then greatest(0.0, least(k / n, (
        k / n + 1.9207 / n - 1.96 * sqrt((k / n) * (1 - k / n) / n + 0.9604 / (n * n))
    ) / (1 + 3.8416 / n)))
end;
create or replace macro model.wilson_high(k, n) as case
    when n > 0 then least(1.0, greatest(k / n, (
        k / n + 1.9207 / n + 1.96 * sqrt((k / n) * (1 - k / n) / n + 0.9604 / (n * n))
    ) / (1 + 3.8416 / n)))
end;

-- Whether a text that one outlet carries under so many addresses on a day is a stub: a notice, a paywall's lines.
create or replace macro model.is_stub(addresses) as addresses >= 4;

-- The stretch of a text that a span names: offsets count code points from 0, end exclusive.
create or replace macro model.stretch(body, start_char, end_char) as
    substring(body, start_char + 1, end_char - start_char);

-- The stretches of a text that a list of spans names, joined by " … ".
create or replace macro model.stretches(body, spans) as
    array_to_string(list_transform(spans, lambda span: substring(body, span[1] + 1, span[2] - span[1])), ' … ');
