"""The pairs of gold/claims.toml, scored by a matcher as the propositions of one story."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

from tasks.claims.numbers import find_numbers
from tasks.claims.records import NameUse, Proposition, Sentence, TextClaims
from tasks.compare.lemmas import Vocabulary
from tasks.compare.matcher import Matcher
from tasks.compare.records import Document
from tasks.compare.units import story_units, words_by_version

DAY = date(2030, 5, 14)
NOON = datetime(2030, 5, 14, 12, tzinfo=UTC)
GOLD = Path(__file__).parent / "gold" / "claims.toml"
_NAME = re.compile(r"(?:[A-Z]\w+)(?: [A-Z]\w+)*")
_NO_NAMES = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "March",
             "May", "June", "October", "Mayor", "President"}  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """One pair: its relation in the gold, its score (0 when the matcher left it out), opposite found."""

    first: str
    second: str
    relation: str
    score: float
    opposite: bool


@dataclass(frozen=True)
class _Text:
    event: int
    claim: int
    side: str
    text: str


def relation_of(one: _Text, other: _Text) -> str:
    """same, opposite, near, related or unrelated."""
    if one.event != other.event:
        return "unrelated"
    if one.claim != other.claim:
        return "related"
    if "near" in (one.side, other.side):
        return "near"
    return "same" if one.side == other.side else "opposite"


def scored_pairs(matcher: Matcher, half: str, min_lemmas: int) -> list[Scored]:
    """All pairs inside each event of a half, and those between it and the next event of the half."""
    events = [event for event in tomllib.loads(GOLD.read_text("utf-8"))["event"] if event["half"] == half]
    found = []
    for number in range(len(events)):
        texts = list(_texts(events[number], number))
        found.extend(_scored(matcher, texts, min_lemmas))
        following = (number + 1) % len(events)
        mixed = texts + list(_texts(events[following], following))
        found.extend(pair for pair in _scored(matcher, mixed, min_lemmas) if pair.relation == "unrelated")
    return found


def precision_recall(pairs: list[Scored], threshold: float) -> tuple[float, float, float]:
    """Precision and recall of "one claim" (same or opposite) at a threshold, and the share of those
    found whose direction (agrees, opposes) is right too."""
    taken = [pair for pair in pairs if pair.score >= threshold]
    one_claim = ("same", "opposite")
    right = [pair for pair in taken if pair.relation in one_claim]
    wanted = [pair for pair in pairs if pair.relation in one_claim]
    turned = [pair for pair in right if pair.opposite == (pair.relation == "opposite")]
    return (
        len(right) / max(len(taken), 1),
        len(right) / max(len(wanted), 1),
        len(turned) / max(len(right), 1),
    )


def counts(pairs: list[Scored]) -> Counter[str]:
    """Pairs by relation."""
    return Counter(pair.relation for pair in pairs)


def _texts(event: dict, number: int) -> Iterator[_Text]:
    for place, claim in enumerate(event["claim"]):
        for side in ("says", "denies", "near"):
            for text in claim.get(side, []):
                yield _Text(number, place, side, text)


def _document(number: int, text: str) -> Document:
    span = (0, len(text))
    sentences = (Sentence(span, 0, 0.0),)
    names = tuple(
        NameUse(match.span(), match.group(), "person", None, None, 0, False)
        for match in _NAME.finditer(text)
        if match.group() not in _NO_NAMES
    )
    proposition = Proposition(span, (span,), 0, None, "acknowledged", "affirms", "unstated", None)
    claims = TextClaims(
        "en", True, sentences, (), (), (), find_numbers(text, sentences, ()), names, (proposition,)
    )
    return Document(
        version_id=f"v{number:05}", article_id=f"a{number:05}", outlet_id=f"o{number}", url="", title="",
        authors=(), text=text, language="en", kind="article", full_text=True, published_at=NOON,
        published_precision="minute", first_seen_at=NOON, seen_after=None, day=DAY, claims=claims,
    )  # fmt: skip


def _scored(matcher: Matcher, texts: list[_Text], min_lemmas: int) -> list[Scored]:
    documents = [_document(number, text.text) for number, text in enumerate(texts)]
    vocabulary = Vocabulary()
    words = words_by_version(documents, vocabulary)
    units = story_units(documents, words, [{} for _ in documents], min_lemmas, vocabulary)
    pairs = matcher.pairs(units, vocabulary.light)
    found = {
        (units[one].document, units[other].document): (score, opposite)
        for one, other, score, opposite in zip(
            pairs.first.tolist(),
            pairs.second.tolist(),
            pairs.score.tolist(),
            pairs.opposite.tolist(),
            strict=True,
        )
    }
    scored = []
    for one, other in combinations(range(len(texts)), 2):
        score, opposite = found.get((one, other), (0.0, False))
        relation = relation_of(texts[one], texts[other])
        scored.append(Scored(texts[one].text, texts[other].text, relation, score, opposite))
    return scored
