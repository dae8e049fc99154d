"""Our own gold: invented sentences and the forty articles of the bundled newsroom, scored per axis."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.attribution_score import Tokens, paired
from tasks.claims.extract import extract_claims
from tasks.claims.records import Attribution, TextClaims, Voice

GOLD = Path(__file__).parent.parent / "tests" / "claims" / "gold"
AXES = ("engagement", "polarity", "certainty", "voice", "scare quote")
_MARK = re.compile(r"\[([wctq])(\d?) |\]")
_ROLES = {"w": "source", "c": "cue", "t": "content"}
_ARTICLE = re.compile(
    r"^(?:the|a|an|his|her|its|their|one|some|mr|mrs|ms|dr|president|general|senator|judge) "
)


@dataclass(slots=True)
class GoldText:
    """One text, its gold attributions (spans and labels) and its scare quotes."""

    name: str
    about: str
    text: str
    attributions: list[dict[str, Any]]
    scare: list[tuple[int, int]]


@dataclass(slots=True)
class Result:
    """Confusions by axis ((gold, given) -> count), and how much was found at all."""

    confusion: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=lambda: {axis: Counter() for axis in AXES}
    )
    gold: int = 0
    found: int = 0
    paired: int = 0
    wrong: list[str] = field(default_factory=list)


def read_sentences(name: str = "sentences") -> list[GoldText]:
    """The invented sentences ("sentences" or "fresh"); brackets out, their places kept as spans."""
    lines = (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_sentence(json.loads(line)) for line in lines]


def _sentence(row: dict[str, Any]) -> GoldText:
    plain: list[str] = []
    size, last = 0, 0
    rows: dict[str, dict[str, Any]] = {}
    scare: list[tuple[int, int]] = []
    opened: list[tuple[str, str, int]] = []
    for mark in _MARK.finditer(row["marked"]):
        plain.append(row["marked"][last : mark.start()])
        size += mark.start() - last
        last = mark.end()
        if mark.group(1):
            opened.append((mark.group(1), mark.group(2), size))
            continue
        kind, number, start = opened.pop()
        if kind == "q":
            scare.append((start, size))
        else:
            one = rows.setdefault(number, {"source": [], "cue": [], "content": []})
            one[_ROLES[kind]].append((start, size))
    plain.append(row["marked"][last:])
    attributions = [one | label for (_, one), label in zip(sorted(rows.items()), row["labels"], strict=True)]
    return GoldText(row["id"], row["about"], "".join(plain), attributions, scare)


def read_newsroom() -> list[GoldText]:
    """The forty articles; empty when the bundled newsroom is not there."""
    path = GOLD / "newsroom.jsonl"
    if not path.exists():
        return []
    from flows.demo.content import article_text

    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = article_text(row["article"])
        attributions = [_placed(text, one) for one in row["attributions"]]
        out.append(GoldText(row["article"], "newsroom", text, attributions, []))
    return out


def _placed(text: str, row: dict[str, Any]) -> dict[str, Any]:
    """Strings and occurrence numbers of one gold attribution as spans."""

    def span(part: str, occurrence: int) -> tuple[int, int]:
        at = -1
        for _ in range(occurrence + 1):
            at = text.index(part, at + 1)
        return at, at + len(part)

    at = row["at"]
    return row | {
        "source": [span(row["source"], at["source"])] if row["source"] else [],
        "cue": [span(row["cue"], at["cue"])] if row["cue"] else [],
        "content": [span(part, n) for part, n in zip(row["content"], at["content"], strict=True)],
        "voice_group": "anonymous" if row["voice"] == "anonymous" else None,
    }


def score(texts: list[GoldText]) -> Result:
    """Run the engine over `texts`; labels are compared where an attribution was found."""
    result = Result()
    for gold in texts:
        claims = extract_claims(gold.text)
        found = claims.attributions
        rows = [{"source": a.source, "cue": a.cue, "content": a.content} for a in found]
        pairs = paired(Tokens(gold.text), gold.attributions, rows)
        result.gold += len(gold.attributions)
        result.found += len(found)
        result.paired += len(pairs)
        voices = {voice.key: voice for voice in claims.voices}
        for i, j in pairs:
            _compare(result, gold, gold.attributions[i], found[j], voices.get(found[j].voice))
        if gold.about != "newsroom":
            _scare(result, gold, claims)
    return result


def _compare(
    result: Result, gold: GoldText, label: dict[str, Any], found: Attribution, voice: Voice | None
) -> None:
    for axis in ("engagement", "polarity", "certainty"):
        given = getattr(found, axis)
        result.confusion[axis][label[axis], given] += 1
        if given != label[axis]:
            result.wrong.append(f"{gold.name} {axis}: {label[axis]} -> {given}: {_short(gold, label)}")
    asked = label.get("voice") or label.get("voice_group")
    if asked is None:
        return
    right = _same_voice(label, voice)
    kind = label.get("voice_group") or ("unresolved" if label["voice"] is None else "named")
    result.confusion["voice"][kind, kind if right else "another"] += 1
    if not right:
        given = f"{voice.group} {voice.name!r}" if voice else "none"
        result.wrong.append(
            f"{gold.name} voice: {label.get('voice') or kind} -> {given}: {_short(gold, label)}"
        )


def _same_voice(label: dict[str, Any], voice: Voice | None) -> bool:
    """Whether the voice is the one meant: same group where stated, and the name ends alike."""
    group, name = label.get("voice_group"), label.get("voice")
    if voice is None:
        return group == "unresolved"
    if group is not None and voice.group != group:
        return False
    if name is None or name == "anonymous":
        return True
    return _folded(voice.name).endswith(_folded(name)) or _folded(name).endswith(_folded(voice.name) or "\0")


def _folded(name: str) -> str:
    low = name.lower().replace("’", "'").strip()
    while True:
        cut = _ARTICLE.sub("", low)
        if cut == low:
            return low
        low = cut


def _scare(result: Result, gold: GoldText, claims: TextClaims) -> None:
    """Count gold and found scare quotes; a sentence with neither counts as rightly left alone."""
    given = [m.span for m in claims.markings if m.device == "scare_quote"]
    confusion = result.confusion["scare quote"]
    for start, end in gold.scare:
        hit = any(s < end and start < e for s, e in given)
        confusion["scare quote", "scare quote" if hit else "none"] += 1
        if not hit:
            result.wrong.append(f"{gold.name} scare quote missed: {gold.text}")
    extra = [span for span in given if not any(s < span[1] and span[0] < e for s, e in gold.scare)]
    for start, end in extra:
        confusion["none", "scare quote"] += 1
        result.wrong.append(f"{gold.name} no scare quote: {gold.text[start:end]}: {gold.text}")
    if not gold.scare and not extra and any(mark in gold.text for mark in '“"‘'):
        confusion["none", "none"] += 1


def _short(gold: GoldText, label: dict[str, Any]) -> str:
    if len(gold.text) < 200:
        return gold.text
    return " ... ".join(gold.text[start:end] for start, end in label["cue"] + label["content"])


def accuracy(confusion: Counter[tuple[str, str]]) -> float:
    """Share of right answers, in per cent."""
    total = sum(confusion.values())
    return 100 * sum(n for (gold, given), n in confusion.items() if gold == given) / total if total else 0.0


def class_f1(confusion: Counter[tuple[str, str]]) -> dict[str, float]:
    """F1 of each class that gold holds, in per cent."""
    out = {}
    for name in sorted({gold for gold, _ in confusion}):
        hit = confusion[name, name]
        given = sum(n for (_, answer), n in confusion.items() if answer == name)
        meant = sum(n for (gold, _), n in confusion.items() if gold == name)
        out[name] = 200 * hit / (given + meant) if given + meant else 0.0
    return out
