"""The language of a text: what the words say, settled by what the page says when the words are few."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

# A statistical guess on fewer letters than this is a coin toss next to the page's own statement.
_ENOUGH_CHARS: Final = 200
# Of fewer letters nothing is said.
_FEW_CHARS: Final = 20
# The guess needs no more than this much text; longer only costs time.
_SAMPLE_CHARS: Final = 1500
# So much tells the language of nearly every text, with at least this probability; else the whole sample is asked.
_GLANCE_CHARS: Final = 400
_CERTAIN: Final = 0.999
# Above this probability the words overrule a page whose template states another language.
_SURE: Final = 0.98

# Words as frequent as these together only in an English text: no other language uses two of them alike.
_ENGLISH: Final = re.compile(r"\b(?:the|of|that|with|from|which)\b")
_ENGLISH_SHARE: Final = 0.07
# With more of its frequent words, of which other languages have some, a text that is said to be in a language is: this
# share of all words or more in nine texts in ten, and less than half of it in any text of another language.
_FREQUENT: Final = {
    "en": re.compile(
        r"\b(?:the|of|and|to|that|with|from|which|for|this|have|are|were|has|their|been|they|would|said|at|by|its|be"
        r"|as|it)\b"
    ),
    "de": re.compile(r"\b(?:der|die|und|das|nicht|von|mit|ist|für|auf|dem|sich|den|ein|eine|zu|im)\b"),
}
_FREQUENT_SHARE: Final = 0.12
_TAG: Final = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*$")
# Codes that differ between pages and the detector.
_SAME: Final = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "tl": "fil",
    "eng": "en",
    "ger": "de",
    "deu": "de",
}


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def warm() -> None:
    """Load the model now, so that the first page does not pay for it."""
    _identifier().classify("a few words")


def stated_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag ("de-AT" -> "de"), or None when it is none."""
    match = _TAG.match(tag or "")
    return _SAME.get(match[1].lower(), match[1].lower()) if match else None


def plain_language(text: str, usual: str | None = None) -> str | None:
    """Return the ISO 639-1 code of a text that states none; plain English is told without the model.

    A text that is short, or of which the model is not sure, is taken for the `usual` language. Loading the
    model takes longer than all else that is done with a few texts.
    """
    sample = text[:_SAMPLE_CHARS]
    if len(sample) >= _ENOUGH_CHARS and _is_plain_english(sample):
        return "en"
    return text_language(text, usual)


def _is_plain_english(sample: str) -> bool:
    words = sample.count(" ") + 1
    return len(_ENGLISH.findall(sample)) >= _ENGLISH_SHARE * words


def _bears_out(sample: str, stated: str | None) -> bool:
    """Whether the frequent words alone tell that a text is in the stated language, English where none is stated."""
    frequent = _FREQUENT.get(stated or "en")
    return frequent is not None and len(frequent.findall(sample)) >= _FREQUENT_SHARE * (sample.count(" ") + 1)


def text_language(text: str, stated: str | None) -> str | None:
    """Return the ISO 639-1 code of the text's language.

    Short texts take the page's statement; longer ones the detector's, unless it is unsure and the
    page states one. Plain English that nobody says is another language, and texts whose frequent words are those of
    the language they are stated to be in, are told without the detector.
    """
    stated = stated_language(stated)
    sample = text[:_SAMPLE_CHARS]
    letters = sum(c.isalpha() for c in sample[: 2 * _ENOUGH_CHARS])
    if letters < _ENOUGH_CHARS:
        letters = sum(c.isalpha() for c in sample)
    if letters < _ENOUGH_CHARS and stated:
        return stated
    if letters < _FEW_CHARS:
        return None
    if letters >= _ENOUGH_CHARS and stated in (None, "en") and _is_plain_english(sample):
        return "en"
    if letters >= _ENOUGH_CHARS and _bears_out(sample, stated):
        return stated or "en"
    code, probability = _identifier().classify(sample[:_GLANCE_CHARS])
    if probability < _CERTAIN and len(sample) > _GLANCE_CHARS:
        code, probability = _identifier().classify(sample)
    code = _SAME.get(code, code)
    if stated and stated != code and probability < _SURE:
        return stated
    return str(code)
