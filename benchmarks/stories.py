"""How well articles are grouped into stories, beside a plain TF-IDF single pass.

    python benchmarks/stories.py ARTICLES.jsonl[.gz] --gold FIELD [--date FIELD]

ARTICLES holds one JSON object a line with `id`, `title`, `text` and the gold group in FIELD (rows
without one are left out). Prints B-cubed and pairwise precision, recall and F1, once over all rows
together and, when they are dated, once day by day, each day closed before the next begins.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from tasks.claims.records import TextClaims
from tasks.compare.pipe import group_stream
from tasks.compare.records import Document, StoryMemberRow, StoryRow
from tasks.compare.stories import earlier_stories, group_stories

WINDOW_DAYS = 3
#: Best threshold of the peer on the development sets we know of.
PEER_THRESHOLD = 0.25
#: The peer compares each article with every cluster: above this many rows it takes too long.
PEER_ROWS = 1000


def b_cubed(found: dict[str, str], gold: dict[str, str]) -> tuple[float, float]:
    """B-cubed precision and recall (Bagga & Baldwin 1998), 0-1."""
    together = Counter((found[i], gold[i]) for i in gold)
    by_found, by_gold = Counter(found[i] for i in gold), Counter(gold.values())
    precision = sum(n * n / by_found[f] for (f, _), n in together.items()) / len(gold)
    recall = sum(n * n / by_gold[g] for (_, g), n in together.items()) / len(gold)
    return precision, recall


def pairwise(found: dict[str, str], gold: dict[str, str]) -> tuple[float, float]:
    """Share of the pairs put together that belong together, and the reverse, 0-1."""

    def pairs(counts: Iterable[int]) -> int:
        return sum(n * (n - 1) // 2 for n in counts)

    right = pairs(Counter((found[i], gold[i]) for i in gold).values())
    made, wanted = pairs(Counter(found[i] for i in gold).values()), pairs(Counter(gold.values()).values())
    return right / max(1, made), right / max(1, wanted)


def plain_single_pass(rows: list[dict]) -> dict[str, str]:
    """The peer: each article joins the cluster with the nearest centroid above a threshold, in row order."""
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(
        f"{row['title']} {row['text']}" for row in rows
    )
    sums: list = []
    found = {}
    for number, row in enumerate(rows):
        vector = vectors[number]
        scores = [float((vector @ total.T).sum()) / (total.multiply(total).sum() ** 0.5) for total in sums]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= PEER_THRESHOLD:
            sums[best] = sums[best] + vector
        else:
            best = len(sums)
            sums.append(vector)
        found[row["id"]] = str(best)
    return found


def day_by_day(rows: list[dict]) -> dict[str, str]:
    """The daily run's way: each day alone, with the closed stories of the days before."""
    documents = [document_of(row) for row in rows]
    by_day: dict = defaultdict(list)
    for document in documents:
        by_day[document.day].append(document)
    stories: list[StoryRow] = []
    members: list[StoryMemberRow] = []
    for day in sorted(by_day):
        first = day - timedelta(days=WINDOW_DAYS - 1)
        grouping = group_stories(
            by_day[day],
            earlier_stories(
                [row for row in stories if row.day >= first],
                [row for row in members if row.day >= first],
                [document for past, held in by_day.items() if first <= past < day for document in held],
            ),
        )
        stories.extend(grouping.stories)
        members.extend(grouping.members)
    return {member.article_id: member.story_id for member in members}


def document_of(row: dict) -> Document:
    """A dated row as a document."""
    at = datetime.fromisoformat(f"{row['published_at'][:10]}T12:00:00+00:00")
    return Document(
        version_id=row["id"],
        article_id=row["id"],
        outlet_id="",
        url="",
        title=row["title"],
        authors=(),
        text=row["text"],
        language="en",
        kind="article",
        full_text=True,
        published_at=at,
        published_precision="day",
        first_seen_at=at.replace(hour=23, minute=59),
        seen_after=None,
        day=at.date(),
        claims=TextClaims("en", False, (), (), (), (), (), (), ()),
    )


def report(name: str, grouping: Callable[[], dict[str, str]], gold: dict[str, str]) -> None:
    """Print one row."""
    started = time.perf_counter()
    found = grouping()
    seconds = time.perf_counter() - started
    cells = []
    for label, (p, r) in (("b-cubed", b_cubed(found, gold)), ("pairs", pairwise(found, gold))):
        f = 2 * p * r / (p + r) if p + r else 0.0
        cells.append(f"{label} p {100 * p:5.1f} r {100 * r:5.1f} f {100 * f:5.1f}")
    print(f"{name:22} {'   '.join(cells)}   {seconds:5.1f} s")


def main() -> None:
    """Read, group, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--gold", required=True)
    parser.add_argument(
        "--date", action="append", default=[], help="field with the day; the first that is set"
    )
    arguments = parser.parse_args()
    opener: Callable = gzip.open if arguments.articles.suffix == ".gz" else open
    with opener(arguments.articles, "rt", encoding="utf-8") as lines:
        given = [json.loads(line) for line in lines]
    given = [row for row in given if row.get(arguments.gold) is not None]
    rows = [
        {
            "id": str(row["id"]),
            "title": row.get("title") or "",
            "text": row.get("text") or "",
            "published_at": next((row[field] for field in arguments.date if row.get(field)), None),
        }
        for row in given
    ]
    gold = {str(row["id"]): str(row[arguments.gold]) for row in given}
    print(f"{len(rows)} articles, {len(set(gold.values()))} groups")
    report("all at once", lambda: {row["id"]: row["story"] for row in group_stream(rows)}, gold)
    if all(row["published_at"] for row in rows):
        report("day by day", lambda: day_by_day(rows), gold)
    if len(rows) <= PEER_ROWS:
        report("plain TF-IDF, one pass", lambda: plain_single_pass(rows), gold)


if __name__ == "__main__":
    main()
