"""Propositions of a story as units that can be compared: content words with signs, names, numbers, voice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from tasks.claims.records import Attribution, NumberUse, Span, Spans
from tasks.compare.lemmas import TextWords, Vocabulary, is_unreal, text_words, unreal_signs
from tasks.compare.records import Document
from tasks.compare.refusals import is_refusal
from tasks.compare.same_texts import first_of_each
from tasks.compare.word_rules import word_rules

_Thing = TypeVar("_Thing")
#: Where a sentence turns to the scene behind it: "..., which is also looking into the fire".
#: It begins with one letter of two, from which a search goes to the next.
_BACKGROUND = re.compile(
    r"[,\s](?:(?<=,)\s|(?<!,))(?:(?:which|who|whom|whose|where|if|as (?:he|she|they|it|the))\s|while (?=\w+ing\b))",
    re.IGNORECASE,
)
#: "Asked how genuine the plan is": the same for what somebody asks.
_ASKING = re.compile(r"(?:ask|wonder|inquir|quer)", re.IGNORECASE)
_ASKED = re.compile(r"\W*(?:how|what|who|whom|whose|which|when|where|why|if)\b", re.IGNORECASE)
_WISH = re.compile(r"(?:demand|urg|call|ask|want|request|propos|seek|sought|press)", re.IGNORECASE)
#: "Asked about whether he had met them": nobody says that he did.
_OPEN_QUESTION = re.compile(
    r"\W*(?:(?:\w+\s+){0,3}questions?\s+)?(?:(?:about|on|over|of|as to)\s+)?whether\b", re.IGNORECASE
)
#: What is left of a sentence beside what it attributes: "After a meeting on Sunday, ...".
_SCRAP = re.compile(
    r"\W*(?:after|before|in|at|on|during|while|when|despite|amid|following|speaking|according|said|says|told"
    r"|added|adding|whether|as well as|as part of)\b",
    re.IGNORECASE,
)
#: Whatever follows is another's word, even where its beginning and end were not found.
_SECOND_HAND = re.compile(r"\W*according to\b", re.IGNORECASE)
#: What stands below a picture: the present tense, and the day at its end ("..., in Karvesh, March 3, 2031. Photo by ...").
_NOW = re.compile(
    r"\b(?:(?:speak|lead|walk|talk|listen|look|stand|arrive|hold|wave|gesture|attend|pose|deliver|point|sit|depart|board|leave"
    r"|shake|greet|address|tour|visit|meet|march|gather|react|watch|wait|work|carry|display|pass|ride|rally|protest|cheer)s?"
    r"|carries|passes|reaches|(?:is|are) (?:seen|pictured|shown))\b"
)
_THEN = re.compile(r"\b(?:was|were|had|did|said|would|became|took|won)\b")
_DAY_AT_END = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)\s\d{1,2},\s(?:19|20)\d\d\b"
    r"(?:\W*|\.\s.{0,80}|\W+(?:REUTERS|AP|AFP|EPA|Getty|Photo|Picture|Image|via)\b.{0,80})$",
    re.DOTALL,
)
_CAPTION_END = 120  # characters in which the day and the photographer stand
_WHOLE = 0.8  # of the sentence; a shorter own part is what is left of it
_LEAST_CORE = 2  # words; a shorter beginning ("It was the guards who ...") is not the core


class Unit(NamedTuple):
    """One proposition. The units of a text that several articles carry share all but `key` and `document`.

    `key` orders units without outlet names; `document` is an index into the story's documents.
    `says` that it has a predicate of its own ("the vote illegal" has none; its cue, "called", gives it).
    `words` maps lemma number to sign (see `TextWords`); `plain` are those that are neither part of a
    name nor words of general prose: what is said, apart from about whom; `core` those before the
    sentence turns to its background. `names` are last name parts,
    `numbers` the number uses inside, `dates` the days and years named, `elsewhere` that it speaks of
    another happening, `unreal` that it says what
    should be, or asks, `wished` that its source demands it.
    """

    key: tuple[str, int, int]
    document: int
    proposition: int
    says: bool
    words: Mapping[int, int]
    plain: frozenset[int]
    core: frozenset[int]
    names: frozenset[str]
    numbers: tuple[NumberUse, ...]
    voice: str | None
    dates: frozenset[str]
    elsewhere: bool
    unreal: bool
    wished: bool

    @property
    def negated(self) -> bool:
        """Whether any of its words is turned round."""
        return any(sign not in (0, 1) for sign in self.words.values())


def words_by_version(documents: Iterable[Document], vocabulary: Vocabulary) -> dict[str, TextWords]:
    """Words of every document, in the order of `version_id` so that numbers do not depend on input order."""
    known: dict[tuple[str, str, tuple[NumberUse, ...]], TextWords] = {}
    found: dict[str, TextWords] = {}
    for document in sorted(documents, key=lambda document: document.version_id):
        given = document.text, document.language, document.claims.numbers
        if given not in known:
            known[given] = text_words(document.text, document.language, vocabulary, document.claims.numbers)
        found[document.version_id] = known[given]
    return found


def signed_words(words: TextWords, spans: Spans) -> dict[int, int]:
    """Lemma number to sign inside `spans`; a word that stands there with both signs keeps its first."""
    signed: dict[int, int] = {}
    for start, end in reversed(spans):
        part = words.within(start, end)
        numbers, signs = words.numbers[part], words.signs[part]
        numbers.reverse()
        signs.reverse()
        signed.update(zip(numbers, signs, strict=True))
    return signed


def story_units(
    documents: Sequence[Document],
    words: Mapping[str, TextWords],
    voices: Sequence[Mapping[str, str]],
    min_lemmas: int,
    vocabulary: Vocabulary,
) -> list[Unit]:
    """Units of all attributed contents, and own sentences with a predicate, of at least `min_lemmas`
    content words, ordered by key; what a source refuses to do, or leaves open, is none.

    `voices[i]` maps the voice keys of document i to those of the story (see `voices.py`).
    """
    units: list[Unit] = []
    by_text: dict[int, list[Unit]] = {}
    for index, (document, first) in enumerate(zip(documents, first_of_each(documents), strict=True)):
        if first == index:
            by_text[index] = _units_of(
                document, index, words[document.version_id], voices[index], min_lemmas, vocabulary
            )
            units.extend(by_text[index])
        else:
            units.extend(
                unit._replace(key=(document.version_id, *unit.key[1:]), document=index)
                for unit in by_text[first]
            )
    return sorted(units, key=lambda unit: unit.key)


def _units_of(
    document: Document,
    index: int,
    texts: TextWords,
    voices: Mapping[str, str],
    min_lemmas: int,
    vocabulary: Vocabulary,
) -> list[Unit]:
    units: list[Unit] = []
    claims = document.claims
    names = _Starts(
        (name.span, name.name.split()[-1].casefold().replace(".", ""))
        for name in claims.names
        if name.group in ("person", "organisation", "place")
    )
    uses = _Starts((use.span, use) for use in claims.numbers)
    signs = unreal_signs(document.text)
    proper = signed_words(texts, tuple(name.span for name in claims.names))
    light = vocabulary.light
    for number, proposition in enumerate(claims.propositions):
        spans = proposition.spans
        says = wished = elsewhere = False
        for start, end in spans:
            says = says or texts.has_predicate(start, end)
        if proposition.attribution is None:
            sentence = claims.sentences[proposition.sentence].span
            if not says or _is_scrap(document, proposition.span, sentence, texts):
                continue
        else:
            attribution = claims.attributions[proposition.attribution]
            if is_refusal(document.text, attribution, document.language) or _leaves_open(
                document.text, attribution, spans[0]
            ):
                continue
            for start, end in attribution.cue:
                wished = wished or _WISH.match(document.text, start, end) is not None
        signed = signed_words(texts, spans)
        plain = frozenset([lemma for lemma in signed if lemma not in proper and not light[lemma]])
        if len(signed) < min_lemmas or not plain:
            continue
        dates: list[str] = []
        for start, end in spans:
            dates.extend(texts.named_dates(start, end))
            elsewhere = elsewhere or texts.points_elsewhere(start, end)
        units.append(
            Unit(
                key=(document.version_id, proposition.span[0], number),
                document=index,
                proposition=number,
                says=says,
                words=signed,
                plain=plain,
                core=_core(document.text, texts, spans, plain),
                names=frozenset(names.inside(spans)),
                numbers=tuple(uses.inside(spans)),
                voice=None if proposition.voice is None else voices.get(proposition.voice),
                dates=frozenset(dates),
                elsewhere=elsewhere,
                unreal=is_unreal(document.text, *spans[0], signs),
                wished=wished,
            )
        )
    return units


def _leaves_open(text: str, attribution: Attribution, content: Span) -> bool:
    """Whether the content is a question to which nobody gives the answer."""
    if _OPEN_QUESTION.match(text, *content):
        return True
    return _ASKED.match(text, *content) is not None and any(
        _ASKING.match(text, *span) for span in attribution.cue
    )


def _is_scrap(document: Document, span: Span, sentence: Span, words: TextWords) -> bool:
    """Whether an own-voice part only leads to what the sentence attributes, asks, names its source, or
    tells what a picture shows."""
    text = document.text
    asks = text[span[0] : span[1]].rstrip("\"”’' ").endswith("?")
    if asks or _SECOND_HAND.match(text, *span):
        return True
    # A caption ends with a day and its year, which are among the dates where a language has them.
    dated = words.names_date(max(span[0], span[1] - _CAPTION_END), span[1])
    if (dated or word_rules(document.language) is None) and _is_caption(text, *span):
        return True
    part = span[1] - span[0] < _WHOLE * (sentence[1] - sentence[0])
    return part and _SCRAP.match(text, *span) is not None


def _is_caption(text: str, start: int, end: int) -> bool:
    """Whether the text there tells what a picture shows."""
    day = _DAY_AT_END.search(text, max(start, end - _CAPTION_END), end)
    return (
        day is not None
        and _NOW.search(text, start, day.start()) is not None
        and _THEN.search(text, start, end) is None
    )


def _core(text: str, words: TextWords, spans: Spans, plain: frozenset[int]) -> frozenset[int]:
    found: set[int] = set()
    for start, end in spans:
        border = _BACKGROUND.search(text, start, end)
        found.update(words.numbers[words.within(start, border.start() if border else end)])
        if border:
            break
    core = plain & found
    return core if len(core) >= _LEAST_CORE else plain


class _Starts(Generic[_Thing]):
    """Things of a text by their spans, found by halves: a story looks up each proposition of each text."""

    def __init__(self, things: Iterable[tuple[Span, _Thing]]) -> None:
        self._things = sorted(things, key=lambda thing: thing[0])
        self._starts = [span[0] for span, _ in self._things]

    def inside(self, spans: Spans) -> list[_Thing]:
        """Those that lie whole inside one of the spans, in text order of each span."""
        found: list[_Thing] = []
        for start, end in spans:
            first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
            found.extend(thing for (_, stop), thing in self._things[first:last] if stop <= end)
        return found
