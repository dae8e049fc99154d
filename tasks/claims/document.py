"""One text cut into tokens, sentences, paragraphs and quotations: what every pattern looks at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from tasks.claims.posts import Post, embedded_posts, quoted_with
from tasks.claims.records import Sentence, Span, Spans
from tasks.claims.sentences import split_sentences
from tasks.claims.text import flatten, paragraphs_of
from tasks.claims.tokens import Memory, Tokens, read_tokens


@dataclass(frozen=True, slots=True)
class Document:
    """A text with all its cuts. Offsets are code points into `text`; `flat` has the same length.

    `flat` is the text with its quotation marks, apostrophes, dashes and blanks made uniform: every
    opening mark is “, every closing one ”, every apostrophe ', every blank a plain blank.
    `starts`, `words` (as in `flat`) and `lows` (lower case) are parallel lists over the
    tokens. `first[i]` is the first token of sentence i; `first` has one entry more than there are
    sentences. `quote_at[k]` is the index in `quotes` of the quotation token k stands in, else -1.
    `upper[k]`: token k begins with a capital, as those of `capitals` do. `begins` are the sentences' first characters.
    `kinds[k]` tells what token k may begin (see `kinds`). `posts` are embedded posts, whose words are among `quotes`.
    """

    text: str
    flat: str
    sentences: tuple[Sentence, ...]
    paragraphs: Spans
    quotes: Spans
    posts: tuple[Post, ...]
    starts: list[int]
    words: list[str]
    lows: list[str]
    first: list[int]
    quote_at: list[int]
    upper: list[bool]
    capitals: list[int]
    begins: list[int]
    kinds: list[int]
    tokens: Tokens

    def sentence_of(self, token: int) -> int:
        """Index of the sentence that holds a token."""
        return max(0, bisect_right(self.first, token) - 1)

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds, or is the last to begin before, a character."""
        return max(0, bisect_right(self.begins, offset) - 1)

    def where(self, kind: int) -> list[int]:
        """The tokens that may begin something of a kind, in order."""
        return self.tokens.where(kind)

    def end(self, token: int) -> int:
        """The first character after a token."""
        return self.starts[token] + len(self.words[token])

    def span(self, low: int, high: int) -> Span:
        """Characters from the first of tokens `low..high-1` to the last."""
        return (self.starts[low], self.end(high - 1))


_NO_KINDS: Final[Memory[int]] = Memory(lambda word: 0)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in a language of which nothing is known."""
    flat, quotes = flatten(text)
    return split_sentences(flat, paragraphs_of(flat), quotes, frozenset(), frozenset())


def cut(
    text: str, abbreviations: frozenset[str], openers: frozenset[str], kinds: Memory[int] = _NO_KINDS
) -> Document:
    """Cut a text into its Document; linear in the length of the text."""
    flat, quotes = flatten(text)
    paragraphs = paragraphs_of(flat)
    posts = embedded_posts(flat, paragraphs)
    quotes = quoted_with(quotes, posts)
    sentences = split_sentences(flat, paragraphs, quotes, abbreviations, openers)
    tokens = read_tokens(flat, kinds)
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
        posts,
        starts,
        tokens.words,
        tokens.lows,
        first,
        quote_at,
        tokens.upper,
        tokens.capitals,
        begins,
        tokens.kinds,
        tokens,
    )
