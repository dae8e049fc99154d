"""How many English articles of 800 words a second one core takes the claims out of, and where the time goes.

    python -m benchmarks.claims_speed [--corpora DIR] [--articles 300] [--rounds 9]

The articles are the first 800 words of the longer texts of the corpora beside the project, spread evenly over
them, else of the bundled newsroom's texts put in a row. All of them are read in a row, round after round, in one
process that is warm, and what is measured is its processor time: median, best and spread of the rounds. One more
round measures each stage by itself; what is left is the engine's own work. No figure fails the command.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.speed.pages import BESIDE, newsroom_pages
from tasks.claims import extract
from tasks.claims.pack import load_pack

#: Length of an article, in words as `str.split` cuts them.
WORDS = 800
_CORPORA = ("polnear/dev", "polnear/train", "one-month/2019-01", "basil/dev", "newswcl50/dev")
_FIRST_WORDS = re.compile(rf"\s*(?:\S+\s+){{{WORDS - 1}}}\S+")


@dataclass(frozen=True, slots=True)
class Speed:
    """Articles a second and core of every round, and each stage's share (0-1) of one round."""

    rounds: tuple[float, ...]
    shares: dict[str, float]


def find_articles(corpora: Path, count: int) -> tuple[list[str], str]:
    """`count` articles of 800 words, and in words where they come from."""
    texts = [text for name in _CORPORA for text in _texts(corpora / f"{name}.jsonl.gz")]
    origin = "corpora beside the project"
    if not texts:
        texts, origin = list(_newsroom_texts()), "texts of the bundled newsroom in a row"
    articles = [found[0] for found in map(_FIRST_WORDS.match, texts) if found]
    step = max(1.0, len(articles) / count)
    return [articles[int(i * step)] for i in range(min(count, len(articles)))], origin


def _texts(path: Path) -> Iterator[str]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] or "" for line in lines)


def _newsroom_texts() -> Iterator[str]:
    """The English texts of the newsroom, joined until each row has enough words."""
    from tasks.read.page import read_page
    from tasks.read.records import PageText

    row: list[str] = []
    for body in newsroom_pages():
        page = read_page(body, url="http://paper.example/a", content_type="text/html", fetched_at=None)
        if isinstance(page, PageText):
            row.append(page.text)
        if sum(len(text.split()) for text in row) >= WORDS:
            yield "\n".join(row)
            row = []


def measure(articles: list[str], rounds: int) -> Speed:
    """Read the articles in a row, `rounds` times, and once more by stage."""
    _read(articles)  # lexicons loaded, memories filled
    taken = [_read(articles) for _ in range(rounds)]
    return Speed(tuple(len(articles) / seconds for seconds in taken), _by_stage(articles))


def _read(articles: list[str]) -> float:
    began = time.process_time()
    for text in articles:
        extract.extract_claims(text, language="en")
    return time.process_time() - began


def _by_stage(articles: list[str]) -> dict[str, float]:
    """Share of each stage in one round; a stage's calls are timed where the engine makes them."""
    spent: Counter[str] = Counter()

    def timed(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return work(*args, **named)
            finally:
                spent[stage] += time.perf_counter() - began  # type: ignore[assignment]

        return run

    pack = load_pack("en")
    assert pack is not None
    pack = replace(
        pack,
        find_attributions=timed("patterns", pack.find_attributions),
        find_numbers=timed("numbers", pack.find_numbers),
        find_names=timed("names and concepts", pack.find_names),
    )
    stages = {
        "cut": "cutting the text",
        "Resolver": "register of voices",
        "read_distance": "distance",
        "read_propositions": "propositions",
    }
    works = {name: timed(stage, getattr(extract, name)) for name, stage in stages.items()}
    with patch.multiple(extract, load_pack=lambda _: pack, **works):
        began = time.perf_counter()
        _read(articles)
        whole = time.perf_counter() - began
    shares = {stage: seconds / whole for stage, seconds in spent.most_common()}
    return {**shares, "the engine itself": 1 - sum(shares.values())}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Articles of 800 words a second and core.")
    parser.add_argument("--corpora", type=Path, default=BESIDE, help="folder of the corpora")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    articles, origin = find_articles(given.corpora, given.articles)
    speed = measure(articles, given.rounds)
    print(f"{len(articles)} articles of {WORDS} words, {given.rounds} rounds; {origin}")
    print(
        f"articles a second and core: median {statistics.median(speed.rounds):.0f}, best {max(speed.rounds):.0f}, "
        f"spread {min(speed.rounds):.0f} to {max(speed.rounds):.0f}"
    )
    for stage, share in speed.shares.items():
        print(f"  {stage:<20} {100 * share:4.0f} %")


if __name__ == "__main__":
    main()
