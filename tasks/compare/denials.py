"""What voices deny in each text, the same denial side by side.

A denial is an attribution whose cue denies ("denied", "rejected") or one by which a voice holds against
a charge: "It was not, they insisted, the soldiers who ...", "insists that it is not targeting civilians",
"had nothing to do with". Refusing to do something is no denial.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.claims.records import Attribution, Span
from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.records import Document
from tasks.compare.refusals import turns_away
from tasks.compare.units import words_by_version

_LEAST_SHARED, _LEAST_SHARE = (
    2,
    0.3,
)  # words that two denials share, and of the shorter one
_BEFORE = 2  # sentences in front in which the accusation is looked for

_WOULD = re.compile(r"\b(?:would|could|might|may|should)\b", re.IGNORECASE)
_INSISTS = re.compile(
    r"\b(?:insist|maintain|stress|swear|swore|sworn|protest|assure|vow)\w*",
    re.IGNORECASE,
)
_CLEFT = re.compile(
    r"\W*(?:that\s+)?it\s+(?:was|is|were)(?:\s+not|n['’]t)\W+"
    r"(?!clear|known|possible|likely|sure|certain|easy|surprising|enough|until|just|only|yet)"
    r"(?:[\w'’.-]+\W+){1,6}?(?:who|that|which)\b",
    re.IGNORECASE,
)
# "vowed never to let them down", "insisted he will not sign": what somebody will not do is no denial
_VOWS = re.compile(r"\b(?:vow|swear|swore|sworn)\w*", re.IGNORECASE)
_PROMISE = re.compile(
    r"\W*(?:never|not)\s+to\b|\W*(?:that\s+)?(?:he|she|they|it|i|we)\s*(?:['’]ll|will|would|shall|won['’]t|wouldn['’]t)\b",
    re.IGNORECASE,
)
_UNDECIDED = re.compile(r"\W*to\b", re.IGNORECASE)  # "do not expect to be paid"
# "do not love it", "did not react warmly to": only who does not believe something denies it
_NEGATED_CUE = re.compile(r"\b(?:not|never|cannot|\w+n['’]t)\b", re.IGNORECASE)
_BELIEVES = re.compile(
    r"\b(?:believ|think|accept|agree|consider|buy|see|view|regard|find|trust|credit|convinced|persuaded)\w*",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|whether|unless)\b[^,.;]*$", re.IGNORECASE)
_NEGATED = re.compile(r"\W*(?:[\w'’.-]+\s+){0,6}?(?:not|never|nothing|no|\w+n['’]t)\b", re.IGNORECASE)
_UNGUILTY = re.compile(
    r"(?:\bnot|n['’]t|\bnever)\s+(?:been\s+)?(?:responsible|to blame|guilty|involved|behind|part of)\b"
    r"|\bnothing to do with\b|\bno (?:part|role|involvement|hand) in\b",
    re.IGNORECASE,
)
_TAKEN_UP = re.compile(
    r"\W*(?:those|these|such|the|all|both|that|this|his|her|its|their|\w+['’]s?)\s+(?:\w+\s+)?"
    r"(?:accusation|allegation|claim|charge|report|assertion|suggestion|criticism)s?"
    r"(?=\s*$|\s+(?:as|and|with|on|in|at|by|for)\b|\W*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DenialLine:
    """What a voice denies in a document. Lines with the same `topic` deny the same.

    `about` is the accusation that the content takes up with a noun ("those accusations"), as the text
    reports it just before, else None.
    """

    key: str
    voice: str
    content: str
    cue: str
    start: int
    end: int
    topic: int = 0
    about: str | None = None


def denials(documents: Sequence[Document], keys: Mapping[str, str]) -> tuple[DenialLine, ...]:
    """Denials of all documents, grouped by what is denied: what most texts report denied comes first."""
    vocabulary = Vocabulary()
    words = words_by_version(documents, vocabulary)
    lines: list[DenialLine] = []
    said: list[frozenset[str]] = []
    for document in documents:
        names = {voice.key: voice.name for voice in document.claims.voices}
        for attribution in document.claims.attributions:
            if not is_denial(document.text, attribution, document.language):
                continue
            content = " … ".join(_line(document.text, span) for span in attribution.content)
            accusation = _accusation(document, attribution) if _TAKEN_UP.match(content) else None
            spans = accusation.content if accusation else attribution.content
            said.append(_said(spans, words[document.version_id], vocabulary))
            lines.append(
                DenialLine(
                    key=keys[document.version_id],
                    voice=names.get(attribution.voice, attribution.voice),
                    content=content,
                    cue=" ".join(_line(document.text, span) for span in attribution.cue),
                    start=attribution.content[0][0],
                    end=attribution.content[-1][1],
                    about=None if accusation is None else " … ".join(_line(document.text, s) for s in spans),
                )
            )
    return _by_topic(lines, said)


def is_denial(text: str, attribution: Attribution, language: str) -> bool:
    """Whether the source denies something, by the cue's meaning or by insisting on its negation."""
    if not attribution.content:
        return False
    cue = " ".join(_line(text, span) for span in attribution.cue)
    content = " ".join(_line(text, span) for span in attribution.content)
    if attribution.polarity == "denies":
        unwanted = (_NEGATED_CUE.search(cue) and not _BELIEVES.search(cue)) or _UNDECIDED.match(content)
        return not (_WOULD.search(cue) or unwanted or turns_away(text, attribution, language))
    cleared = _UNGUILTY.search(content[:120])
    if _CLEFT.match(content) or (cleared and not _IF.search(content[: cleared.start()])):
        return True
    promise = _PROMISE.match(content) or _VOWS.search(cue)
    return bool(_INSISTS.search(cue)) and not promise and bool(_NEGATED.match(content))


def _accusation(document: Document, denial: Attribution) -> Attribution | None:
    """The last thing somebody else said in the sentences just before a denial of "those accusations"."""
    start = denial.content[0][0]
    found = [
        other
        for other in document.claims.attributions
        if other.content
        and other.content[-1][1] <= start
        and other.voice != denial.voice
        and other.polarity == "affirms"
        and denial.sentence - _BEFORE <= other.sentence <= denial.sentence
    ]
    return max(found, key=lambda other: other.content[0][0], default=None)


def _said(spans: Sequence[Span], words: TextWords, vocabulary: Vocabulary) -> frozenset[str]:
    lemmas = {vocabulary.lemmas[number] for span in spans for number in words.numbers[words.within(*span)]}
    return frozenset(lemma[:-1] if lemma.endswith("ans") else lemma for lemma in lemmas)  # "Russians"


def _by_topic(lines: Sequence[DenialLine], said: Sequence[frozenset[str]]) -> tuple[DenialLine, ...]:
    topic = list(range(len(lines)))
    for one in range(len(lines)):
        for other in range(one):
            shared = len(said[one] & said[other])
            least = min(len(said[one]), len(said[other]))
            if shared >= _LEAST_SHARED and shared >= _LEAST_SHARE * least:
                old, new = sorted((topic[one], topic[other]), reverse=True)
                topic = [new if number == old else number for number in topic]
    members: dict[int, list[DenialLine]] = defaultdict(list)
    for number, line in zip(topic, lines, strict=True):
        members[number].append(line)
    ordered = sorted(
        members.items(),
        key=lambda item: (-len({line.key for line in item[1]}), -len(item[1]), item[0]),
    )
    return tuple(replace(line, topic=place) for place, (_, group) in enumerate(ordered) for line in group)


def _line(text: str, span: Span) -> str:
    return " ".join(text[span[0] : span[1]].split())
