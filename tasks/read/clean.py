"""Characters of scraped text made safe to show and to match; the raw page keeps them all."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# C0/C1 controls, bidi embeddings, overrides and isolates, zero-width space and joiners that no word needs,
# byte order marks, interlinear marks, tag characters, private noncharacters.
_DROPPED: Final = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SPACE: Final = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAK: Final = re.compile(r"\r\n?|[\x0c\x85\u2028\u2029]")
# Joiners shape letters in Arabic, Indic scripts and emoji; between Latin letters they only hide words.
_STRAY_JOINER: Final = re.compile(r"(?<=[\x00-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u024f])")


def clean_line(text: str) -> str:
    """Return the text as one line: NFC, no controls or hidden marks, single spaces."""
    line = " ".join(text.split())
    if line.isprintable() and (line.isascii() or unicodedata.is_normalized("NFC", line)):
        return line
    return " ".join(clean_text(line).split())


def clean_text(text: str) -> str:
    """Return the text in NFC without controls and hidden marks; line breaks as newline, spaces as space."""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAK.sub("\n", text)
    text = _STRAY_JOINER.sub("", _DROPPED.sub("", text))
    return unicodedata.normalize("NFC", _SPACE.sub(" ", text))
