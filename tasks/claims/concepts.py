"""Find the variants of named concepts ("Kyiv" / "Kiev", "invasion" / "special military operation").

The concepts are data (`conceptwords`). Words by which variants are looked up are known when a text is cut
into its tokens, so the cost does not grow with the number of concepts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from tasks.claims.conceptwords import Form, Rule, load_concepts
from tasks.claims.kinds import CONCEPT, JOINED, plain_kinds
from tasks.claims.records import NameGroup, Sentence, Span
from tasks.claims.tokens import Tokens, read_tokens

_FIRST: Final = re.compile(r"[^\W_]+")
_SENTENCE_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_EDGES: Final = "\"“”„'’‘()[],;:!?.—–…"
_REACH: Final = 26


class ConceptHit(NamedTuple):
    """A variant found at `span`."""

    span: Span
    concept: str
    variant: str
    group: NameGroup


def lower_same_length(text: str) -> str:
    """Lower case, one character for one (a few letters have longer small forms)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_concepts(
    text: str, sentences: tuple[Sentence, ...], language: str = "en", tokens: Tokens | None = None
) -> list[ConceptHit]:
    """The variants of named concepts in `text`, in order, without overlap. Linear in its length.

    `tokens` are those of `text`, if they are cut already.
    """
    forms = load_concepts(language).forms
    tokens = tokens or read_tokens(text, plain_kinds(language))
    keyed = tokens.where(CONCEPT)
    if not keyed:
        return []
    low = lower_same_length(text)
    starts = [sentence.span[0] for sentence in sentences]
    words_of: dict[int, frozenset[str]] = {}
    present: dict[Rule, bool] = {}
    hits: list[ConceptHit] = []
    done = 0
    for key, first in _firsts(low, tokens, keyed, forms):
        if key < done:
            continue
        for form in forms[first]:
            start = key - form.lead
            end = start + len(form.low)
            if (
                start < done
                or not low.startswith(form.low, start)
                or not _matches(text, low, start, end, form)
            ):
                continue
            at = max(0, bisect_right(starts, start) - 1)
            span = sentences[at].span if sentences else (0, len(text))
            if all(_holds(low, start, end, rule, span, at, words_of, present) for rule in form.rules):
                hits.append(ConceptHit((start, end), form.concept, form.variant, form.group))
                done = end
                break
    return hits


def _firsts(
    low: str, tokens: Tokens, keyed: list[int], forms: dict[str, tuple[Form, ...]]
) -> list[tuple[int, str]]:
    """Where key words of variants stand, in order; a token may be of several words."""
    out: list[tuple[int, str]] = []
    starts, lows, kinds = tokens.starts, tokens.lows, tokens.kinds
    for k in keyed:
        if kinds[k] & JOINED:
            for part in _FIRST.finditer(low, starts[k], starts[k] + len(tokens.words[k])):
                if part[0] in forms:
                    out.append((part.start(), part[0]))
        else:
            out.append((starts[k], lows[k]))
    return out


def _matches(text: str, low: str, start: int, end: int, form: Form) -> bool:
    if form.exact and not text.startswith(form.written, start):
        return False
    if end < len(low) and (low[end].isalnum() or low[end] == "_"):
        return False
    if form.lead and start and low[start - 1].isalnum():
        return False
    return form.group == "place" or not start or low[start - 1] != "-"


def _holds(
    low: str,
    start: int,
    end: int,
    rule: Rule,
    span: Span,
    at: int,
    words_of: dict[int, frozenset[str]],
    present: dict[Rule, bool],
) -> bool:
    """Whether one rule lets the form at `start..end` count; what is known of a sentence or text is kept."""
    if rule.prev or rule.not_prev:
        before = _before(low, start)
        if before in rule.not_prev or (rule.prev and before not in rule.prev):
            return False
    if rule.next or rule.not_next:
        after = _after(low, end)
        if after in rule.not_next or (rule.next and after not in rule.next):
            return False
    if rule.near or rule.not_near:
        if at not in words_of:
            words_of[at] = frozenset(_SENTENCE_WORD.findall(low[span[0] : span[1]]))
        if not words_of[at].isdisjoint(rule.not_near):
            return False
        if rule.near and words_of[at].isdisjoint(rule.near):
            return False
    if rule.text:
        if rule not in present:
            present[rule] = any(part in low for part in rule.text)
        return present[rule]
    return True


def _before(low: str, start: int) -> str:
    if start and low[start - 1] == "-":
        return "-"
    words = low[max(0, start - _REACH) : start].split()
    return words[-1].strip(_EDGES) if words and words[-1][-1] not in ".!?:;," else ""


def _after(low: str, end: int) -> str:
    if low[end : end + 1] == "-":
        return "-"
    if low[end : end + 1] not in (" ", "/"):
        return ""
    words = low[end : end + _REACH].split()
    return words[0].strip(_EDGES) if words else ""
