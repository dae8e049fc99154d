"""Page bytes to text: byte order mark, header, meta and the bytes themselves, in that order of trust."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import category

from tasks.read.alphabets import fit_of, tables
from tasks.read.mended import decode_mixed, may_be_twice, mend_twice

CharsetSource = Literal["bom", "content", "header", "meta", "detected", "assumed"]

# The HTML standard's prescan looks at 1024 bytes; real pages put comments and scripts first.
_META_WINDOW = 4096
# Enough letters to tell codecs apart; more only costs time.
_SAMPLE_BYTES = 6000
# Markup in UTF-16 has a NUL within so many bytes.
_WIDE_LOOK = 200
# Letters of the visible text stand within so many bytes.
_LOOK_BYTES = 400_000
# Invalid sequences per valid one up to which a page is damaged UTF-8 rather than another codec; with several valid ones,
# of which other codecs have at most 0.27 of all by chance (22 languages, 40 codecs), a page may be half of another codec.
_DAMAGED_UTF8, _MIXED_UTF8, _SEVERAL = 0.2, 0.67, 4
# A declaration is worth this much against a guess that fits slightly better.
_DECLARED_BONUS = 0.1
_LETTERS_OF_TEXT = 0.95
# Below this fit the letters do not look like any alphabet we know: ask the detector too.
_DOUBTFUL_FIT = 0.6
# Below this the page counts as damaged by as much as there is of such letters.
_TROUBLED_FIT = 0.3
_FOREIGN_NAMES = 0.01
_DOUBLE_BYTES = ("gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "johab")

#: Characters from U+F000 to U+FFFF begin with it in UTF-8; it is much sooner found than they are.
U_F = b"\xef"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.I
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})""", re.I)
_SILENT = re.compile(rb"<(/?)(script|style)\b[^<>]{0,2000}>", re.I)
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_HIGH_RUN = re.compile(rb"[^\x80-\xff]{0,12}(?:[\x80-\xff][^\x80-\xff]{0,6})+[^\x80-\xff]{0,6}")
# Japanese mail encoding is plain ASCII but for its escapes, which no other page has.
_JIS_ESCAPES = 2
_JIS_ESCAPE = re.compile(rb"\x1b(?:\$[B@]|\$\([DQPO]|\([BJ])")
_JIS = ("iso2022_jp", "iso2022_jp_2004", "iso2022_jp_2")
_KOREAN_ESCAPE = b"\x1b$)C"
# Codecs that are never decoded: what they shifted out of ASCII is damage.
_UTF7 = re.compile(r"\+(?:[A-Za-z0-9/]{3,}[A-Za-z0-9+/]*)-?")
_UTF7_NAMED = re.compile(rb"charset\s*=\s*[\"']?\s*(?:x-)?(?:unicode-1-1-)?utf-?7\b", re.I)
_HZ = re.compile(r"~\{[!-~]{2,}?~\}")
_FEW_SHIFTS = 2
_UTF7_LATIN = re.compile(r"\+A[I-P][A-Za-z0-9+/]-?")
# Bytes that stand in no text but in UTF-16 or UTF-32, and signs that every text in UTF-16 has.
_WIDE_ONLY = re.compile(rb"[\x00-\x08\x10-\x1a\x1c-\x1f]")
_WIDE_SIGNS = frozenset(" \n\u3001\u3002\uff0c\u306e\u306f\u3092")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text. `damaged` is the share (0-1) of U+FFFD among its characters.

    `encoded` is the text in UTF-8 where these are the page's own bytes.
    """

    text: str
    encoding: str
    source: CharsetSource
    damaged: float
    encoded: bytes | None = None


def known_codec(label: str | None) -> str | None:
    """Return the Python codec a charset label stands for, or None when it is not to be believed.

    Labels outside the table are ignored, so utf-7, unicode_escape and the like never decode a page.
    """
    plain = label.strip().lower() if label else ""
    return tables().labels.get(plain) or tables().labels.get(plain.replace("_", "-"))


def decode_page(body: bytes, content_type: str | None) -> Decoded:
    """Decode a page and say by which codec, on whose word, and how much of it is damaged.

    A byte order mark wins if the bytes bear it out; then bytes that are valid UTF-8; then whichever declared or known codec
    gives letters of one alphabet, a declaration counting a little more than a guess.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            rest = body[len(mark) :]
            if _bears_out(rest, codec):
                return _decoded(rest, codec, "bom")
            body = rest
            break
    if wide := _wide_codec(body):
        return _decoded(body, wide, "content")
    header, meta = _declared(body, content_type)
    if body.isascii():
        if len(_JIS_ESCAPE.findall(body)) >= _JIS_ESCAPES:
            codec = next((name for name in _JIS if _strictly(body, name)), _JIS[0])
            return _decoded(body, codec, "content")
        if _KOREAN_ESCAPE in body[:_META_WINDOW]:
            return _decoded(body, "iso2022_kr", "content")
        text = body.decode("ascii")
        return Decoded(text, "utf-8", "content", _shifted_share(text, body, content_type), body)
    believed: CharsetSource = "header" if header == "utf-8" else "content"
    if (strict := _strict_utf8(body)) is not None:
        text = mend_twice(strict) if may_be_twice(body) else strict
        if text is not strict:
            return Decoded(text, "utf-8", believed, _damage(text))
        return Decoded(text, "utf-8", believed, _damage(text) if U_F in body else 0.0, body)
    if _is_utf8(body):
        text = mend_twice(decode_mixed(body, lambda part: fit_of(part, "cp1252") >= _DOUBTFUL_FIT))
        return Decoded(text, "utf-8", believed, _damage(text))
    for declared, whose in ((header, "header"), (meta, "meta")):
        if declared in _DOUBLE_BYTES and _other_script(body, declared):
            return _decoded(body, declared, "header" if whose == "header" else "meta")
    codec, source, fit = _fitting_codec(body, header, meta)
    if codec not in _DOUBLE_BYTES and (
        guess := next((c for c in _DOUBLE_BYTES if _other_script(body, c)), None)
    ):
        return _decoded(body, guess, "detected")
    decoded = _decoded(body, codec, source)
    if fit >= _TROUBLED_FIT:
        return decoded
    return replace(decoded, damaged=max(decoded.damaged, _doubt(body, codec, fit)))


