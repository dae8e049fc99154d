"""Who speaks: sources of one text resolved to voices; what cannot be resolved says so.

A pronoun, a surname, a title alone or "they" takes up a voice named before. Nothing is merged on a
surname across texts: a voice known by surname only has a key of its own kind (`surname/...`).
"""

from __future__ import annotations

from bisect import bisect_left

from tasks.claims.antecedents import UNRESOLVED
from tasks.claims.apposed import Apposed
from tasks.claims.mentions import Mention, body, slug
from tasks.claims.pack import Found
from tasks.claims.records import Span, Spans, Voice


class Resolver(Apposed):
    """Resolves the sources of one text in reading order."""

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
            if (
                found.rule == "inverted"
                and found.entry
                and found.entry.lemma in self.words.references.passing_on
            ):
                self.relaying.add(voice.key)
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

    def _source(self, low: int, high: int, found: Found) -> Voice:
        lows = self.doc.lows
        if high - low == 1 or (high - low == 2 and lows[low] in ("both",)):
            person = self.words.pronouns.get(lows[low])
            if person == "who" and found.antecedent:
                return self._phrase(*self.tokens(found.antecedent))
            if person:
                return self._pronoun(person, low, found.content)
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
            if len(people) == 1 and len(direct) == 2 and self._joined(direct) and direct[-1].high >= head_end:
                return self._both([m.voice for m in direct])  # "Hale and Moscow have denied it"
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
                Voice(voice.key, voice.name, "person", doc.flat[doc.starts[low] : doc.end(noun)], voice.state)
            )
        definite = (
            first in ("the", "this", "that") or owner is not None or doc.lows[max(low, noun - 1)] == "'s"
        )
        text = self._name(low, head_end)
        head = self._name(low, noun + 1)
        pair_of_words = f"{doc.lows[noun - 1]} {word}" if noun > low else ""
        if pair_of_words in words.groups:
            return body(self.register, doc, low, self._of(noun + 1, head_end), "organisation")
        role = word in words.roles or (
            word in words.titles and word not in words.groups and not doc.upper[noun]
        )
        if role and definite:
            holder = self._title(low, noun) or self._apposed(head_end)
            if holder is None and first == "the" and word not in words.references.by_function:
                holder = self._only_person(low, word)
            if holder:
                return holder
        if first in words.references.some or word in words.anonymous:
            return self.register.keep(Voice("anonymous/" + slug(text), text, "anonymous"))
        if role:
            return self.register.keep(Voice("anonymous/" + slug(text), head, "anonymous", text))
        if word in words.documents and (word not in words.groups or self._is_text(low, noun, head_end)):
            return self.register.keep(Voice("document/" + slug(text), head, "document"))
        if word in words.groups:
            named_body = self._apposed_body(head_end)
            if named_body:
                return named_body
            body_known = self._known_body(word, low) if definite and noun - low <= 1 else None
            return body_known or body(self.register, doc, low, self._of(noun + 1, head_end), "organisation")
        lower = not doc.upper[noun] or (
            noun == low
            and low in self._starts
            and word.endswith(words.references.people)
            and word not in self.uses()[1]
        )
        known = self.register.by_surname.get(word, [])
        if lower and not known and word.endswith("s") and not word.endswith("ss") and high - low <= 12:
            return self.register.keep(Voice("anonymous/" + slug(text), text, "anonymous"))
        if not doc.upper[noun] and first in words.articles and word.isalpha() and high - low <= 16:
            # somebody with a trade the lists do not know: named by it, anonymous
            return self.register.keep(Voice("anonymous/" + slug(text), head, "anonymous", text))
        if len(known) == 1 and doc.upper[noun]:
            return self.register.voices[known[0]]
        if head_end - low == 1 and word in self.uses()[0] and not known:
            return self.register.keep(Voice("state/" + slug(text), text, "state"))
        if doc.upper[noun] and doc.upper[low] | (first in words.articles):
            key = ("surname/" if head_end - low == 1 else "organisation/") + slug(text)
            group = "person" if head_end - low == 1 else "organisation"
            if group == "person" and self._is_body(noun, high):
                return body(self.register, doc, low, noun + 1, "organisation")
            return self.register.keep(Voice(key, text, group))  # type: ignore[arg-type]
        return UNRESOLVED

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
        lows, prepositions = self.doc.lows, self.words.references.prepositions
        k = low
        while k < end and not (k > low and lows[k] in prepositions):
            k += 1
        k -= 1
        if k > low and k + 1 < end and lows[k + 1] in ("by", "with") and lows[k - 1] in self.words.anonymous:
            k -= 1  # "observers sent by"
        if k > low and (
            lows[k] in self.words.references.reduced or (lows[k].endswith("ed") and not self.doc.upper[k])
        ):
            nouns = self.words
            if (
                lows[k - 1] in nouns.documents
                or lows[k - 1] in nouns.groups
                or lows[k - 1] in nouns.anonymous
            ):
                k -= 1  # "a memo seen by", "papers filed in court"
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
            and not self.doc.upper[k]
        )

    def _after_of(self, low: int, mention: Mention) -> bool:
        """Does the name stand in a prepositional phrase behind the head noun ("aides to Smith")?"""
        return any(self.doc.lows[k] in self.words.references.prepositions for k in range(low, mention.low))


__all__ = ["UNRESOLVED", "Resolver"]
