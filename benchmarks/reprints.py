"""How well reprints are found: copies made from real articles, with known origin and known changes.

    python benchmarks/reprints.py ARTICLES.jsonl[.gz] [--keep 0.6] [--copies 300] [--seed 1] [--outlets 40]

ARTICLES holds one JSON object a line with `id`, `text` and, if there, `title`, `outlet`, `date`. Some
articles get copies under other outlets' names, some hours later: sentences dropped down to `--keep`,
sentences of other articles or a closing line inserted, the order changed, words exchanged. All other
articles stay as they are: every pair found among them is counted as a mistake, apart from pairs that
share text in the source itself, which are listed so that a person can look at them.

Prints precision and recall of (copy, origin family), right direction, and a row for each kind of change.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tasks.claims.records import TextClaims
from tasks.compare.records import Document
from tasks.compare.reprints import ReprintSettings, find_reprints, origin_of, own_origin
from tasks.compare.sentence_alignment import plain_sentences

NO_CLAIMS = TextClaims("en", False, (), (), (), (), (), (), ())
KINDS = ("trim", "insert", "reorder", "reword", "all")
#: Exchanges a sub-editor makes; whole words only.
EXCHANGES = [
    tuple(pair.strip().split("="))
    for pair in """
    said=stated; according to=as reported by; percent=per cent; also=in addition; but=however; because=since;
    people=persons; while=whereas; about=around; last=past; big=large; told=informed; many=numerous;
    after=following; before=ahead of; president=leader; government=administration; start=begin; help=assist;
    show=indicate; use=employ; try=attempt; need=require; that=which; would=will; has been=was; its=the;
    more than=over
    """.split(";")
]
CLOSINGS = (
    "Read the full report in our evening edition.",
    "This story will be updated as it develops.",
    "Sign up for our letter to get stories like this one every morning.",
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made, of which document, and how."""

    document: Document
    origin: Document
    kind: str


def read_articles(path: Path, outlets: int) -> list[Document]:
    """The articles of a JSON-lines file as documents; undated ones are a minute apart."""
    opener: Callable = gzip.open if path.suffix == ".gz" else open
    documents = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            if not row.get("text"):
                continue
            base = datetime(2031, 1, 1, tzinfo=UTC)
            stated = row.get("date") or row.get("published_at")
            at = datetime.fromisoformat(stated[:10]).replace(tzinfo=UTC) if stated else base
            at += timedelta(minutes=number % 600)
            documents.append(
                Document(
                    version_id=f"v-{row['id']}",
                    article_id=f"a-{row['id']}",
                    outlet_id=str(row.get("outlet") or f"outlet-{number % outlets}"),
                    url="",
                    title=row.get("title") or "",
                    authors=(),
                    text=row["text"],
                    language="en",
                    kind="article",
                    full_text=True,
                    published_at=at,
                    published_precision="minute",
                    first_seen_at=at + timedelta(minutes=20),
                    seen_after=at - timedelta(minutes=20),
                    day=at.date(),
                    claims=NO_CLAIMS,
                )
            )
    return documents


