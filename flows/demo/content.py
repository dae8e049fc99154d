"""The bundled newsroom's content: five invented outlets read from `newsroom/<outlet>/`.

A site is a `site.toml` (host, paths, feed, furniture of the pages) and one Markdown-like file per
article version under `articles/`: TOML front matter between `+++` lines, then paragraphs separated
by blank lines. `## ` starts a heading, `> ` a block quotation; in a live blog `## <instant> | <heading>`
starts a post. A file with `modified` is a later version of the article with the same `id`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).parent / "newsroom"
OUTLETS = ("northwire", "courier", "lethmar", "klaxon", "worldglance")

BlockKind = Literal["paragraph", "heading", "quote", "post"]
ArticleKind = Literal["article", "live_blog", "teaser"]
ExtraKind = Literal["soft_404", "tag", "video", "disallowed"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. `at` is the instant of a live blog post's heading, else None."""

    kind: BlockKind
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One text of an article, served from `at` (aware UTC) until the next version's instant."""

    at: datetime
    title: str
    standfirst: str
    byline: str
    note: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the newsroom with all its versions, oldest first."""

    article_id: str
    outlet_id: str
    event: str
    section: str
    kind: ArticleKind
    path: str
    published_at: datetime
    versions: tuple[Version, ...]

    def version_at(self, now: datetime) -> Version:
        """The version served at `now`; a live blog holds only the posts written by then."""
        version = [v for v in self.versions if v.at <= now][-1]
        if self.kind != "live_blog":
            return version
        kept: list[Block] = []
        open_post = True
        for block in version.blocks:
            if block.kind == "post":
                assert block.at is not None
                open_post = block.at <= now
            if open_post:
                kept.append(block)
        return Version(
            version.at, version.title, version.standfirst, version.byline, version.note, tuple(kept)
        )

    def modified_at(self, now: datetime) -> datetime:
        """When what is served at `now` was last changed: version instant or newest visible post."""
        version = self.version_at(now)
        return max([version.at, *(b.at for b in version.blocks if b.at is not None)])


@dataclass(frozen=True, slots=True)
class Extra:
    """A feed link that is no article: soft 404, tag page, video page, disallowed section."""

    kind: ExtraKind
    path: str
    title: str
    published_at: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """One outlet's site: settings from `site.toml`, articles by publication time, extra links."""

    outlet_id: str
    settings: dict[str, Any]
    zone: timezone
    down_on: tuple[str, ...]
    articles: tuple[Article, ...]
    extras: tuple[Extra, ...]

    @property
    def host(self) -> str:
        """Host name under `.example`."""
        return str(self.settings["host"])

    def published(self, now: datetime) -> tuple[Article, ...]:
        """Articles out by `now`, newest first."""
        return tuple(a for a in reversed(self.articles) if a.published_at <= now)


def body_text(version: Version) -> str:
    """The running text of a version: paragraphs and block quotations, one blank line between them."""
    return "\n\n".join(b.text for b in version.blocks if b.kind in ("paragraph", "quote"))


def parse_blocks(body: str) -> tuple[Block, ...]:
    """Blocks of a body written as described at the top of this module."""
    blocks = []
    for chunk in body.split("\n\n"):
        text = " ".join(line.strip() for line in chunk.strip().splitlines())
        if not text:
            continue
        if text.startswith("## ") and " | " in text and text[3:7].isdigit():
            instant, heading = text[3:].split(" | ", 1)
            blocks.append(Block("post", heading, datetime.fromisoformat(instant).astimezone(UTC)))
        elif text.startswith("## "):
            blocks.append(Block("heading", text[3:]))
        elif text.startswith("> "):
            blocks.append(Block("quote", text[2:].replace(" > ", " ")))
        else:
            blocks.append(Block("paragraph", text))
    return tuple(blocks)


def read_article_file(path: Path) -> tuple[dict[str, Any], tuple[Block, ...]]:
    """Front matter and blocks of one file. Raises ValueError naming the file when it has no front matter."""
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError(f"{path.name!r} has no front matter: begin it with a +++ line, TOML, and +++")
    return tomllib.loads(parts[1]), parse_blocks(parts[2])


@lru_cache
def load_site(outlet_id: str) -> Site:
    """The site of one of `OUTLETS`, read once per process."""
    folder = ROOT / outlet_id
    settings = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[dict[str, Any], tuple[Block, ...]]]] = {}
    for path in sorted((folder / "articles").glob("*.md")):
        front, blocks = read_article_file(path)
        found.setdefault(front["id"], []).append((front, blocks))
    articles = sorted(
        (_article(outlet_id, settings, files) for files in found.values()),
        key=lambda a: (a.published_at, a.article_id),
    )
    extras = tuple(
        Extra(e["kind"], e["path"], e["title"], _utc(e["published"]), tuple(e["paragraphs"]))
        for e in settings.get("extra", [])
    )
    zone = timezone(timedelta(hours=settings["utc_offset_hours"]))
    return Site(outlet_id, settings, zone, tuple(settings.get("down_on", [])), tuple(articles), extras)


def load_newsroom() -> tuple[Site, ...]:
    """All five sites in the order of `OUTLETS`."""
    return tuple(load_site(outlet_id) for outlet_id in OUTLETS)


def find_article(article_id: str) -> Article:
    """The article of that id. Raises KeyError when the newsroom has none."""
    for site in load_newsroom():
        for article in site.articles:
            if article.article_id == article_id:
                return article
    raise KeyError(f"no article {article_id!r} in the newsroom")


def article_text(article_id: str, version: int = -1) -> str:
    """Running text of an article's version by index, the last one unless told: what gold labels refer to."""
    return body_text(find_article(article_id).versions[version])


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _article(
    outlet_id: str, settings: dict[str, Any], files: list[tuple[dict[str, Any], tuple[Block, ...]]]
) -> Article:
    files = sorted(files, key=lambda file: _utc(file[0].get("modified", file[0]["published"])))
    first = files[0][0]
    published_at = _utc(first["published"])
    local = first["published"].astimezone(timezone(timedelta(hours=settings["utc_offset_hours"])))
    path = settings["article_path"].format(
        year=f"{local:%Y}",
        month=f"{local:%m}",
        day=f"{local:%d}",
        section=first["section"],
        slug=first["slug"],
    )
    versions = tuple(
        Version(
            _utc(front.get("modified", front["published"])),
            front["title"],
            front.get("standfirst", ""),
            front.get("byline", ""),
            front.get("note", ""),
            blocks,
        )
        for front, blocks in files
    )
    return Article(
        first["id"],
        outlet_id,
        first["event"],
        first["section"],
        first.get("kind", "article"),
        path,
        published_at,
        versions,
    )