def _bears_out(rest: bytes, codec: str) -> bool:
    """True when what follows a byte order mark can be what it says: some programs put one before anything."""
    if codec == "utf-8":
        return _is_utf8(rest)
    return b"\0" in rest[:_WIDE_LOOK] or b"<" not in rest[:_WIDE_LOOK]


def _decoded(body: bytes, codec: str, source: CharsetSource) -> Decoded:
    text = body.decode(codec, errors="replace")
    return Decoded(text, codec, source, _damage(text))


def _doubt(body: bytes, codec: str, fit: float) -> float:
    """The share of the visible text that is likely wrong where its letters hardly look like any alphabet, else 0.

    No U+FFFD tells of it. A few foreign names in an English text fit no alphabet either.
    """
    visible = _TAG.sub(b" ", _without_scripts(body[:_LOOK_BYTES])).decode(codec, "replace")
    text = " ".join(visible.split())
    odd = sum(c > "\x7f" and c.isalpha() for c in text) / max(1, len(text))
    return round(odd * min(1.0, 1 - fit), 6) if odd > _FOREIGN_NAMES else 0.0


def _other_script(body: bytes, codec: str) -> bool:
    """True when a codec of two bytes a sign gives letters of another script than its own, without one error.

    Greek, Cyrillic and accented letters are part of these codecs; bytes of another codec give errors or mixed signs.
    """
    try:
        text = codecs.getincrementaldecoder(codec)().decode(
            body[:_LOOK_BYTES], final=len(body) <= _LOOK_BYTES
        )
    except UnicodeDecodeError:
        return False
    signs = [c for c in text if c > "\x7f" and category(c)[0] == "L"]
    return len(signs) >= _SEVERAL and sum(c < "\u2000" for c in signs) >= _LETTERS_OF_TEXT * len(signs)


def _damage(text: str) -> float:
    return round(text.count("\ufffd") / len(text), 6) if "\ufffd" in text else 0.0


def _strict_utf8(body: bytes) -> str | None:
    """The text of bytes that are UTF-8 throughout, else None."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _shifted_share(text: str, body: bytes, content_type: str | None) -> float:
    """The share of an ASCII text that stands for something else in a codec that is not decoded."""
    head = body[:_META_WINDOW] + (content_type or "").encode("latin-1", "replace")
    text = text[:_LOOK_BYTES]
    shifted = _HZ.findall(text) if "~{" in text else []
    if _UTF7_NAMED.search(head):
        shifted += _UTF7.findall(text)
    elif "+A" in text and len(latin := _UTF7_LATIN.findall(text)) > _FEW_SHIFTS:
        shifted += latin
    if not shifted:
        return 0.0
    visible = len(_TAG.sub(b" ", body[:_LOOK_BYTES]))
    return round(min(1.0, sum(map(len, shifted)) / max(1, visible)), 6)


def _declared(body: bytes, content_type: str | None) -> tuple[str | None, str | None]:
    in_header = _HEADER.search(content_type or "")
    in_meta = _META.search(body[:_META_WINDOW])
    meta = known_codec(in_meta[1].decode("ascii")) if in_meta else None
    # A meta tag that could be read as ASCII cannot stand in a UTF-16 page.
    if meta and meta.startswith(("utf-16", "utf-32")):
        meta = None
    header = known_codec(in_header[1]) if in_header else None
    if header and header.startswith(("utf-16", "utf-32")):
        header = None  # a page without a mark and without NULs is not UTF-16, whatever it says
    return header, meta


def _wide_codec(body: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so every other byte near a bracket is NUL."""
    head = body[:2000]
    if not _WIDE_ONLY.search(head):
        return None
    if head.startswith((b"<\0\0\0", b"\0\0\0<")):
        return "utf-32-le" if head.startswith(b"<") else "utf-32-be"
    if head.count(0) < len(head) // 8:
        return _wide_script(head)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    if even > 4 * odd:
        return "utf-16-be"
    return None


