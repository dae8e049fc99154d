"""Score found attributions against gold ones by the tokens of their parts.

Attributions of a text are paired one to one, best content token-F1 first; a pair needs at least 0.5. A
pair counts as "content"; it counts as "who+what" when the sources agree too: both empty, token-F1 of at
least 0.5, or the last word of one in the other. Precision is over what was found, recall over gold. A
class of a found attribution is read from its own content or cue, that of a gold one from gold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]  # source, cue, content: lists of [start, end)
Pair = tuple[int, int]  # index in gold, index in found

_TOKEN = re.compile(r"\w+")
_SAME = 0.5
_DIRECT_SHARE = 0.9
# Cues of reporting proper, as against attitude, wish and knowledge.
_REPORTING = re.compile(
    r"\b(sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|according to|add(?:s|ed|ing)?|ask(?:s|ed|ing)?"
    r"|w(?:rite|rites|rote|ritten|riting)|tweet\w*|not(?:e|es|ed|ing)|report(?:s|ed|ing|edly)?"
    r"|announc\w+|argu(?:e|es|ed|ing)|claim\w*|alleg\w+|insist\w*|den(?:y|ies|ied|ying)|accus\w+"
    r"|call(?:s|ed|ing)?|suggest\w*|state[sd]?|stating|statements?|explain\w*|acknowledg\w+|admit\w*"
    r"|warn\w*|declar\w+|describ\w+|cit(?:e|es|ed|ing)|quot\w+|repl(?:y|ies|ied|ying)|respond\w*"
    r"|conclud\w+|continued|recall\w*|assert\w*|contend\w*|maintain(?:s|ed)|confirm\w*|vow\w*"
    r"|promis\w+|pledg\w+|predict\w*|urg(?:e|es|ed|ing)|estimat\w+|found|show(?:s|ed|ing|n)?)\b|^:$",
    re.IGNORECASE,
)


class Tokens:
    """The words of a text, and which of them a set of spans covers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [found.span() for found in _TOKEN.finditer(text)]
        self.at = {i: k for k, (start, end) in enumerate(self.spans) for i in range(start, end)}
        self.quoted = _quoted(text)

    def covered(self, spans: Iterable[Sequence[int]]) -> frozenset[int]:
        """Numbers of the words inside any of the spans."""
        return frozenset(
            self.at[i] for start, end in spans for i in range(max(0, start), end) if i in self.at
        )

    def classes(self, row: Row) -> tuple[str, str]:
        """("direct", "mixed" or "indirect"; "reporting" or "other")."""
        content = self.covered(row["content"])
        share = sum(self.spans[k][0] in self.quoted for k in content) / len(content) if content else 0.0
        cue = " ".join(self.text[start:end] for start, end in row["cue"])
        kind = "direct" if share >= _DIRECT_SHARE else "mixed" if share > 0 else "indirect"
        return kind, "reporting" if _REPORTING.search(cue) else "other"


def _quoted(text: str) -> set[int]:
    inside: set[int] = set()
    start: int | None = None
    for i, character in enumerate(text.replace("''", '" ').replace("``", '" ') + "\n"):
        if character == "\n" and start is not None:
            inside.update(range(start, i))
            start = None
        elif character in "“„" or (character == '"' and start is None):
            start = i + 1 if start is None else start
        elif character in '”"' and start is not None:
            inside.update(range(start, i))
            start = None
    return inside


def token_f1(first: frozenset[int], second: frozenset[int]) -> float:
    """F1 of two sets of words; 1 when both are empty."""
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 1.0


def same_source(first: frozenset[int], second: frozenset[int]) -> bool:
    """Whether two sources name the same words, or one ends in a word of the other."""
    if not first or not second:
        return not first and not second
    return token_f1(first, second) >= _SAME or max(first) in second or max(second) in first


def paired(tokens: Tokens, gold: Sequence[Row], found: Sequence[Row]) -> list[Pair]:
    """One-to-one pairs of gold and found attributions with like contents, best first."""
    contents = (
        [tokens.covered(row["content"]) for row in gold],
        [tokens.covered(row["content"]) for row in found],
    )
    cues = [tokens.covered(row["cue"]) for row in gold], [tokens.covered(row["cue"]) for row in found]
    candidates = []
    for i, first in enumerate(contents[0]):
        for j, second in enumerate(contents[1]):
            likeness = token_f1(first, second) if first and second else 0.0
            if likeness >= _SAME:
                candidates.append((likeness, token_f1(cues[0][i], cues[1][j]), -i, -j))
    pairs: list[Pair] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for _, _, i, j in sorted(candidates, reverse=True):
        if -i not in used[0] and -j not in used[1]:
            used[0].add(-i)
            used[1].add(-j)
            pairs.append((-i, -j))
    return pairs


class Counts:
    """Hits and totals by key; `rates` gives precision, recall, F1 of one key in per cent."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0, 0, 0])

    def add(self, key: tuple[str, str], hit_found: bool, found: bool, hit_gold: bool, gold: bool) -> None:
        """Count one found and/or gold attribution."""
        for i, value in enumerate((hit_found, found, hit_gold, gold)):
            self.values[key][i] += value

    def rates(self, key: tuple[str, str]) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        hit_found, found, hit_gold, gold = self.values[key]
        precision = hit_found / found if found else 0.0
        recall = hit_gold / gold if gold else 0.0
        both = precision + recall
        return 100 * precision, 100 * recall, 200 * precision * recall / both if both else 0.0


def count_text(counts: Counts, text: str, gold: Sequence[Row], found: Sequence[Row]) -> list[Pair]:
    """Add one text to `counts` under ("all" | class, "content" | "who+what"); returns the pairs."""
    tokens = Tokens(text)
    pairs = paired(tokens, gold, found)
    agreed = {
        (i, j)
        for i, j in pairs
        if same_source(tokens.covered(gold[i]["source"]), tokens.covered(found[j]["source"]))
    }
    for rows, side in ((gold, 0), (found, 1)):
        content = {pair[side] for pair in pairs}
        who = {pair[side] for pair in agreed}
        for k, row in enumerate(rows):
            for key in ("all", *tokens.classes(row)):
                for measure, hits in (("content", content), ("who+what", who)):
                    hit = k in hits
                    counts.add((key, measure), hit and side == 1, side == 1, hit and side == 0, side == 0)
    overlap(counts, tokens, gold, found)
    return pairs


def overlap(counts: Counts, tokens: Tokens, gold: Sequence[Row], found: Sequence[Row]) -> None:
    """Add the soft span score of contents (Johansson & Moschitti 2010) under ("all", "overlap")."""
    spans: list[set[tuple[int, int]]] = []
    for rows in (gold, found):
        spans.append({(int(start), int(end)) for row in rows for start, end in row["content"]})
    covered = [tokens.covered(part) for part in spans]
    for side in (0, 1):
        for span in spans[side]:
            words = tokens.covered((span,))
            if not words:
                continue
            share = len(words & covered[1 - side]) / len(words)
            value = counts.values["all", "overlap"]
            value[0 if side else 2] += share
            value[1 if side else 3] += 1
