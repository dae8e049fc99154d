"""Claims with their appearances as JSON-LD in the words of schema.org, for other programs.

Each claim is a schema.org Claim; each piece of evidence an appearance with the article it stands in.
There is no rating: Parallax says who carries a claim and how, not whether it is true.
"""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from typing import Any

from warehouse.connection import Warehouse


def claims_as_json_ld(warehouse: Warehouse, day: date, *, story_id: str | None = None) -> str:
    """The claims of one day, or of one story of it, as one JSON-LD document, complete."""
    rows = warehouse.rows(
        """select
            evidence.claim_id, evidence.story_id, evidence.label, evidence.outlet_id, evidence.version_id,
            evidence.start_char, evidence.end_char, evidence.text, evidence.status, evidence.voice,
            evidence.url, evidence.title, outlet.name as outlet
        from model.evidence as evidence
        left join raw.outlet as outlet using (outlet_id)
        where evidence.day = ? and (? is null or evidence.story_id = ?)
        order by evidence.story_id, evidence.claim_id, evidence.outlet_id, evidence.version_id, evidence.start_char""",
        [day, story_id, story_id],
    )
    claims = [
        _claim(key, list(found))
        for key, found in groupby(rows, lambda row: (row["story_id"], row["claim_id"]))
    ]
    page = {"@context": "https://schema.org", "@graph": claims}
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _claim(key: tuple[str, str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    story_id, claim_id = key
    return {
        "@type": "Claim",
        "@id": f"urn:parallax:claim:{claim_id}",
        "name": rows[0]["label"],
        "isPartOf": {"@type": "CreativeWork", "@id": f"urn:parallax:story:{story_id}"},
        "appearance": [_appearance(row) for row in rows],
    }


def _appearance(row: dict[str, Any]) -> dict[str, Any]:
    said = {
        "@type": "Quotation" if row["voice"] else "Statement",
        "text": row["text"],
        "position": f"{row['start_char']}-{row['end_char']}",
        "creativeWorkStatus": row["status"],
    }
    if row["voice"]:
        said["spokenByCharacter"] = {"@type": "Thing", "name": row["voice"]}
    return {
        "@type": "NewsArticle",
        "@id": f"urn:parallax:version:{row['version_id']}",
        "url": row["url"],
        "headline": row["title"],
        "publisher": {"@type": "NewsMediaOrganization", "name": row["outlet"] or row["outlet_id"]},
        "hasPart": said,
    }
