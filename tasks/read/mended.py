"""Pages that were encoded twice, or in two codecs at once: mended where there is no doubt, else left and counted."""

from __future__ import annotations

import re
from collections.abc import Callable

# What cp1252 leaves undefined passes through, as it does in browsers.
_PASSED = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}
_OF_BYTE = [_PASSED.get(n) or bytes([n]).decode("cp1252") for n in range(256)]
_BYTE_OF = {sign: n for n, sign in enumerate(_OF_BYTE)} | {chr(n): n for n in range(0x80, 0xA0)}
_HIGH = re.escape("".join(sorted(sign for sign, n in _BYTE_OF.items() if n >= 0x80)))
_RUN = re.compile(f"[{_HIGH}]+")
# Pairs that no language writes: the two halves of a letter or of a typographic sign.
_SURE = re.compile(f"(?:[ÃÂÄÅÐÑ][{_HIGH}]|â€[{_HIGH}])+")
_SIGNS_OF_IT = ("Ã", "Â", "â€", "Ð", "Ä", "Å")
_LEAST_RUNS = 3
_MOST_OF_ALL = 0.7
_LONE = re.compile("[\udc80-\udcff]+")
_AROUND = 12


def mend_twice(text: str) -> str:
    """Undo UTF-8 that was taken for windows-1252 and encoded again.

    Done where nearly all letters beyond ASCII are halves of others; in one German word „Spaß“ two may be by chance.
    """
    if not any(sign in text for sign in _SIGNS_OF_IT):
        return text
    runs = _RUN.findall(text)
    halves = sum(_joined(run) is not None for run in runs)
    beyond = sum(1 for c in text if c > "\x7f")
    inside = sum(map(len, runs))
    if halves >= _LEAST_RUNS and halves >= _MOST_OF_ALL * len(runs) and inside >= _MOST_OF_ALL * beyond:
        return _RUN.sub(lambda run: _joined(run[0]) or run[0], text)
    sure = [run for run in _SURE.findall(text) if _joined(run) is not None]
    if len(sure) >= _LEAST_RUNS and any(run.startswith(("Ã", "â€")) for run in sure):
        return _SURE.sub(lambda run: _joined(run[0]) or run[0], text)
    return text


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
    lone = list(_LONE.finditer(text))
    parts = [text[max(0, p.start() - _AROUND) : p.end() + _AROUND] for p in lone]
    plain = " ".join("".join(c if c < "\x80" or "\udc80" <= c <= "\udcff" else " " for c in p) for p in parts)
    known = bool(lone) and reads_well(plain.encode("ascii", "surrogateescape"))

    def put(found: re.Match[str]) -> str:
        if not known or found.end() >= len(text):  # the last letter may only be cut off
            return "\ufffd" * len(found[0])
        return "".join(_OF_BYTE[ord(c) - 0xDC00] for c in found[0])

    return _LONE.sub(put, text)
