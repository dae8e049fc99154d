"""Documents given on the command line: plain text and HTML files, read as if they were pages."""

from __future__ import annotations

import re
import unicodedata

from tasks.read.charset import Decoded, decode_page
from tasks.read.language import plain_language
from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal
from tasks.read.refusals import MAX_BODY_BYTES
from tasks.read.tree import looks_like_html

_MAX_DAMAGE = 0.02
_MAX_TITLE_CHARS = 160
# Share of control characters above which bytes are not a text.
_MAX_CONTROLS = 0.01
# A run of letters longer than any word, if most runs are so long, is no text; from Thai (U+0E00) on, scripts may
# part no words.
_LONGEST_RUN = 150
# Share of box-drawing characters above which an old codec has been found in bytes that are no text.
_MAX_FRAMES = 0.05
_FIRST_UNPARTED = 0x0E00

_HTML_NAME = re.compile(r"\.x?html?$", re.I)
_TEXT_NAME = re.compile(r"\.(?:txt|text|md|asc)$", re.I)
_BREAK = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_SENTENCE_END = re.compile(r"[.!?…。]['\"”’»)]*$")


def read_document(body: bytes, *, name: str, content_type: str | None) -> PageText | Refusal:
    """Read one document. HTML goes the way of a fetched page; plain text is kept as it is.

    Of plain text only the newlines are normalised. Its first line becomes the title when it looks
    like one: short, no sentence end, a blank line or a longer line after it.
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Refusal("empty", f"{name!r} has no text")
    if len(body) > MAX_BODY_BYTES:
        return Refusal("too_large", f"{name!r} has {len(body):,} bytes; at most {MAX_BODY_BYTES:,} are read")
    if _is_html(body, name, content_type):
        return read_page(body, url=None, content_type=content_type or "text/html", fetched_at=None)
    decoded = decode_page(body, content_type)
    if _is_binary(body, decoded):
        return Refusal("not_html", f"{name!r} is not a text; give .txt or .html")
    if decoded.damaged > _MAX_DAMAGE:
        return Refusal("bad_charset", f"{name!r} cannot be read as {decoded.encoding}; save it as UTF-8")
    return _plain(decoded)


def _is_html(body: bytes, name: str, content_type: str | None) -> bool:
    if content_type:
        return "html" in content_type.lower()
    if _HTML_NAME.search(name):
        return True
    if _TEXT_NAME.search(name):
        return False
    head = body[:2000].decode("latin-1")
    return looks_like_html(head) and bool(re.match(r"\s*(?:\ufeff|ï»¿)?\s*<", head))


def _is_binary(body: bytes, decoded: Decoded) -> bool:
    if not decoded.encoding.startswith(("utf-16", "utf-32")) and b"\x00" in body[:8000]:
        return True
    sample = decoded.text[:8000]
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f" for c in sample)
    return controls > _MAX_CONTROLS * max(1, len(sample)) or _has_no_words(sample)


def _has_no_words(sample: str) -> bool:
    """Whether letters of a script that parts its words run on without a blank, as in bytes read as letters."""
    if sum("\u2500" <= c <= "\u25ff" for c in sample) > _MAX_FRAMES * len(sample):
        return True
    runs = sample.split()
    if max((len(run) for run in runs), default=0) < _LONGEST_RUN:
        return False
    letters = [ord(c) for c in sample if c.isalpha()]
    return len(runs) < len(sample) / _LONGEST_RUN and max(letters, default=0) < _FIRST_UNPARTED


def _plain(decoded: Decoded) -> PageText | Refusal:
    text = _BREAK.sub("\n", decoded.text).strip("\n \t")
    title, text = _split_title(text)
    return PageText(
        text=text,
        title=title,
        authors=(),
        published=None,
        modified=None,
        language=plain_language(text),
        section=None,
        canonical_url=None,
        kind="article",
        free_access=None,
        encoding=decoded.encoding,
        damaged=decoded.damaged,
        methods=(
            ("text", "plain"),
            *((("title", "first_line"),) if title else ()),
            ("encoding", decoded.source),
        ),
    )


def _split_title(text: str) -> tuple[str | None, str]:
    first, _, rest = text.partition("\n")
    line, rest = first.strip(), rest.strip("\n")
    following = rest.partition("\n")[0].strip()
    if not line or not following or len(line) > _MAX_TITLE_CHARS or _SENTENCE_END.search(line):
        return None, text
    blank_after = (
        text[len(first) :].startswith("\n\n") or not text[len(first) + 1 :].partition("\n")[0].strip()
    )
    if blank_after or len(following) > len(line):
        return line.lstrip("# ").strip() or None, rest
    return None, text
