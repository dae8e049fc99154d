"""Pages that were encoded twice, or in two codecs at once: mended where there is no doubt, else left and counted.

ftfy, which mends such text letter by letter, also changes pages that only quote a broken letter; a page is mended
here when most of it is broken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

# What cp1252 leaves undefined passes through, as it does in browsers.
_PASSED = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}
_OF_BYTE = [_PASSED.get(n) or bytes([n]).decode("cp1252") for n in range(256)]
_BYTE_OF = {sign: n for n, sign in enumerate(_OF_BYTE)} | {chr(n): n for n in range(0x80, 0xA0)}
_HIGH = re.escape("".join(sorted(sign for sign, n in _BYTE_OF.items() if n >= 0x80)))
_RUN = re.compile(f"[{_HIGH}]+")
# Pairs that no language writes: the two halves of a letter or of a typographic sign.
_SURE = re.compile(f"(?:[ÃÂÄÅÐÑ][{_HIGH}]|â€[{_HIGH}])+")
_SIGNS_OF_IT = ("Ã", "Â", "â€", "Ð", "Ä", "Å")
_AS_CP1252 = {0xDC00 + n: _OF_BYTE[n] for n in range(0x80, 0x100)}
_AS_DAMAGE = {0xDC00 + n: "\ufffd" for n in range(0x80, 0x100)}
# A letter of two to four halves begins with one of these, written in UTF-8 itself.
_HALVED = re.compile(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|[\xe2\xc5\xc6\xcb])")
_LEAST_RUNS = 3
_MOST_OF_ALL = 0.7
_LONE = re.compile("[\udc80-\udcff]+")
_AROUND = 12
# So much is looked at before something is mended, and mended at once: pages may have ten million characters.
_LOOK_CHARS = 200_000
_MOST_PARTS = 500


def may_be_twice(body: bytes) -> bool:
    """Whether a page in UTF-8 holds so many halved letters that a look is worth it; quick, and never wrong in saying no."""
    first = body.find(b"\xc3")  # much sooner found than the whole pattern is, and seldom there in English
    return first >= 0 and len(list(islice(_HALVED.finditer(body, first), _LEAST_RUNS))) == _LEAST_RUNS


def mend_twice(text: str) -> str:
    """Undo UTF-8 that was taken for windows-1252 and encoded again.

    Done where nearly all letters beyond ASCII are halves of others; in one German word „Spaß“ two may be by chance.
    """
    if not any(sign in text for sign in _SIGNS_OF_IT):
        return text
    look = text[:_LOOK_CHARS]
    runs = _RUN.findall(look)
    halves = sum(_joined(run) is not None for run in runs)
    beyond = len(look) - len(look.encode("ascii", "ignore"))
    inside = sum(map(len, runs))
    if halves >= _LEAST_RUNS and halves >= _MOST_OF_ALL * len(runs) and inside >= _MOST_OF_ALL * beyond:
        return _mended(_RUN, text)
    sure = [run for run in _SURE.findall(look) if _joined(run) is not None]
    if len(sure) >= _LEAST_RUNS and any(run.startswith(("Ã", "â€")) for run in sure):
        return _mended(_SURE, text)
    return text


def _mended(halves: re.Pattern[str], text: str) -> str:
    pieces = (text[at : at + _LOOK_CHARS] for at in range(0, len(text), _LOOK_CHARS))
    return "".join(halves.sub(lambda run: _joined(run[0]) or run[0], piece) for piece in pieces)


def _joined(run: str) -> str | None:
    try:
        return bytes(_BYTE_OF[sign] for sign in run).decode("utf-8")
    except UnicodeDecodeError:
        return None


def decode_mixed(body: bytes, reads_well: Callable[[bytes], bool]) -> str:
    """UTF-8 with parts in windows-1252 put right; bytes that are neither become U+FFFD.

    `reads_well` says of the parts, each with the words around it, whether they are words in windows-1252.
    """
    text = body.decode("utf-8", "surrogateescape")
    lone = list(islice(_LONE.finditer(text), _MOST_PARTS))
    if not lone:
        return text
    parts = [text[max(0, p.start() - _AROUND) : p.end() + _AROUND] for p in lone]
    plain = " ".join("".join(c if c < "\x80" or "\udc80" <= c <= "\udcff" else " " for c in p) for p in parts)
    known = reads_well(plain.encode("ascii", "surrogateescape"))
    cut = "\ufffd" if "\udc80" <= text[-1] <= "\udcff" else ""  # the last letter may only be cut off
    return text[: len(text) - len(cut)].translate(_AS_CP1252 if known else _AS_DAMAGE) + cut
