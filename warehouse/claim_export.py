"""Claims with their appearances as JSON-LD in the words of schema.org (Claim, NewsArticle), without any rating.

schema.org/Claim carries the text and where it appeared; a ClaimReview would add a verdict, which is not ours to give.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

from warehouse.connection import Warehouse

_APPEARANCES = """
select
    cell.story_id,
    cell.claim_id,
    cell.label,
    cell.outlet_id,
    coalesce(outlet.name, cell.outlet_id) as outlet,
    cell.status,
    cell.text,
    cell.start_char,
    cell.end_char,
    cell.voices,
    version.url,
    version.title,
    version.text_hash,
    version.published_at
from daily.claims as cell
inner join raw.version as version on version.version_id = cell.version_id
left join raw.outlet as outlet on outlet.outlet_id = cell.outlet_id
where cell.day = $day and ($story is null or cell.story_id = $story)
order by cell.story_id, cell.claim_id, version.published_at, cell.outlet_id
"""


def claims_as_jsonld(warehouse: Warehouse, day: date, story_id: str | None = None) -> str:
    """The day's claims, or those of one story, as one JSON-LD document; complete, one node a claim."""
    rows = warehouse.rows(_APPEARANCES, {"day": day, "story": story_id})
    claims: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        claims[row["story_id"], row["claim_id"]].append(row)
    graph = [_claim(day, story, claim, found) for (story, claim), found in claims.items()]
    context = {"@vocab": "https://schema.org/", "status": "urn:parallax:status"}
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _claim(day: date, story_id: str, claim_id: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    appearances = [_appearance(row) for row in rows]
    return {
        "@type": "Claim",
        "@id": f"urn:parallax:claim:{day}:{story_id}:{claim_id}",
        "text": rows[0]["label"],
        "about": {"@type": "Event", "@id": f"urn:parallax:story:{story_id}"},
        "firstAppearance": appearances[0],
        "appearance": appearances,
    }


def _appearance(row: dict[str, Any]) -> dict[str, Any]:
    quoted = {
        "@type": "Quotation",
        "text": row["text"],
        "status": row["status"],
        "spokenByCharacter": [{"@type": "Thing", "name": name} for name in row["voices"]],
        "identifier": f"sha256:{row['text_hash']}#char={row['start_char']},{row['end_char']}",
    }
    article = {
        "@type": "NewsArticle",
        "url": row["url"],
        "headline": row["title"],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": row["outlet"],
            "identifier": row["outlet_id"],
        },
        "hasPart": quoted,
    }
    if row["published_at"] is not None:
        article["datePublished"] = row["published_at"].isoformat()
    return article
