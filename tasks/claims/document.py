"""One text cut into tokens, sentences, paragraphs and quotations: what every pattern looks at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from tasks.claims.records import Sentence, Span, Spans
from tasks.claims.sentences import split_sentences
from tasks.claims.text import flatten, paragraphs_of
from tasks.claims.tokens import Tokens, read_tokens


@dataclass(frozen=True, slots=True)
class Document:
    """A text with all its cuts. Offsets are code points into `text`; `flat` has the same length.

    `flat` is the text with its quotation marks, apostrophes, dashes and blanks made uniform: every
    opening mark is “, every closing one ”, every apostrophe ', every blank a plain blank.
    `starts`, `ends`, `words` (as in `flat`) and `lows` (lower case) are parallel lists over the
    tokens. `first[i]` is the first token of sentence i; `first` has one entry more than there are
    sentences. `quote_at[k]` is the index in `quotes` of the quotation token k stands in, else -1.
    `upper[k]`: token k begins with a capital, as those of `capitals` do. `begins` are the sentences' first characters.
    `present` are the distinct words of `lows`, so that a pattern can ask at once whether there is anything to do.
    """

    text: str
    flat: str
    sentences: tuple[Sentence, ...]
    paragraphs: Spans
    quotes: Spans
    starts: list[int]
    ends: list[int]
    words: list[str]
    lows: list[str]
    present: frozenset[str]
    first: list[int]
    quote_at: list[int]
    upper: list[bool]
    capitals: list[int]
    begins: list[int]
    tokens: Tokens

    def sentence_of(self, token: int) -> int:
        """Index of the sentence that holds a token."""
        return max(0, bisect_right(self.first, token) - 1)

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds, or is the last to begin before, a character."""
        return max(0, bisect_right(self.begins, offset) - 1)

    def where(self, words: Collection[str]) -> list[int]:
        """The tokens whose lower case is one of `words`, in order."""
        return self.tokens.where(words)

    def span(self, low: int, high: int) -> Span:
        """Characters from the first of tokens `low..high-1` to the last."""
        return (self.starts[low], self.ends[high - 1])


def cut(text: str, abbreviations: frozenset[str], openers: frozenset[str]) -> Document:
    """Cut a text into its Document; linear in the length of the text."""
    flat, quotes = flatten(text)
    paragraphs = paragraphs_of(flat)
    sentences = split_sentences(flat, paragraphs, quotes, abbreviations, openers)
    tokens = read_tokens(flat)
    starts = tokens.starts
    begins = [sentence.span[0] for sentence in sentences]
    first = [bisect_left(starts, begin) for begin in begins]
    first.append(len(starts))
    quote_at = [-1] * len(starts)
    for number, (start, end) in enumerate(quotes):
        low, high = bisect_left(starts, start), bisect_left(starts, end)
        if high > low:
            quote_at[low:high] = [number] * (high - low)
    return Document(
        text,
        flat,
        sentences,
        paragraphs,
        quotes,
        starts,
        tokens.ends,
        tokens.words,
        tokens.lows,
        tokens.present,
        first,
        quote_at,
        tokens.upper,
        tokens.capitals,
        begins,
        tokens,
    )
