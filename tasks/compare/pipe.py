"""`parallax pipe stories` without the lines: dictionaries in, story and reprint of each out.

The same matcher and the same reprint rules as the daily run, over all rows at once; a row without a
time has no window in time and may join any story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tasks.claims.records import TextClaims
from tasks.compare.records import Document
from tasks.compare.reprints import ReprintSettings, find_reprints, origin_of
from tasks.compare.stories import StorySettings, group_articles, story_id_of
from tasks.compare.times import best_instant
from tasks.read.language import stated_language, text_language

#: Stands in for "first seen" of a row without a time; never used as a distance in time.
_UNDATED = datetime(9000, 1, 1, tzinfo=UTC)
#: Under this many characters a guess of the language is worth less than the language of the others.
_SHORT = 400


def group_stream(
    items: Iterable[Mapping[str, Any]],
    settings: StorySettings = StorySettings(),  # noqa: B008 - frozen
    reprints: ReprintSettings = ReprintSettings(),  # noqa: B008 - frozen
) -> Iterator[dict[str, Any]]:
    """Yield {id, story, reprint_of?} for each {id, title, text, published_at?, outlet?, language?}.

    Answers come in the order of the rows; a row that cannot be read answers {id, error}. The grouping
    does not depend on the order. Rows with one id are versions of one article. `reprint_of` is the id
    of the row that a row repeats.
    """
    answers: list[tuple[Any, Document | str]] = []
    times: Counter[str] = Counter()
    for item in items:
        identity = item.get("id")
        times[str(identity)] += 1
        answers.append((identity, _document(item, times[str(identity)])))
    documents = _with_languages([document for _, document in answers if isinstance(document, Document)])
    copied = find_reprints(documents, reprints)
    stories = _stories(documents, settings, origin_of(copied, documents))
    names = {
        document.version_id: identity for identity, document in answers if isinstance(document, Document)
    }
    copies = {row.version_id: row for row in copied}
    for identity, document in answers:
        if isinstance(document, str):
            yield {"id": identity, "error": document}
            continue
        answer: dict[str, Any] = {"id": identity, "story": stories[document.version_id]}
        copy = copies.get(document.version_id)
        if copy is not None and copy.origin_version_id is not None:
            answer["reprint_of"] = names[copy.origin_version_id]
        yield answer


def _stories(
    documents: list[Document], settings: StorySettings, origins: Mapping[str, str]
) -> dict[str, str]:
    out: dict[str, str] = {}
    for language in sorted({document.language for document in documents}):
        here = sorted(
            (d for d in documents if d.language == language),
            key=lambda d: (best_instant(d), d.article_id, d.version_id),
        )
        first: dict[str, int] = {}
        starts = [first.setdefault(document.article_id, row) for row, document in enumerate(here)]
        groups = group_articles(here, starts, frozenset(), len(here), language, settings.matcher, origins)
        seeds: dict[int, str] = {}
        for document, group in zip(here, groups, strict=True):
            out[document.version_id] = story_id_of(seeds.setdefault(group, document.article_id))
    return out


def _document(item: Mapping[str, Any], occurrence: int) -> Document | str:
    """The row as a document, or what is wrong with it."""
    identity = item.get("id")
    if identity is None:
        return "no id"
    title, text = item.get("title") or "", item.get("text") or ""
    if not isinstance(title, str) or not isinstance(text, str):
        return "title and text must be strings"
    if not (title.strip() or text.strip()):
        return "neither title nor text"
    at, precision = _time(item.get("published_at"))
    seen = at + (timedelta(days=1) if precision == "day" else timedelta(0)) if at else _UNDATED
    language = stated_language(item.get("language") or item.get("lang"))
    if language is None:
        language = text_language(f"{title}\n{text}", None) if len(title) + len(text) >= _SHORT else None
    language = language or ""
    return Document(
        version_id=f"{identity}\n{occurrence:09d}",
        article_id=str(identity),
        outlet_id=str(item.get("outlet") or f"unnamed outlet of {identity}"),
        url="",
        title=title,
        authors=(),
        text=text,
        language=language,
        kind="article",
        full_text=True,
        published_at=at,
        published_precision=precision,
        first_seen_at=seen,
        seen_after=None,
        day=seen.date(),
        claims=TextClaims(language, False, (), (), (), (), (), (), ()),
    )


def _time(stated: object) -> tuple[datetime | None, str | None]:
    """A date or an ISO instant (naive means UTC); a time nobody can read is no time."""
    if not isinstance(stated, str):
        return None, None
    try:
        at = datetime.fromisoformat(stated.strip())
    except ValueError:
        return None, None
    precision = "day" if len(stated.strip()) <= 10 else "second"
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), precision


def _with_languages(documents: list[Document]) -> list[Document]:
    """Rows too short for a guess get the language most rows have."""
    counts = Counter(document.language for document in documents if document.language)
    most = min(counts, key=lambda code: (-counts[code], code)) if counts else "en"
    return [d if d.language else replace(d, language=most) for d in documents]
