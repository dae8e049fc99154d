"""How well bytes read as the letters of one alphabet, by the tables of charset.toml: no codec fits every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tasks.read.lists import read_list

# In running text the ten most frequent letters make up at least this share.
_FREQUENT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Tables:
    """charset.toml as read: labels to codecs, codecs (and old ones) to alphabets, alphabets to letters."""

    labels: dict[str, str]
    codecs: dict[str, tuple[str, ...]]
    rare: dict[str, tuple[str, ...]]
    alphabets: dict[str, frozenset[str]]
    frequent: dict[str, frozenset[str]]
    shared: frozenset[str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return charset.toml as read."""
    data = read_list("charset.toml")
    return Tables(
        labels=data["labels"],
        codecs={name: tuple(letters) for name, letters in data["codecs"].items()},
        rare={name: tuple(letters) for name, letters in data["rare"].items()},
        alphabets={name: frozenset(letters + letters.upper()) for name, letters in data["alphabets"].items()},
        frequent={name: frozenset(letters + letters.upper()) for name, letters in data["frequent"].items()},
        shared=frozenset(data["shared"]["signs"]),
    )


def fit_of(sample: bytes, codec: str) -> float:
    """How well the bytes read as one alphabet of this codec, about -2 (not at all) to 1 (wholly)."""
    known = tables()
    text = sample.decode(codec, errors="replace")
    signs = [c for c in text if c > "\x7f" and c not in known.shared]
    if not signs:
        return 0.5 if "\ufffd" not in text else -1.0
    best = max(
        _alphabet_fit(signs, known.alphabets[name], name)
        for name in (known.codecs.get(codec) or known.rare[codec])
    )
    return best - _broken_words(text, len(signs))


#: Scripts of thousands of signs: a frequent sign is strong evidence, an infrequent one of the right
#: block weak evidence. Blocks are (first, last) code points.
_BLOCKS = {
    "chinese": (("\u4e00", "\u9fff"), ("\u3000", "\u303f"), ("\uff00", "\uff65")),
    "japanese": (("\u3040", "\u30ff"), ("\u4e00", "\u9fff"), ("\u3000", "\u303f"), ("\uff00", "\uff65")),
    "korean": (("\uac00", "\ud7a3"), ("\u3000", "\u303f")),
}


def _alphabet_fit(signs: list[str], letters: frozenset[str], name: str) -> float:
    blocks = _BLOCKS.get(name)
    if blocks is None:
        # Running text is mostly lower case; a codec of the wrong family (koi8 for 1251) swaps the case.
        fit = sum((0.6 if c.isupper() else 1.0) if c in letters else -1.0 for c in signs) / len(signs)
        usual = tables().frequent.get(name)
        if usual is None or fit < 0:
            return fit
        return fit * min(1.0, sum(c in usual for c in signs) / len(signs) / _FREQUENT_SHARE)
    frequent = sum(c in letters for c in signs)
    inside = sum(any(low <= c <= high for low, high in blocks) for c in signs)
    share, rest = frequent / len(signs), inside / len(signs)
    return min(1.0, 2.2 * share) * rest - 2.0 * (1 - rest)


_CASE_FLIP = re.compile(r"[а-яёіїєґўђјљњћџα-ωά-ώ][А-ЯЁІЇЄҐЎЂЈЉЊЋЏΑ-Ω]")
_MIXED_SCRIPT = re.compile(
    r"[A-Za-z][\u0370-\u05ff\u0600-\u06ff\u0e00-\u0e7f]|[\u0370-\u05ff\u0600-\u06ff\u0e00-\u0e7f][A-Za-z]"
)
_SIGN_IN_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][\u00a1-\u00a9\u00ab-\u00b3\u00b5-\u00b9\u00bb-\u00bf\u20ac„…†‡‰‹›™][A-Za-z\u00c0-\u024f]"
)
_ACCENT_RUN = re.compile(r"[\u00c0-\u024f]{3,}")
_LOWER_UPPER = re.compile(r"[a-zß-ÿā-ž][À-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚŁŃŇŐŘŚŠŤŪŮŰŹŻŽ]")


def _broken_words(text: str, signs: int) -> float:
    """Penalty for words no language writes: flipped case, two scripts in a word, signs inside words."""
    broken = (
        len(_CASE_FLIP.findall(text)) + len(_MIXED_SCRIPT.findall(text)) + len(_SIGN_IN_WORD.findall(text))
    )
    broken += sum(len(run) for run in _ACCENT_RUN.findall(text)) + len(_LOWER_UPPER.findall(text))
    broken += 4 * text.count("\ufffd") + sum(
        2 for c in text if "\x80" <= c <= "\x9f" or "\ue000" <= c <= "\uf8ff"
    )
    return broken / max(1, signs)
