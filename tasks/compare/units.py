"""Propositions of a story as units that can be compared: content words with signs, names, numbers, voice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tasks.claims.records import NumberUse, Spans
from tasks.compare.lemmas import TextWords, Vocabulary, text_words
from tasks.compare.records import Document


@dataclass(frozen=True, slots=True)
class Unit:
    """One proposition. `words` maps lemma number to sign; `key` orders units without outlet names.

    `document` is an index into the story's documents. `names` are last name parts, `numbers` the
    number uses inside, `negated` says that some word is turned round by a negator or opposite.
    """

    key: tuple[str, int, int]
    document: int
    proposition: int
    words: Mapping[int, int]
    names: frozenset[str]
    numbers: tuple[NumberUse, ...]
    voice: str | None

    @property
    def negated(self) -> bool:
        """Whether any of its words is turned round."""
        return any(sign < 0 for sign in self.words.values())


def words_by_version(documents: Iterable[Document], vocabulary: Vocabulary) -> dict[str, TextWords]:
    """Words of every document, in the order of `version_id` so that numbers do not depend on input order."""
    ordered = sorted(documents, key=lambda document: document.version_id)
    return {
        document.version_id: text_words(document.text, document.language, vocabulary) for document in ordered
    }


def signed_words(words: TextWords, spans: Spans) -> dict[int, int]:
    """Lemma number to sign inside `spans`; a word that stands there with both signs keeps its first."""
    signed: dict[int, int] = {}
    for start, end in spans:
        part = words.within(start, end)
        for number, sign in zip(words.numbers[part].tolist(), words.signs[part].tolist(), strict=True):
            signed.setdefault(number, sign)
    return signed


def story_units(
    documents: Sequence[Document],
    words: Mapping[str, TextWords],
    voices: Sequence[Mapping[str, str]],
    min_lemmas: int,
) -> list[Unit]:
    """Units of all propositions with at least `min_lemmas` content words, ordered by key.

    `voices[i]` maps the voice keys of document i to those of the story (see `voices.py`).
    """
    units = []
    for index, document in enumerate(documents):
        claims = document.claims
        for number, proposition in enumerate(claims.propositions):
            signed = signed_words(words[document.version_id], proposition.spans)
            if len(signed) < min_lemmas:
                continue
            spans = proposition.spans
            units.append(
                Unit(
                    key=(document.version_id, proposition.span[0], number),
                    document=index,
                    proposition=number,
                    words=signed,
                    names=frozenset(
                        name.name.split()[-1].casefold()
                        for name in claims.names
                        if name.group in ("person", "organisation", "place") and _inside(name.span, spans)
                    ),
                    numbers=tuple(use for use in claims.numbers if _inside(use.span, spans)),
                    voice=None if proposition.voice is None else voices[index].get(proposition.voice),
                )
            )
    return sorted(units, key=lambda unit: unit.key)


def _inside(span: tuple[int, int], spans: Spans) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)
