"""A large day's stories, some at a time: what the engine makes of all of them at once does not fit into its bound.

Each cell of claims and outlets carries ids and texts through joins and windows, whose working memory the engine
cannot put aside; a day of 10,000 articles has 600,000 cells, which took it 900 MB.
"""

from __future__ import annotations

from datetime import date

import duckdb

#: The first and the last story of a part.
Stories = tuple[str, str]
EVERY: Stories = ("", chr(0x10FFFF))
#: Cells made at once, some 100 MB: fewer would read a day's voices once more for each part.
CELLS_AT_ONCE = 150_000


def set_stories(cursor: duckdb.DuckDBPyConnection, stories: Stories = EVERY) -> None:
    """Sets the stories that queries of one day ask for where they can be asked for some: `first_story`, `last_story`."""
    for name, story in zip(("first_story", "last_story"), stories, strict=True):
        cursor.execute(f"set variable {name} = '{story.replace(chr(39), 2 * chr(39))}'")


def story_parts(cursor: duckdb.DuckDBPyConnection, day: date) -> list[Stories]:
    """The stories of a day that have claims, so many together that they have CELLS_AT_ONCE, or one that has more."""
    found: list[Stories] = cursor.execute(
        f"""with claims as (
            select
                claim,
                count(*) as cells
            from store.claim_status
            where day = $day
            group by claim
        ),

        stories as (
            select
                claim.story_id,
                sum(claims.cells) as cells
            from claims
            inner join raw.claim as claim on claim.claim_number = claims.claim
            where claim.day = $day
            group by claim.story_id
        )

        select
            min(story_id),
            max(story_id)
        from (
            select story_id, (sum(cells) over (order by story_id) - 1) // {CELLS_AT_ONCE} as part from stories
        )
        group by part
        order by part""",
        {"day": day},
    ).fetchall()
    return found or [EVERY]


__all__ = ["EVERY", "Stories", "set_stories", "story_parts"]