def make_copy(
    origin: Document, others: list[Document], kind: str, keep: float, number: int, rng: random.Random
) -> Copy:
    """One copy of an article under another outlet's name, some hours later."""
    sentences = [origin.text[a:b] for a, b in plain_sentences(origin.text)]
    if kind in ("trim", "all"):
        wanted = max(1, round(len(sentences) * keep))
        if rng.random() < 0.5:
            sentences = sentences[:wanted]
        else:
            sentences = [sentences[i] for i in sorted(rng.sample(range(len(sentences)), wanted))]
    if kind in ("reword", "all"):
        sentences = [reword(sentence, rng) for sentence in sentences]
    if kind in ("reorder", "all"):
        cut = rng.randrange(1, max(2, len(sentences)))
        sentences = sentences[cut:] + sentences[:cut]
        if len(sentences) > 3:
            i = rng.randrange(len(sentences) - 1)
            sentences[i], sentences[i + 1] = sentences[i + 1], sentences[i]
    if kind in ("insert", "all"):
        for _ in range(max(1, round(len(sentences) * rng.uniform(0.1, 0.35)))):
            other = rng.choice(others)
            start, end = rng.choice(plain_sentences(other.text))
            sentences.insert(rng.randrange(len(sentences) + 1), other.text[start:end])
        sentences.append(rng.choice(CLOSINGS))
    at = origin.first_seen_at + timedelta(hours=rng.uniform(1, 20))
    document = replace(
        origin,
        version_id=f"v-copy-{number}",
        article_id=f"a-copy-{number}",
        outlet_id=f"copying-{number % 40}",
        title=origin.title if rng.random() < 0.5 else "",
        text="\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)),
        published_at=at,
        first_seen_at=at + timedelta(minutes=20),
        seen_after=at - timedelta(minutes=20),
        day=at.date(),
    )
    return Copy(document, origin, kind)


def reword(sentence: str, rng: random.Random) -> str:
    """The sentence with about a third of its exchangeable words exchanged and sometimes one dropped."""
    for one, two in EXCHANGES:
        if rng.random() < 0.35:
            sentence = re.sub(rf"\b{one}\b", two, sentence, count=1)
    words = sentence.split(" ")
    if len(words) > 12 and rng.random() < 0.4:
        del words[rng.randrange(2, len(words) - 2)]
    return " ".join(words)


def main() -> None:
    """Make copies, find reprints, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--keep", type=float, default=0.6)
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--outlets", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many mistakes")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    articles = read_articles(arguments.articles, arguments.outlets)
    long_enough = [d for d in articles if len(plain_sentences(d.text)) >= 5]
    natural = {row.version_id for row in find_reprints(articles, ReprintSettings())}
    originals = [d for d in long_enough if d.version_id not in natural]
    copies = []
    for number in range(arguments.copies):
        origin = rng.choice(originals)
        copies.append(make_copy(origin, originals, KINDS[number % len(KINDS)], arguments.keep, number, rng))
    every = articles + [copy.document for copy in copies]
    rng.shuffle(every)
    start = time.perf_counter()
    rows = find_reprints(every, ReprintSettings())
    seconds = time.perf_counter() - start
    origins = origin_of(rows, every)
    found = {row.version_id: row for row in rows}
    made = {copy.document.version_id: copy for copy in copies}
    right = [
        c
        for c in copies
        if c.document.version_id in found
        and origins[c.document.version_id] == own_origin(c.origin.article_id)
    ]
    wrong = [
        row
        for row in rows
        if row.version_id not in made
        and row.version_id not in natural
        and row.rule in ("containment", "exact")
    ]
    astray = [c for c in copies if c.document.version_id in found and c not in right]
    recall = len(right) / len(copies)
    precision = len(right) / max(1, len(right) + len(wrong) + len(astray))
    print(
        f"articles {len(articles)}  natural reprints set aside {len(natural)}  "
        f"copies {len(copies)}  keep {arguments.keep}"
    )
    print(
        f"precision {100 * precision:.1f}  recall {100 * recall:.1f}  "
        f"wrong origin {len(astray)}  false {len(wrong)}  {seconds:.1f} s"
    )
    totals, hits = Counter(c.kind for c in copies), Counter(c.kind for c in right)
    print("  ".join(f"{kind} {hits[kind]}/{totals[kind]}" for kind in KINDS))
    missed = [c for c in copies if c.document.version_id not in found]
    for copy in (missed + astray)[: arguments.show]:
        print(
            "missed" if copy in missed else "astray", copy.kind, len(copy.origin.text), copy.origin.version_id
        )
    for row in wrong[: arguments.show]:
        print("false", row)


if __name__ == "__main__":
    main()
