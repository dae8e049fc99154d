"""Documents of our own invention for the tests of this room."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tasks.claims.records import Sentence, TextClaims
from tasks.compare.records import Document
from tasks.compare.sentence_alignment import plain_sentences

_TEXTS = tomllib.loads(Path(__file__).with_name("invented_texts.toml").read_text(encoding="utf-8"))
NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)


def _unwrapped(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def long_text(name: str) -> str:
    """A report of about twelve sentences."""
    return _unwrapped(_TEXTS["long"][name])


def piece(name: str) -> str:
    """A passage that several texts can share."""
    return _unwrapped(_TEXTS["pieces"][name])


def reports(name: str) -> list[tuple[str, str]]:
    """Title and text of short reports on one happening."""
    return [(row["title"], _unwrapped(row["text"])) for row in _TEXTS[name]]


def claims_of(text: str, language: str = "en", **found: tuple) -> TextClaims:
    """Claims with sentences cut plainly and nothing else found unless given."""
    empty = dict.fromkeys(("attributions", "voices", "markings", "numbers", "names", "propositions"), ())
    sentences = tuple(Sentence(span, 0, 0.0) for span in plain_sentences(text))
    return TextClaims(language=language, observed=True, sentences=sentences, **{**empty, **found})


def document(
    name: str,
    text: str,
    title: str = "",
    outlet: str | None = None,
    at: datetime | None = NOON,
    seen: datetime | None = None,
    seen_after: datetime | None = None,
    precision: str | None = "minute",
    article: str | None = None,
    authors: tuple[str, ...] = (),
    language: str = "en",
    day: date | None = None,
    claims: TextClaims | None = None,
) -> Document:
    """A document named `name`; seen ten minutes after it was published unless said."""
    seen = seen or (at or NOON) + timedelta(minutes=10)
    return Document(
        version_id=f"v-{name}",
        article_id=article or f"a-{name}",
        outlet_id=outlet or f"outlet-{name}",
        url=f"https://{name}.example/1",
        title=title,
        authors=authors,
        text=text,
        language=language,
        kind="article",
        full_text=True,
        published_at=at,
        published_precision=precision if at else None,
        first_seen_at=seen,
        seen_after=seen_after,
        day=day or (at or seen).date(),
        claims=claims or claims_of(text, language),
    )
