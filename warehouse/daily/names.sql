-- table: daily.names
-- row: one variant of a concept's name in one outlet's own voice on one day; outlets held back are left out.
-- key: day, concept, outlet_id, variant
-- depends: raw.name_use, model.current_version, raw.reprint, raw.health
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   concept | - | never | What is named.
--   outlet_id | - | never | The outlet.
--   variant | - | never | The name it uses; quotations are left out.
--   uses | uses | never | Uses of the variant.
--   concept_uses | uses | never | Uses of any variant of the concept by the outlet.
--   share | share | never | uses of concept_uses, 0 to 1.
--   low | share | never | Lower end of the 95 % Wilson interval of share.
--   high | share | never | Upper end of it.
--   articles | articles | never | Articles that use the variant.
--   origins | origins | never | Independent producers among them.
-- assert shares lie in their interval: share between low and high
with used as (
    select
        use.concept,
        version.outlet_id,
        use.variant,
        count(*) as uses,
        count(distinct version.article_id) as articles,
        count(distinct coalesce(reprint.origin_id, version.version_id)) as origins
    from raw.name_use as use
    inner join model.current_version as version
        on version.version_id = use.version_id and version.day = getvariable('day')
    left join raw.reprint as reprint
        on reprint.version_id = use.version_id and reprint.day = getvariable('day')
    where use.day = getvariable('day')
        and use.concept is not null
        and use.variant is not null
        and not use.quoted
        and not exists (
            select 1 from raw.health as health
            where health.day = getvariable('day') and health.outlet_id = version.outlet_id and health.suspect
        )
    group by use.concept, version.outlet_id, use.variant
),

shared as (
    select
        *,
        sum(uses) over (partition by concept, outlet_id) as concept_uses
    from used
)

select
    getvariable('day') as day,
    concept,
    outlet_id,
    variant,
    uses,
    concept_uses::bigint as concept_uses,
    uses / concept_uses as share,
    model.wilson_low(uses, concept_uses) as low,
    model.wilson_high(uses, concept_uses) as high,
    articles,
    origins
from shared
order by concept, outlet_id, uses desc, variant;
