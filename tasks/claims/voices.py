"""Who speaks: sources of one text resolved to voices; what cannot be resolved says so.

A pronoun, a surname, a title alone or "they" takes up a voice named before. Nothing is merged on a
surname across texts: a voice known by surname only has a key of its own kind (`surname/...`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from tasks.claims.document import Document
from tasks.claims.mentions import Mention, body, read_mentions, slug, state_of
from tasks.claims.pack import Found, VoiceWords
from tasks.claims.records import Span, Spans, Voice

UNRESOLVED = Voice("unresolved", "", "unresolved")
_BACK = 6  # sentences a pronoun looks back
_NEAR = 120  # mentions a title looks back


class Resolver:
    """Resolves the sources of one text in reading order."""

    def __init__(self, doc: Document, words: VoiceWords, title: str | None = None) -> None:
        self.doc, self.words = doc, words
        self.register, self.mentions = read_mentions(doc, words)
        self.by_sentence: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            self.by_sentence.setdefault(mention.sentence, []).append(mention)
        self.spoken: list[tuple[int, Voice]] = []  # (token of the source, voice) in reading order
        self.said_in: dict[int, list[Voice]] = {}
        self._lows = [mention.low for mention in self.mentions]
        self._starts = frozenset(doc.first)

    def tokens(self, span: Span) -> tuple[int, int]:
        """Token range of a span of characters."""
        starts = self.doc.starts
        low = bisect_left(starts, span[0])
        high = low
        while high < len(starts) and starts[high] < span[1]:
            high += 1
        return low, high

    def resolve(self, found: Found) -> Voice:
        """The voice of one found attribution."""
        if not found.source:
            return UNRESOLVED
        span = found.source[0]
        low, high = self.tokens(span)
        voice = self._source(low, high, found)
        if voice.group != "unresolved":
            self.spoken.append((low, voice))
            self.said_in.setdefault(self.doc.sentence_of(low), []).append(voice)
        return voice

    def relay(self, spans: Spans) -> tuple[str, ...]:
        """Keys of the voices through which the words came."""
        out = []
        for span in spans:
            voice = self._phrase(*self.tokens(span))
            if voice.group != "unresolved":
                out.append(voice.key)
        return tuple(out)

    # -- one source --------------------------------------------------------------------------

    def _source(self, low: int, high: int, found: Found) -> Voice:
        lows = self.doc.lows
        if high - low == 1 or (high - low == 2 and lows[low] in ("both",)):
            person = self.words.pronouns.get(lows[low])
            if person == "who" and found.antecedent:
                return self._phrase(*self.tokens(found.antecedent))
            if person:
                return self._pronoun(person, low)
        return self._phrase(low, high)

    def _phrase(self, low: int, high: int) -> Voice:
        """A noun phrase: named, a title alone, a body, a document, an anonymous group."""
        doc, words = self.doc, self.words
        while high > low + 1 and doc.lows[high - 1] in ("'s", "'"):
            high -= 1
        head_end = self._head_end(low, high)
        inside = [m for m in self._mentions(low, high) if not m.quoted]
        first = doc.lows[low]
        owner = words.pronouns.get(first) if first in ("his", "her", "its", "their") else None
        direct = [m for m in inside if m.low < head_end]
        if direct:
            people = [
                m
                for m in direct
                if m.voice.group == "person"
                and not self._possessed(m, head_end)
                and not self._after_of(low, m)
            ]
            if len(people) >= 2 and any(
                doc.lows[k] in ("and", "&") for k in range(people[0].high, people[-1].low)
            ):
                return self._both([m.voice for m in people])
            if people:
                return people[0].voice
            last = direct[-1]
            if last.high >= head_end and not self._after_of(low, last):
                if (
                    last.voice.group == "state"
                    and last.low > low
                    and doc.lows[last.low - 1] not in words.articles
                ):
                    pass
                else:
                    return last.voice
            if len(direct) >= 2 and direct[-1].high >= head_end and self._joined(direct):
                return self._both([m.voice for m in direct])
        # an apposition names the person: "the ministry's spokesman, Igor Konashenkov"
        named = [m for m in inside if m.low >= head_end and m.voice.group == "person"]
        noun = self._head_noun(low, head_end)
        if noun is None:
            return UNRESOLVED
        word = doc.lows[noun]
        if named and word in words.roles and named[0].low - head_end <= 2:
            voice = named[0].voice
            return self.register.keep(
                Voice(
                    voice.key, voice.name, "person", doc.flat[doc.starts[low] : doc.ends[noun]], voice.state
                )
            )
        definite = (
            first in ("the", "this", "that") or owner is not None or doc.lows[max(low, noun - 1)] == "'s"
        )
        text = self._name(low, head_end)
        head = self._name(low, noun + 1)
        pair_of_words = f"{doc.lows[noun - 1]} {word}" if noun > low else ""
        if pair_of_words in words.groups:
            return body(self.register, doc, low, self._of(noun + 1, head_end), "organisation")
        role = word in words.roles or (word in words.titles and not doc.words[noun][0].isupper())
        if role and definite:
            holder = self._title(low, noun) or self._apposed(head_end)
            if holder:
                return holder
        if first in _SOME or word in words.anonymous:
            return self.register.keep(Voice("anonymous/" + slug(text), text, "anonymous"))
        if role:
            return self.register.keep(Voice("anonymous/" + slug(text), head, "anonymous", text))
        if word in words.groups:
            named_body = self._apposed_body(head_end)
            if named_body:
                return named_body
            body_known = self._known_body(word, low) if definite and noun - low <= 1 else None
            return body_known or body(self.register, doc, low, self._of(noun + 1, head_end), "organisation")
        if word in words.documents:
            return self.register.keep(Voice("document/" + slug(text), head, "document"))
        lower = not doc.words[noun][0].isupper() or (
            noun == low and low in self._starts and word.endswith(_PEOPLE_ENDINGS)
        )
        known = self.register.by_surname.get(word, [])
        if lower and not known and word.endswith("s") and not word.endswith("ss") and high - low <= 12:
            return self.register.keep(Voice("anonymous/" + slug(text), text, "anonymous"))
        if (
            not doc.words[noun][0].isupper()
            and first in words.articles
            and word.isalpha()
            and high - low <= 16
        ):
            # somebody with a trade the lists do not know: named by it, anonymous
            return self.register.keep(Voice("anonymous/" + slug(text), head, "anonymous", text))
        if len(known) == 1 and doc.words[noun][0].isupper():
            return self.register.voices[known[0]]
        if doc.words[noun][0].isupper() and doc.words[low][0].isupper() | (first in words.articles):
            key = ("surname/" if head_end - low == 1 else "organisation/") + slug(text)
            group = "person" if head_end - low == 1 else "organisation"
            return self.register.keep(Voice(key, text, group))  # type: ignore[arg-type]
        return UNRESOLVED

    def _of(self, k: int, end: int) -> int:
        """End of "of Norland" after a body's noun: it is part of the name."""
        if k + 1 < end and self.doc.lows[k] == "of":
            j = k + 1
            while j < end and (self.doc.words[j][0].isupper() or self.doc.lows[j] == "the"):
                j += 1
            if j > k + 1 and self.doc.lows[j - 1] != "the":
                return j
        return k

    def _apposed(self, end: int) -> Voice | None:
        """ "his wife, Ines, said": the name that stands after the comma at token `end`."""
        doc = self.doc
        if end + 1 >= len(doc.lows) or doc.lows[end] != ",":
            return None
        for mention in self.by_sentence.get(doc.sentence_of(end), ()):
            if mention.low == end + 1:
                return mention.voice if mention.voice.group == "person" else None
        first = end + 1
        while (
            end + 3 < len(doc.lows)
            and len(doc.words[end + 1]) == 1
            and doc.upper[end + 1]
            and doc.lows[end + 2] == "."
        ):
            end += 2
        word = doc.words[end + 1]
        if end + 1 > first and word[0].isupper():
            name = doc.text[doc.starts[first] : doc.ends[end + 1]]
            return self.register.keep(Voice("person/" + slug(name), name, "person"))
        if (
            word[0].isupper()
            and doc.lows[end + 1] not in self.words.common
            and doc.lows[end + 2 : end + 3] in ([","], ["."])
        ):
            return self.register.keep(Voice("surname/" + slug(word), word, "person"))
        return None

    def _apposed_body(self, end: int) -> Voice | None:
        """ "the state gas company, Lethgaz, denied": the body's own name after the comma at `end`."""
        doc = self.doc
        if end + 1 >= len(doc.lows) or doc.lows[end] != "," or not doc.words[end + 1][0].isupper():
            return None
        stop = end + 1
        while (
            stop < len(doc.lows)
            and stop < end + 6
            and doc.words[stop][0].isupper()
            and doc.lows[stop] not in self.words.common
        ):
            stop += 1
        if stop == end + 1 or doc.lows[stop : stop + 1] not in ([","], ["."]):
            return None
        return body(self.register, doc, end + 1, stop, "organisation")

    def _joined(self, mentions: list[Mention]) -> bool:
        return any(self.doc.lows[k] == "and" for k in range(mentions[0].high, mentions[-1].low))

    def _head_end(self, low: int, high: int) -> int:
        """End of the phrase before its first comma, relative clause or parenthesis."""
        for k in range(low + 1, high):
            if self.doc.lows[k] in (",", "(", "—", "who", "which", "whose"):
                return k
        return high

    def _head_noun(self, low: int, end: int) -> int | None:
        """The last noun before the first preposition of the phrase."""
        lows = self.doc.lows
        k = low
        while k < end and not (k > low and lows[k] in _PREPOSITIONS):
            k += 1
        k -= 1
        if k > low and k + 1 < end and lows[k + 1] in ("by", "with") and lows[k - 1] in self.words.anonymous:
            k -= 1  # "observers sent by"
        while k > low and (lows[k] in ("'s", "'", ".") or lows[k].endswith("ly")):
            k -= 1
        return k if k >= low and lows[k][0].isalnum() else None

    def _possessed(self, mention: Mention, end: int) -> bool:
        """Is the name an owner ("Clinton's campaign"), so that the head is another noun?"""
        k = mention.high
        return (k < end and self.doc.lows[k] in ("'s", "'")) or (
            k < end
            and self.doc.lows[k]
            not in (
                ",",
                "and",
                "of",
                "from",
                "in",
                "for",
                "&",
                "(",
                "with",
                "at",
                "on",
                "to",
                "or",
                "himself",
                "herself",
            )
            and self.doc.lows[k][0].isalpha()
            and not self.doc.words[k][0].isupper()
        )

    def _after_of(self, low: int, mention: Mention) -> bool:
        """Does the name stand in a prepositional phrase behind the head noun ("aides to Smith")?"""
        return any(self.doc.lows[k] in _PREPOSITIONS for k in range(low, mention.low))

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
        return doc.flat[doc.starts[low] : doc.ends[end - 1]].strip()

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

    # -- taking up ---------------------------------------------------------------------------

    def _pronoun(self, person: str, at: int) -> Voice:
        if person in ("i", "we", "who"):
            return UNRESOLVED
        sentence = self.doc.sentence_of(at)
        for s in range(sentence, max(-1, sentence - _BACK - 1), -1):
            voice = self._candidate(person, s, at)
            if voice:
                return voice
        return UNRESOLVED

    def _candidate(self, person: str, s: int, at: int) -> Voice | None:
        """The voice a pronoun takes up in sentence s: its speaker, else its first fitting mention."""
        last = min(self.doc.first[s + 1], at)
        said = [v for v in self.said_in.get(s, ()) if self._fits(person, v)]
        named = [m for m in self.by_sentence.get(s, ()) if m.high <= last and not m.quoted]
        if person == "they":
            group = self._pair(named)
            if said and said[-1].group != "person":
                return said[-1]
            if group:
                return group
            bodies = [m.voice for m in named if m.voice.group in ("organisation", "state")]
            if bodies:
                return bodies[0]
            return self._plural_opening(s) if s < self.doc.sentence_of(at) else None
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
            if not word.isalpha() or (word in _PREPOSITIONS and k > low):
                return None
            if word in self.words.anonymous or (
                word.endswith("s") and len(word) > 4 and word not in self.words.common
            ):
                text = self._name(low, k + 1)
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
        for voice in seen:
            role = (voice.role or "").lower().split()
            if word in role and (state is None or voice.state in (None, state)):
                return voice
        if state:
            fitting = list(dict.fromkeys(v.key for v in seen if v.state == state and v.role))
            if len(fitting) == 1:
                return self.register.voices[fitting[0]]
        if state is None:
            holders = [
                v
                for v in self.register.voices.values()
                if v.group == "person" and word in (v.role or "").lower().split()
            ]
            if len(holders) == 1:
                return holders[0]
        for k, voice in self.spoken[: -_NEAR - 1 : -1]:
            role = (voice.role or "").lower().split()
            if k < low and voice.group == "person" and word in role:
                return voice
        return None

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
        if word in _GENERIC:
            near = self.doc.sentence_of(low) - _BACK // 2
            for mention in self._before(low):
                if mention.sentence < near:
                    break
                if mention.voice.group == "organisation":
                    return mention.voice
            return self._opening_name(self.doc.sentence_of(low))
        return None

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


# Endings of plural nouns of people, where a capital may only mean that a sentence begins.
_PEOPLE_ENDINGS = ("ers", "ors", "ists", "ants", "ents", "ians", "ees", "ials", "yers")
_SOME = frozenset(
    {
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "several",
        "many",
        "some",
        "most",
        "few",
        "dozens",
        "hundreds",
    }
)
# Nouns for a body already named by its own name.
_GENERIC = frozenset(
    {
        "company",
        "firm",
        "group",
        "operator",
        "agency",
        "organisation",
        "organization",
        "party",
        "club",
        "bank",
        "charity",
        "airline",
        "newspaper",
        "paper",
        "union",
        "carrier",
        "maker",
        "retailer",
        "utility",
        "broadcaster",
        "network",
        "outlet",
        "association",
        "foundation",
    }
)
_PREPOSITIONS = frozenset(
    {
        "of",
        "for",
        "in",
        "from",
        "with",
        "at",
        "on",
        "to",
        "by",
        "about",
        "familiar",
        "close",
        "near",
        "inside",
        "within",
        "behind",
        "against",
    }
)
