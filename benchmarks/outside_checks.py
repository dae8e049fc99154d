"""Checks on corpora that others made: numbers, hedging, factuality, headline stance, a second domain."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from hashlib import md5
from pathlib import Path
from typing import Any

from benchmarks.attribution_score import Counts, Tokens, count_text, paired
from tasks.claims.document import cut
from tasks.claims.extract import extract_claims, outermost
from tasks.claims.records import Attribution, Sentence
from tasks.claims.text import flatten


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a gzip-packed file, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def as_rows(attributions: tuple[Attribution, ...]) -> list[dict[str, Any]]:
    """Attributions as plain rows of spans."""
    return [{"source": a.source, "cue": a.cue, "content": a.content} for a in attributions]


def english(path: Path) -> Counts:
    """Attributions of English news against gold spans."""
    counts = Counts()
    for row in read_rows(path):
        count_text(
            counts, row["text"], row["attributions"], as_rows(extract_claims(row["text"]).attributions)
        )
    return counts


# Rules that give words to a source by mood or by a verb's object alone: no direct or indirect speech.
_NO_SPEECH = ("de-object", "de-passive-object", "de-free-reported", "de-free-hearsay")


def german(path: Path) -> dict[str, tuple[float, float, float]]:
    """German news: over all kinds of quotation, over those whose speaker is named, and over speech alone.

    The last figure holds what the rules for direct and indirect speech found against the direct and
    indirect quotations of the gold, precision and recall alike.
    """
    every, named, spoken = _german_counts(read_rows(path))
    return {
        "content, all kinds": every.rates(("all", "content")),
        "who+what, all kinds": every.rates(("all", "who+what")),
        "who+what, speaker named": named.rates(("all", "who+what")),
        "who+what, direct and indirect": spoken.rates(("all", "who+what")),
    }


def german_kept_back(folder: Path) -> dict[str, tuple[float, float, float]]:
    """The same over every third article of all that are there: those nobody read while rules were made."""
    rows = [row for path in sorted(folder.glob("*.jsonl.gz")) for row in read_rows(path)]
    every, named, spoken = _german_counts([row for row in rows if _kept_back(row["id"])])
    return {
        "kept back, who+what, all kinds": every.rates(("all", "who+what")),
        "kept back, who+what, speaker named": named.rates(("all", "who+what")),
        "kept back, who+what, direct and indirect": spoken.rates(("all", "who+what")),
    }


def german_kinds(path: Path) -> dict[str, tuple[int, int]]:
    """Kind of quotation -> how many of the gold are found by their content, and how many there are."""
    from tasks.claims.german import load

    pack = load()
    out: dict[str, tuple[int, int]] = {}
    for row in read_rows(path):
        doc = cut(row["text"], pack.abbreviations, pack.openers)
        founds = outermost(doc, pack.find_attributions(doc))
        outer = [a for a in row["attributions"] if not a["nested"]]
        rows = [{"source": f.source, "cue": f.cue, "content": f.content} for f in founds]
        hits = {i for i, _ in paired(Tokens(row["text"]), outer, rows)}
        for i, one in enumerate(outer):
            found, all_of_it = out.get(one["type"], (0, 0))
            out[one["type"]] = (found + (i in hits), all_of_it + 1)
    return out


def _kept_back(name: str) -> bool:
    return int(md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0


def _german_counts(gold: list[dict[str, Any]]) -> tuple[Counts, Counts, Counts]:
    """Counts over all quotations, over those with a speaker, and over direct and indirect speech."""
    from tasks.claims.german import load

    pack = load()
    every, named, spoken = Counts(), Counts(), Counts()
    for row in gold:
        doc = cut(row["text"], pack.abbreviations, pack.openers)
        founds = outermost(doc, pack.find_attributions(doc))
        outer = [a for a in row["attributions"] if not a["nested"]]
        rows = [{"source": f.source, "cue": f.cue, "content": f.content, "rule": f.rule} for f in founds]
        said = [a for a in outer if a["type"] in ("Direct", "Indirect")]
        count_text(every, row["text"], outer, rows)
        count_text(named, row["text"], [a for a in outer if a["source"]], [r for r in rows if r["source"]])
        count_text(spoken, row["text"], said, [r for r in rows if r["rule"] not in _NO_SPEECH])
    return every, named, spoken


def second_domain(path: Path) -> tuple[float, float, float]:
    """Share of gold attribution clauses found with their content's head; precision of reporting cues; a lenient share.

    The gold is a relation between clauses of a discourse tree. So it holds credits of pictures ("Image: Ada
    Brint."), and where a participle cuts a clause in two ("A letter seen by the Herald says") its span has the
    speaker but no verb. The third figure leaves the credits out and takes the speaker for the cue. It does
    not repair the precision: contents that are noun phrases ("announced the start of the talks") are no
    clauses and count as wrong.
    """
    hit = gold_total = right = reporting = lenient = prose = 0
    for row in read_rows(path):
        found = extract_claims(row["text"]).attributions
        tokens = Tokens(row["text"])
        for clause in row["attributions"]:
            gold_total += 1
            hit += any(_touches(a.cue, clause["attribution"]) and _touches(a.content, clause["content_head"])
                       for a in found)  # fmt: skip
            start = clause["attribution"][0]
            if row["text"][max(0, start - 8) : start].rstrip().endswith(_CREDITS):
                continue
            prose += 1
            lenient += any(_touches((*a.source, *a.cue), clause["attribution"])
                           and _touches((*a.cue, *a.content), clause["content_head"])
                           for a in found)  # fmt: skip
        for a in found:
            if tokens.classes({"source": a.source, "cue": a.cue, "content": a.content})[1] == "reporting":
                reporting += 1
                right += any(_touches(a.cue, c["attribution"]) for c in row["attributions"])
    shares = (hit, gold_total), (right, reporting), (lenient, prose)
    found_share, precision, in_prose = (100 * part / max(1, whole) for part, whole in shares)
    return found_share, precision, in_prose


_CREDITS = ("Image:", "Video:", "Audio:", "Photo:")


def _touches(spans: Any, span: Any) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def numbers(path: Path) -> tuple[float, float, float]:
    """Precision, recall, F1 of number values; right means that spans overlap and a bound is the value."""
    from tasks.claims.numbers import find_numbers

    hit = gold_total = found_total = 0
    for row in read_rows(path):
        if row["model"] not in ("number", "percent", "currency"):
            continue
        flat, quotes = flatten(row["text"])
        found = find_numbers(flat, (Sentence((0, len(flat)), 0, 0.0),), quotes)
        found_total += len(found)
        for want in row["results"]:
            gold_total += 1
            value = _value((want.get("resolution") or {}).get("value"))
            hit += value is not None and any(
                use.span[0] < want["end"] and want["start"] < use.span[1]
                and any(end is not None and abs(end - value) <= 1e-6 * max(1, abs(value))
                        for end in (use.low, use.high))
                for use in found
            )  # fmt: skip
    precision, recall = 100 * hit / max(1, found_total), 100 * hit / max(1, gold_total)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _value(written: Any) -> float | None:
    try:
        return float(str(written).replace(",", "").rstrip("%"))
    except ValueError:
        return None


def headline_stance(path: Path) -> Counter[tuple[str, str]]:
    """Headlines for, against or only observing a claim, by the marks of denial and distance in them."""
    confusion: Counter[tuple[str, str]] = Counter()
    for row in read_rows(path):
        claims = extract_claims(row["headline"])
        if any(a.polarity == "denies" for a in claims.attributions):
            given = "against"
        elif (
            claims.attributions or any(m.engagement == "distanced" for m in claims.markings)
            or row["headline"].rstrip().endswith("?")
            or any(p.certainty in ("possible", "probable") for p in claims.propositions)
        ):  # fmt: skip
            given = "observing"
        else:
            given = "for"
        confusion[row["stance"], given] += 1
    return confusion


def commitment(path: Path) -> Counter[tuple[str, str]]:
    """How far a writer commits to an embedded clause: yes, no or open, by the attribution around it."""
    confusion: Counter[tuple[str, str]] = Counter()
    for row in read_rows(path):
        meant = "open" if abs(row["mean"]) < 1 else "yes" if row["mean"] > 0 else "no"
        claims = extract_claims(row["target"])
        words = set(row["prompt"].lower().rstrip(".?").split())
        best = max(
            claims.attributions,
            key=lambda a: len(
                words & set(" ".join(row["target"][s:e] for s, e in a.content).lower().split())
            ),
            default=None,
        )
        if best is None:
            given = "yes"
        elif best.polarity == "denies":
            given = "no"
        else:
            given = "yes" if best.engagement == "endorsed" or best.certainty == "certain" else "open"
        confusion[meant, given] += 1
    return confusion


def factuality(path: Path) -> Counter[tuple[str, str]]:
    """Whether an event is told as having happened (crowd mean from 2.5), by certainty and polarity."""
    confusion: Counter[tuple[str, str]] = Counter()
    for row in read_rows(path):
        claims = extract_claims(row["text"])
        for predicate in row["predicates"]:
            meant = "happened" if predicate["factuality"] >= 2.5 else "less"
            span = (predicate["start"], predicate["end"])
            doubted = any(
                _touches(p.spans, span)
                and (p.certainty in ("possible", "probable") or p.polarity == "denies")
                for p in claims.propositions
            ) or any(
                _touches(a.content, span)
                and (a.certainty in ("possible", "probable") or a.polarity == "denies")
                for a in claims.attributions
            )
            confusion[meant, "less" if doubted else "happened"] += 1
    return confusion