def _wide_script(head: bytes) -> str | None:
    """UTF-16 of a script other than Latin, in which only blanks, line ends and some signs look odd as bytes."""
    texts = {name: head[: len(head) // 2 * 2].decode(name, "replace") for name in ("utf-16-le", "utf-16-be")}
    signs = {name: sum(c in _WIDE_SIGNS for c in text) for name, text in texts.items()}
    codec = max(signs, key=lambda name: signs[name])
    text = texts[codec]
    letters = sum(c.isalpha() or c.isspace() or category(c)[0] in "PMN" for c in text)
    if signs[codec] <= 2 * min(signs.values()) or letters < _LETTERS_OF_TEXT * len(text):
        return None
    return codec


def _is_utf8(body: bytes) -> bool:
    """True for UTF-8, also for UTF-8 cut off in the middle or with a few broken bytes."""
    try:
        body.decode("utf-8")
        return True
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3:
            return True
    # A part tells as much as the whole, and a page of broken bytes alone would fill the memory.
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = decoder.decode(body[:_LOOK_BYTES], final=len(body) <= _LOOK_BYTES)
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return broken == 0 or (
        whole > 0 and broken / whole < (_MIXED_UTF8 if whole >= _SEVERAL else _DAMAGED_UTF8)
    )


def _fitting_codec(body: bytes, header: str | None, meta: str | None) -> tuple[str, CharsetSource, float]:
    """The codec whose letters look most like an alphabet, on whose word, and how well they fit."""
    sample = _sample(body)
    known = tables()
    fits = {codec: fit_of(sample, codec) for codec in known.codecs}
    rare = known.rare.keys() if max(fits.values()) < _DOUBTFUL_FIT else {meta, header} & known.rare.keys()
    old = {str(codec): fit_of(sample, str(codec)) for codec in rare}
    fits |= {codec: fit for codec, fit in old.items() if fit >= _DOUBTFUL_FIT or codec in (meta, header)}
    for codec in {meta, header} & fits.keys():
        fits[str(codec)] += _DECLARED_BONUS
    best = max(fits, key=lambda codec: fits[codec])
    if fits[best] < _DOUBTFUL_FIT:
        declared = header or meta
        if declared and declared != "utf-8" and _strictly(sample, declared):
            return declared, "header" if header else "meta", fits.get(declared, fits[best])
        from charset_normalizer import from_bytes  # seldom needed

        guess = from_bytes(sample[:_SAMPLE_BYTES]).best()
        if guess is not None and known_codec(guess.encoding.replace("_", "-")) not in (None, "utf-8"):
            codec = str(known_codec(guess.encoding.replace("_", "-")))
            return codec, "detected", fits.get(codec, fits[best])
    if best == header:
        return best, "header", fits[best]
    return best, "meta" if best == meta else "detected", fits[best]


def _strictly(sample: bytes, codec: str) -> bool:
    try:
        sample.decode(codec)
        return True
    except UnicodeDecodeError:
        return False


def _without_scripts(body: bytes) -> bytes:
    """The bytes outside script and style elements, in one pass."""
    parts: list[bytes] = []
    at, inside = 0, False
    for tag in _SILENT.finditer(body):
        if not tag[1] and not inside:
            parts.append(body[at : tag.start()])
            inside = True
        elif tag[1] and inside:
            at, inside = tag.end(), False
    if not inside:
        parts.append(body[at:])
    return b" ".join(parts)


def _sample(body: bytes) -> bytes:
    """The parts of the visible text around bytes above ASCII, up to a few thousand bytes."""
    visible = _TAG.sub(b" ", _without_scripts(body[:_LOOK_BYTES]))
    if visible.isascii():
        visible = body
    parts: list[bytes] = []
    size = 0
    for run in _HIGH_RUN.finditer(visible):
        parts.append(run[0])
        size += len(run[0])
        if size > _SAMPLE_BYTES:
            break
    return b" ".join(parts)[: 2 * _SAMPLE_BYTES]
