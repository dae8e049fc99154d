"""How long a day's comparison takes, and how it grows: invented articles, real code.

    python -m benchmarks.compare_speed [articles ...]      default: 1000 3000 10000

Stories are of heavy-tailed size; an article repeats, in its own order and with changed words, some of
its story's sentences and adds its own. One line per size: seconds, milliseconds an article, memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta

from tasks.claims.records import Attribution, NumberUse, Proposition, Sentence, TextClaims, Voice
from tasks.compare.day import compare_day
from tasks.compare.records import DayResult, Document, OutletDay
from tasks.compare.settings import CompareSettings

DAY = date(2030, 5, 14)
_STARTS = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u".split()]
_ENDS = ["lon", "rek", "mat", "vis", "dor", "pel", "gan", "tus", "nim", "bor", "sal", "fen"]


def newsroom(articles: int, outlets: int = 300, seed: int = 5) -> list[Document]:
    """`articles` invented articles of one day by `outlets` outlets, some 27 sentences each."""
    draw = random.Random(seed)
    words = sorted({a + b + c for a in _STARTS for b in _STARTS for c in _ENDS})
    draw.shuffle(words)
    common, rare = words[:1500], words[1500:]
    documents: list[Document] = []
    while len(documents) < articles:
        size = min(int(draw.paretovariate(0.9)), 150, articles - len(documents), outlets)
        topic = draw.sample(rare, 60)
        pool = [_sentence(draw, common, topic) for _ in range(40)]
        for outlet in draw.sample(range(outlets), size):
            lines = [_changed(draw, line, common) for line in draw.sample(pool, 15)]
            lines += [_sentence(draw, common, topic) for _ in range(12)]
            draw.shuffle(lines)
            documents.append(_article(draw, len(documents), f"outlet{outlet:03}", topic, lines))
    return documents


def _sentence(draw: random.Random, common: list[str], topic: list[str]) -> list[str]:
    line = [
        draw.choice(topic) if draw.random() < 0.35 else common[int(draw.random() ** 2 * 1500)]
        for _ in range(15)
    ]
    line.insert(draw.randrange(3, 12), "was")
    for place in (2, 6, 9):
        line.insert(place, draw.choice(["the", "of", "in", "and"]))
    return line


def _changed(draw: random.Random, line: list[str], common: list[str]) -> list[str]:
    return [draw.choice(common) if draw.random() < 0.2 else word for word in line]


def _article(
    draw: random.Random, number: int, outlet: str, topic: list[str], lines: list[list[str]]
) -> Document:
    text, sentences, propositions, attributions, numbers = "", [], [], [], []
    voices = tuple(Voice(f"person/{name}", f"{name} Lind", "person") for name in topic[:4])
    for index, line in enumerate(lines):
        start = len(text)
        quoted = draw.random() < 0.5
        count = f"{draw.randrange(2, 40)} people " if draw.random() < 0.1 else ""
        text += count + " ".join(line) + (f", said {topic[0].title()} Lind" if quoted else "") + ". "
        span = (start, start + len(count) + len(" ".join(line)))
        if count:
            value = float(count.split()[0])
            at = (start, start + len(count.split()[0]))
            numbers.append(NumberUse(at, value, value, "exact", "people", "people", index, None, False))
        if quoted:
            source = (span[1] + 7, len(text) - 2)
            attributions.append(
                Attribution((source,), ((span[1] + 2, span[1] + 6),), (span,), "indirect", "acknowledged", (),
                            "affirms", "unstated", draw.choice(voices).key, "made", index)
            )  # fmt: skip
        voice = attributions[-1].voice if quoted else None
        place = len(attributions) - 1 if quoted else None
        propositions.append(
            Proposition(span, (span,), index, place, "acknowledged", "affirms", "unstated", voice)
        )
        sentences.append(Sentence((start, len(text) - 1), index // 3, 0.0))
    claims = TextClaims("en", True, tuple(sentences), tuple(attributions), voices, (), tuple(numbers), (),
                        tuple(propositions))  # fmt: skip
    at = datetime(2030, 5, 14, tzinfo=UTC) + timedelta(minutes=draw.randrange(1440))
    return Document(
        version_id=f"v{number:06}", article_id=f"a{number:06}", outlet_id=outlet, url="",
        title=" ".join(topic[:6]).capitalize(), authors=(), text=text.rstrip(), language="en", kind="article",
        full_text=True, published_at=at, published_precision="minute", first_seen_at=at, seen_after=None,
        day=DAY, claims=claims,
    )  # fmt: skip


def timed(documents: list[Document]) -> tuple[float, DayResult]:
    """Seconds of processor time of one `compare_day` and its result."""
    outlets = sorted({document.outlet_id for document in documents})
    days = [OutletDay(outlet, "en", "xx", True, True, False, None) for outlet in outlets]
    start = time.process_time()
    result = compare_day(DAY, documents, (), days, {}, None, CompareSettings())
    return time.process_time() - start, result


def main() -> None:
    """Print the curve."""
    print("articles  seconds  ms/article  peak MB  stories  claims  cells  divergences")
    for size in [int(word) for word in sys.argv[1:]] or [1000, 3000, 10000]:
        seconds, result = timed(newsroom(size))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:8}  {seconds:7.1f}  {1000 * seconds / size:10.2f}  {memory:7.0f}  {len(result.stories):7}"
            f"  {len(result.claims):6}  {len(result.claim_statuses):5}  {len(result.divergences):11}",
            flush=True,
        )


if __name__ == "__main__":
    main()
