"""What changed between two sentences, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher

#: Longer texts are shown whole, before and after: a word-by-word difference of them helps nobody.
MOST_WORDS = 400


def word_parts(before: str | None, after: str | None) -> list[tuple[str, str]]:
    """Runs of words as (kind, text): `same`, `gone` or `come`, in reading order."""
    old, new = (before or "").split(), (after or "").split()
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return [(kind, text) for kind, text in (("gone", before), ("come", after)) if text]
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("same", " ".join(old[a:b])))
            continue
        if b > a:
            parts.append(("gone", " ".join(old[a:b])))
        if d > c:
            parts.append(("come", " ".join(new[c:d])))
    return parts
