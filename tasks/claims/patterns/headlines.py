"""A name and a colon: headlines ("Minister: no deal") and transcripts ("SMITH: I never said so.")."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns.ends import clause_end, trim
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft
from tasks.claims.patterns.words import NUMBER, OPEN, REL, SUB, THAT, TIME

_FEWEST_TURNS: Final = 2  # so many paragraphs of one text in this form make a transcript

_NO_SPEAKERS: Final = frozenset(
    {
        "breaking",
        "watch",
        "video",
        "exclusive",
        "update",
        "report",
        "analysis",
        "opinion",
        "photos",
        "live",
        "poll",
        "editorial",
        "q",
        "a",
        "note",
        "read",
        "correction",
        "contact",
        "email",
        "source",
        "twitter",
        "facebook",
        "related",
        "listen",
        "more",
        "photo",
        "image",
        "contributing",
        "abstract",
        "file",
        "picture",
        "slideshow",
        "additional",
        "reporting",
        "editing",
        "writing",
        "updated",
        "published",
        "advertisement",
        "see",
        "also",
        "story",
        "warning",
        "summary",
    }
)


def colon(r: Reader) -> bool:
    """A short name, then a colon, then a content, at the head of a sentence."""
    k = r.a
    while k < min(r.b, r.a + 10) and r.lows[k] != ":":
        if r.quote_at[k] >= 0 or r.lows[k] in ",;" or r.tags[k] in (SUB, REL, THAT) or r.finite(k):
            return False
        k += 1
    if k >= min(r.b, r.a + 10) or k == r.a or k + 2 >= r.b:
        return False
    if not all(r.upper[j] or r.tags[j] != OPEN for j in range(r.a, k)) or r.lows[r.a] in _NO_SPEAKERS:
        return False
    if r.tags[k - 1] not in (OPEN, TIME) or r.tags[r.a] == NUMBER or r.taken[k + 1]:
        return False
    quoted = r.quote_at[k + 1] >= 0
    first = r.doc.sentences[r.sentence].paragraph == 0
    if not (quoted or first):
        return False
    end = trim(r, k + 1, r.b)
    r.add(Draft([(r.a, k)], [(k, k + 1)], [(k + 1, end)], None, "colon", direct=quoted))
    return True


_SPEAKING: Final = frozenset({"say", "admit", "claim", "deny"})
_PICTURES: Final = frozenset({"image", "photo", "photograph", "picture", "video", "audio"})


def captioned(r: Reader, a: int, b: int) -> bool:
    """Is the sentence from a to b a caption that ends in its maker ("The quay at dawn. Photo: A. Brint.")?"""
    for k in range(b - 2, max(a, b - 12) - 1, -1):
        if r.lows[k] == ":" and k > a:
            return r.lows[k - 1] in _PICTURES and r.upper[k - 1] and r.upper[k + 1]
    return False


def colon_tail(r: Reader) -> bool:
    """A headline that names its source last: "Talks have failed: envoy"."""
    end = trim(r, r.a, r.b)
    for k in range(max(r.a + 2, end - 5), end - 1):
        if r.lows[k] != ":" or r.quote_at[k] >= 0:
            continue
        if any(r.finite(j) or r.quote_at[j] >= 0 for j in range(k + 1, end)) or r.tags[end - 1] != OPEN:
            return False
        quoted = r.quote_at[r.a] >= 0 and r.quote_at[r.a] == r.quote_at[k - 1]
        if r.taken[k - 1] or not (quoted or any(r.finite(j) for j in range(r.a, k))):
            return False
        r.add(Draft([(k + 1, end)], [(k, k + 1)], [(r.a, k)], None, "colon tail", direct=quoted))
        return True
    return False


def colon_quote(r: Reader) -> bool:
    """ "... — Ada Brint: “We lost.”", "The board was blunt: “No.”": a quotation after a colon inside a sentence."""
    for k in range(r.a + 1, r.b - 2):
        if r.lows[k] != ":" or r.quote_at[k] >= 0 or r.quote_at[k + 1] < 0 or r.taken[k + 1]:
            continue
        low = k
        while low > r.a and (
            (r.upper[low - 1] and r.tags[low - 1] == OPEN) or r.lows[low - 1] in (".", "and")
        ):
            low -= 1
        while low < k and r.lows[low] in (".", "and"):
            low += 1
        if (
            low < k
            and not r.cased
            and not r.taken[low]
            and (low == r.a or r.lows[low - 1] in ("—", "from", "here", "'s"))
        ):
            r.add(
                Draft([(low, k)], [(k, k + 1)], [(k + 1, clause_end(r, k + 1))], None, "colon", direct=True)
            )
            return True
        subject = r.main_subject(k)
        if subject is None or r.taken[subject.low] or subject.high >= k:
            return False
        verb = subject.high + (1 if r.lows[subject.high] == "," else 0)
        said = _said_before(r, k)
        if said is not None:
            source, cue = said.source, said.cue
            content = (k + 1, clause_end(r, k + 1))
            r.add(Draft(source, cue, [content], said.entry, "colon after clause", direct=True))
            return True
        if verb >= k or any(r.taken[j] for j in range(verb, k)):
            return False
        r.add(
            Draft(
                [(subject.low, subject.high)],
                [(verb, k)],
                [(k + 1, clause_end(r, k + 1))],
                None,
                "colon after clause",
                direct=True,
            )
        )
        return True
    return False


def _said_before(r: Reader, colon: int) -> Draft | None:
    """What somebody said, defended or denied right before the colon, as no quotation of its own."""
    for draft in r.drafts[:-4:-1]:
        if draft.sentence != r.sentence or draft.direct or not draft.source or draft.entry is None:
            continue
        if draft.content[-1][1] == colon and draft.entry.kind == "verb" and draft.entry.group in _SPEAKING:
            return draft
    return None


def transcripts(r: Reader) -> set[int]:
    """Speeches of a transcript, each whole paragraph its speaker's; returns the sentences taken.

    "Q:" and "A:" name nobody and are left alone; so is a colon with no second one like it, unless
    the name is in capitals.
    """
    doc = r.doc
    turns: list[tuple[int, int]] = []  # (first sentence of the paragraph, token of the colon)
    sure = 0
    previous = -1
    for i, sentence in enumerate(doc.sentences):
        if sentence.paragraph == previous:
            continue
        previous = sentence.paragraph
        a, b = doc.first[i], doc.first[i + 1]
        opened = doc.lows[a] == "“"  # every turn opens with a mark, as in a transcript quoted whole
        a += opened
        k = a
        while k < min(b, a + 5) and (doc.upper[k] or doc.words[k] == "."):
            k += 1
        if k == a or k + 5 >= b or doc.words[k] != ":" or i == 0 or len(doc.lows[a]) < 2:
            continue
        if doc.lows[a] in _NO_SPEAKERS or any(r.tags[j] != OPEN and doc.words[j] != "." for j in range(a, k)):
            continue
        if r.quote_at[k + 1] >= 0 and not opened:
            continue
        turns.append((i, k))
        sure += doc.words[k - 1].isupper()
    if len(turns) < _FEWEST_TURNS and not sure:
        return set()
    taken: set[int] = set()
    for i, k in turns:
        last = i
        while (
            last + 1 < len(doc.sentences) and doc.sentences[last + 1].paragraph == doc.sentences[i].paragraph
        ):
            last += 1
        r.enter(i)
        end = doc.first[last + 1]
        low = doc.first[i] + (doc.lows[doc.first[i]] == "“")
        r.add(Draft([(low, k)], [(k, k + 1)], [(k + 1, end)], None, "transcript"))
        taken.update(range(i, last + 1))
    return taken
