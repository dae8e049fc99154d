"""What a pronoun, a title alone or a plain "the company" takes up: voices named before in the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tasks.claims.document import Document
from tasks.claims.mentions import Mention, body, read_mentions, slug, state_of
from tasks.claims.nameuses import uses_of_names
from tasks.claims.pack import VoiceWords
from tasks.claims.records import Spans, Voice

UNRESOLVED: Final = Voice("unresolved", "", "unresolved")
_BACK: Final = 6  # sentences a pronoun looks back
_NEAR: Final = 120  # mentions a title looks back
_REACH: Final = 240  # tokens a plain "the company" looks back


class Antecedents:
    """The named voices of one text, and how later words refer to them."""

    def __init__(self, doc: Document, words: VoiceWords, title: str | None = None) -> None:
        self.doc, self.words = doc, words
        self.register, self.mentions = read_mentions(doc, words)
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            self.by_sentence.setdefault(mention.sentence, []).append(mention)
        self.spoken: list[tuple[int, Voice]] = []  # (token of the source, voice) in reading order
        self.said_in: dict[int, list[Voice]] = {}
        self.relaying: set[str] = set()  # outlets that only passed words on: "they" is somebody else
        self._lows = [mention.low for mention in self.mentions]
        self._starts = frozenset(doc.first)
        self._taken_up: dict[str, Voice] = {}  # what "the company" stood for the last time
        self._uses: tuple[frozenset[str], frozenset[str], frozenset[str]] | None = None
        self._offices: dict[str, int] | None = None

    def uses(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Names used as places, words used as names, names of bodies; read once, when first asked for."""
        if self._uses is None:
            self._uses = uses_of_names(
                self.doc, self.register.by_surname, self.words.titles, self.words.references
            )
        return self._uses

    def _first_use(self, word: str) -> int:
        """The token where a word for an office stands first in the text."""
        if self._offices is None:
            roles, self._offices = self.words.roles, {}
            for k, low in enumerate(self.doc.lows):
                if low in roles:
                    self._offices.setdefault(low, k)
        return self._offices.get(word, len(self.doc.lows))

    def _mentions(self, low: int, high: int) -> list[Mention]:
        sentence = self.doc.sentence_of(low)
        return [m for m in self.by_sentence.get(sentence, ()) if m.low >= low and m.high <= high]

    def _name(self, low: int, end: int) -> str:
        doc = self.doc
        while (
            low < end - 1
            and doc.lows[low] in self.words.articles
            and doc.lows[low] in ("the", "a", "an", "this", "that", "these", "those")
        ):
            low += 1
        return doc.flat[doc.starts[low] : doc.end(end - 1)].strip()

    def _both(self, voices: Sequence[Voice]) -> Voice:
        ordered = sorted({v.key: v for v in voices}.values(), key=lambda v: v.key)
        if len(ordered) == 1:
            return ordered[0]
        group = ordered[0].group if len({v.group for v in ordered}) == 1 else "unresolved"
        return self.register.keep(
            Voice(
                "+".join(v.key for v in ordered),
                " and ".join(v.name for v in ordered),
                "organisation" if group == "unresolved" else group,
            )
        )

    def _pronoun(self, person: str, at: int, content: Spans = ()) -> Voice:
        """The voice a pronoun at token `at` takes up; nobody named in its own `content` is meant."""
        if person in ("i", "we", "who"):
            return UNRESOLVED
        sentence = self.doc.sentence_of(at)
        for s in range(sentence, max(-1, sentence - _BACK - 1), -1):
            voice = self._candidate(person, s, at, content)
            if voice:
                return voice
        return UNRESOLVED

    def _candidate(self, person: str, s: int, at: int, content: Spans) -> Voice | None:
        """The voice a pronoun takes up in sentence s: its speaker, else its first fitting mention."""
        last = min(self.doc.first[s + 1], at)
        if person == "it" and s == self.doc.sentence_of(at) - 1 and self.said_in.get(s):
            speaker = self.said_in[s][-1]
            if speaker.key.startswith("surname/") and speaker.role is None:
                return speaker  # "The halt is short, Lethgaz said. It denied": a body nobody introduced
        said = [v for v in self.said_in.get(s, ()) if self._fits(person, v)]
        named = [m for m in self.by_sentence.get(s, ()) if m.high <= last and not m.quoted]
        if content and named:  # "Bransk will lose, he said": he is not Bransk
            starts = self.doc.starts
            named = [m for m in named if not any(b <= starts[m.low] < e for b, e in content)]
        if person == "they":
            group = self._pair(named)
            if said and said[-1].group != "person" and said[-1].key not in self.relaying:
                return said[-1]
            if group:
                return group
            bodies = [m.voice for m in named if m.voice.group in ("organisation", "state")]
            bodies = [voice for voice in bodies if voice.key not in self.relaying]
            before = s < self.doc.sentence_of(at)
            addressed = self._plural_addressed(s) if before and not bodies else None
            if bodies or addressed:
                return addressed or bodies[0]
            return self._plural_opening(s) if before else None
        if s < self.doc.sentence_of(at) or not named:
            if said:
                return said[-1]
        for mention in named:
            if self._fits(person, mention.voice) and not self._owner(mention):
                return mention.voice
        for mention in named:
            if self._fits(person, mention.voice):
                return mention.voice
        return said[-1] if said else None

    def _plural_opening(self, s: int) -> Voice | None:
        """The plural noun phrase that opens sentence s ("The workers left at six."), unnamed."""
        doc, low = self.doc, self.doc.first[s]
        for k in range(low, min(low + 4, self.doc.first[s + 1])):
            word = doc.lows[k]
            if not word.isalpha() or (word in self.words.references.prepositions and k > low):
                return None
            if word in self.words.anonymous or (
                word.endswith("s") and len(word) > 4 and word not in self.words.common
            ):
                text = self._name(low, k + 1)
                return self.register.keep(Voice("anonymous/" + slug(text), text, "anonymous"))
        return None

    def _plural_addressed(self, s: int) -> Voice | None:
        """People without a name who were spoken to in sentence s ("had met with foreign counterparts")."""
        doc, words = self.doc, self.words
        for k in range(doc.first[s], doc.first[s + 1] - 1):
            if doc.lows[k] not in ("to", "with") or doc.quote_at[k] >= 0:
                continue
            for end in range(k + 2, min(k + 5, doc.first[s + 1] + 1)):
                word = doc.lows[end - 1]
                if word.endswith("s") and (word in words.anonymous or word[:-1] in words.roles):
                    text = self._name(k + 1, end)
                    return self.register.keep(Voice("anonymous/" + slug(text), text, "anonymous"))
        return None

    def _owner(self, mention: Mention) -> bool:
        return mention.high < len(self.doc.lows) and self.doc.lows[mention.high] == "'s"

    def _pair(self, named: list[Mention]) -> Voice | None:
        for one, two in pairwise(named):
            between = self.doc.lows[one.high : two.low]
            if (
                "and" in between
                and len(between) <= 12
                and one.voice.group == two.voice.group == "person"
                and one.voice.key != two.voice.key
            ):
                return self._both([one.voice, two.voice])
        return None

    def _fits(self, person: str, voice: Voice) -> bool:
        if person in ("he", "she"):
            if "+" in voice.key:
                return False
            if voice.group == "person":
                return self.register.gender.get(voice.key, person) == person
            return voice.group == "anonymous" and voice.role is not None and not voice.name.endswith("s")
        if person == "it":
            return voice.group in ("organisation", "state", "document")
        return voice.group in ("anonymous", "organisation") or "+" in voice.key

    def _title(self, low: int, noun: int) -> Voice | None:
        """ "the president", "the Belarusian dictator": the person named before with that role or state."""
        doc, word = self.doc, self.doc.lows[noun]
        state = state_of(doc, low, noun, self.words)
        seen: list[Voice] = []
        for mention in self._before(low):
            if mention.voice.group == "person" and mention.voice not in seen:
                seen.append(self.register.voices[mention.voice.key])
        kind = self._kind_of_office(low, noun)
        for voice in seen:
            role = (voice.role or "").lower().split()
            if (
                word in role
                and (state is None or voice.state in (None, state))
                and self._same_office(kind, role)
            ):
                return voice
        if state:
            fitting = list(dict.fromkeys(v.key for v in seen if v.state == state and v.role))
            if len(fitting) == 1:
                return self.register.voices[fitting[0]]
        if state is None:
            holders = [
                v
                for v in self.register.voices.values()
                if v.group == "person"
                and word in (v.role or "").lower().split()
                and self._same_office(kind, (v.role or "").lower().split())
            ]
            if len(holders) == 1:
                return holders[0]
        for k, voice in self.spoken[: -_NEAR - 1 : -1]:
            role = (voice.role or "").lower().split()
            if k < low and voice.group == "person" and word in role and self._same_office(kind, role):
                return voice
        return None

    def _kind_of_office(self, low: int, noun: int) -> str | None:
        """ "vice" of "the vice president", "foreign" of "the foreign minister"; None for a plain office."""
        word = self.doc.lows[noun - 1] if noun - 1 > low else ""
        return word if word in self.words.titles and word not in self.words.nations else None

    def _same_office(self, kind: str | None, role: list[str]) -> bool:
        """Does a known role fit an office told with, or without, a qualifying word?"""
        if kind is None:
            return not self.words.references.lesser.intersection(role)
        return kind in role or (len(role) == 1 and kind not in self.words.references.lesser)

    def _only_person(self, low: int, word: str) -> Voice | None:
        """The one person named before token `low`, when nobody knows another office of theirs."""
        only: Voice | None = None
        if bisect_left(self._lows, low) > _NEAR or self._first_use(word) < low:
            return None  # the office was spoken of before, as somebody else's
        for mention in self._before(low):
            if mention.voice.group != "person" or mention.voice.key == (only.key if only else None):
                continue
            if only is not None or "+" in mention.voice.key:
                return None
            only = mention.voice
        if only is None:
            return None
        only = self.register.voices[only.key]
        role = (only.role or "").lower().rstrip(".")
        return only if not role or role in self.words.references.address else None

    def _before(self, low: int) -> list[Mention]:
        """The mentions nearest before token `low`, nearest first."""
        at = bisect_left(self._lows, low)
        return self.mentions[max(0, at - _NEAR) : at][::-1]

    def _known_body(self, word: str, low: int) -> Voice | None:
        keys = self.register.by_head.get(word, [])
        for mention in self._before(low):
            if keys and mention.voice.key in keys:
                return mention.voice
        if keys:
            return self.register.voices[keys[-1]]
        if word in self.words.references.generic and word in self._taken_up:
            return self._taken_up[word]
        if word in self.words.references.generic:
            voice = self._generic(word, low)
            if voice is not None:
                self._taken_up[word] = voice
            return voice
        return None

    def _generic(self, word: str, low: int) -> Voice | None:
        """The body named shortly before that a plain "the company" takes up."""
        doc = self.doc
        sentence = doc.sentence_of(low)
        near = max(0, sentence - _BACK // 2)
        for k in range(low - 1, max(doc.first[max(0, sentence - _BACK)], low - _REACH), -1):
            if doc.lows[k] == word and self._described(k):
                return body(self.register, doc, k - 1, k + 1, "organisation")  # "the central bank" before
        for mention in self._before(low):
            if mention.sentence < near:
                break
            if mention.voice.group == "organisation":
                return mention.voice
        return self._opening_name(sentence)

    def _described(self, k: int) -> bool:
        """Does the noun at k stand behind an article and one plain adjective ("the central bank")?"""
        doc = self.doc
        if k < 2 or doc.upper[k - 1] or doc.lows[k - 2] not in ("the", "a"):
            return False
        plain = doc.lows[k - 1]
        apposed = doc.lows[k + 1 : k + 2] == [","] or (k > 2 and doc.lows[k - 3] == ",")
        return plain.isalpha() and plain not in self.words.common and not apposed and doc.quote_at[k] < 0

    def _opening_name(self, sentence: int) -> Voice | None:
        """A one-word name nobody knows that opens one of the sentences before ("Lethgaz cut supplies.")."""
        doc = self.doc
        for s in range(sentence - 1, max(-1, sentence - _BACK // 2 - 1), -1):
            k = doc.first[s]
            if (
                k + 1 >= doc.first[s + 1]
                or not doc.upper[k]
                or doc.upper[k + 1]
                or doc.lows[k + 1][0] in ",.;:"
            ):
                continue
            word = doc.lows[k]
            plain = word in self.words.common or word in self.words.given or word in self.register.by_surname
            if (
                not plain
                and word not in self.words.nations
                and word.isalpha()
                and not word.endswith(("s", "ly", "ing", "ed"))
            ):
                return body(self.register, doc, k, k + 1, "organisation")
        return None
