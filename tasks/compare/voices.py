"""One voice under one key across the texts of a story: "Okafor" here is "Ada Okafor" there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tasks.compare.records import Document


def story_voices(documents: Sequence[Document]) -> list[dict[str, str]]:
    """For each document, its voice keys mapped to the story's keys. Unresolved voices are left out.

    A person named by one word joins the only fuller name that ends in it; two candidates: no guess.
    """
    fuller: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for voice in document.claims.voices:
            parts = voice.name.casefold().split()
            if voice.group == "person" and len(parts) > 1:
                fuller[parts[-1]].add(voice.key)
    mapped = []
    for document in documents:
        keys = {}
        for voice in document.claims.voices:
            if voice.group == "unresolved":
                continue
            parts = voice.name.casefold().split()
            alone = voice.group == "person" and len(parts) == 1
            candidates = fuller.get(parts[-1], set()) if alone else set()
            keys[voice.key] = next(iter(candidates)) if len(candidates) == 1 else voice.key
        mapped.append(keys)
    return mapped
