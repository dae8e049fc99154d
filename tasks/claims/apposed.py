"""What stands beside a noun and tells whom it means: an apposition, an owner, how the text uses a name."""

from __future__ import annotations

from tasks.claims.antecedents import Antecedents
from tasks.claims.mentions import body, slug
from tasks.claims.records import Voice


class Apposed(Antecedents):
    """Antecedents, and the words beside a noun."""

    def _is_body(self, k: int, high: int) -> bool:
        """Does the text treat the lone name at k as a body: "its staff", "Lethgaz shares"?"""
        doc = self.doc
        for j in range(high, min(high + 20, doc.first[doc.sentence_of(k) + 1])):
            if doc.lows[j] in ("he", "she", "his", "him"):
                return False
            if doc.lows[j] in ("its", "itself"):
                return True
        return doc.lows[k] in self.uses()[2]

    def _is_text(self, low: int, noun: int, end: int) -> bool:
        """Is a noun that may be a body's or a text's ("paper", "website") rather a text's here?"""
        lows = self.doc.lows
        if self.doc.upper[noun]:
            return False
        if lows[noun] in ("post", "list") or (
            noun + 1 < end and lows[noun + 1] in ("in", "on", "by", "published")
        ):
            return True
        return (lows[low] in ("a", "an") and lows[noun] == "paper") or (
            lows[noun] == "website" and "'s" in lows[low:noun]
        )

    def _of(self, k: int, end: int) -> int:
        """End of "of Norland" after a body's noun: it is part of the name."""
        if k + 1 < end and self.doc.lows[k] == "of":
            j = k + 1
            while j < end and (self.doc.upper[j] or self.doc.lows[j] == "the"):
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
                return mention.voice if mention.voice.group in ("person", "organisation") else None
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
            name = doc.text[doc.starts[first] : doc.end(end + 1)]
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
        if end + 1 >= len(doc.lows) or doc.lows[end] != "," or not doc.upper[end + 1]:
            return None
        stop = end + 1
        while (
            stop < len(doc.lows)
            and stop < end + 6
            and doc.upper[stop]
            and doc.lows[stop] not in self.words.common
        ):
            stop += 1
        if stop == end + 1 or doc.lows[stop : stop + 1] not in ([","], ["."]):
            return None
        return body(self.register, doc, end + 1, stop, "organisation")
