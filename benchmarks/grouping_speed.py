"""Processor seconds and memory of reprints and stories for a day inside a window, from 1,000 to 30,000 articles.

    python benchmarks/grouping_speed.py [1000 3000 10000 30000]

Articles are invented: words drawn by Zipf's law, 2.5 articles a story on average with some large ones,
one article in seven a trimmed or extended copy. A third of them are the day's, two thirds lie in the
two days before. Prints one row a size, and the cost per article times log n beside it.
"""

from __future__ import annotations

import math
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from tasks.claims.records import Sentence, TextClaims
from tasks.compare.records import Document
from tasks.compare.reprints import find_reprints
from tasks.compare.sentence_alignment import plain_sentences
from tasks.compare.stories import earlier_stories, group_stories

DAY = datetime(2031, 3, 3, tzinfo=UTC)
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "ol")]


def words_of_language(count: int) -> list[str]:
    """Distinct invented words; every eighth is a name."""
    base = len(SYLLABLES)
    made = []
    for number in range(count):
        rest, word = number + base, ""
        while rest:
            rest, part = divmod(rest, base)
            word += SYLLABLES[part]
        made.append(word.capitalize() if number % 8 == 0 else word)
    return made


def articles(count: int, seed: int = 1) -> list[Document]:
    """`count` documents of 300 outlets over three days, the last of them DAY."""
    rng = np.random.default_rng(seed)
    words = np.array(words_of_language(60_000))
    general = 1.0 / np.arange(1, len(words) + 1) ** 1.05
    general = np.cumsum(general / general.sum())
    documents: list[Document] = []
    story = 0
    while len(documents) < count:
        story += 1
        size = min(1 + int(rng.pareto(1.3)), 120, count - len(documents))
        topic = words[rng.integers(300, len(words), 70)]
        start = DAY - timedelta(days=2) + timedelta(days=3 * rng.random())
        for _ in range(size):
            number = len(documents)
            if documents and size > 1 and rng.random() < 1 / 7:
                lines = documents[-1].text.split(". ")
                keep = rng.random(len(lines)) < 0.75
                text = ". ".join([line for line, kept in zip(lines, keep, strict=True) if kept] or lines)
            else:
                length = int(np.clip(rng.lognormal(6.0, 0.5), 80, 1500))
                drawn = words[np.searchsorted(general, rng.random(length))]
                about = rng.random(length) < 0.3
                drawn[about] = topic[(rng.pareto(0.8, about.sum()) * 6).astype(int) % len(topic)]
                text = ". ".join(" ".join(drawn[i : i + 18]) for i in range(0, length, 18)) + "."
            at = min(start + timedelta(hours=float(rng.exponential(8))), DAY + timedelta(hours=23))
            spans = plain_sentences(text)
            documents.append(
                Document(
                    version_id=f"v{number:06d}",
                    article_id=f"a{number:06d}",
                    outlet_id=f"outlet-{int(rng.integers(300))}",
                    url="",
                    title=" ".join(topic[:4]) + " " + " ".join(words[rng.integers(0, 3000, 3)]),
                    authors=(),
                    text=text,
                    language="en",
                    kind="article",
                    full_text=True,
                    published_at=at,
                    published_precision="minute",
                    first_seen_at=at + timedelta(minutes=15),
                    seen_after=at - timedelta(minutes=15),
                    day=at.date(),
                    claims=TextClaims(
                        "en", True, tuple(Sentence(span, 0, 0.0) for span in spans), (), (), (), (), (), ()
                    ),
                )
            )
    return documents


def main() -> None:
    """Print one row for each size given."""
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 3000, 10_000, 30_000]
    print("articles  today  reprints_s  stories_s  us/(article log2 n)  reprint_rows  stories  peak_MB")
    for size in sizes:
        documents = articles(size)
        started = time.process_time()
        rows = find_reprints(documents)
        reprint_seconds = time.process_time() - started
        last = max(document.day for document in documents)
        earlier: tuple = ()
        for day in sorted({document.day for document in documents}):
            today = [document for document in documents if document.day == day]
            started = time.process_time()
            grouping = group_stories(today, earlier, reprints=rows)
            story_seconds = time.process_time() - started
            if day != last:
                before = [document for document in documents if document.day <= day]
                kept = earlier_stories(grouping.stories, grouping.members, before)
                earlier = (*(s for s in earlier if s.story_id not in {k.story_id for k in kept}), *kept)
        total = reprint_seconds + story_seconds
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cost = 1e6 * total / (size * math.log2(size))
        print(
            f"{size:8d} {len(today):6d} {reprint_seconds:11.1f} {story_seconds:10.1f} {cost:20.1f} "
            f"{len(rows):13d} {len(grouping.stories):8d} {peak:8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
