# ruff: noqa: E501 - pages stand here as a server would send them
"""Pages of an invented newsroom in several templates; every name and event is made up."""

from __future__ import annotations

import json

TITLE = "Harbour board approves second ferry to Skarn island"
STANDFIRST = "The vote ends two years of argument over the price of the crossing."
PARAGRAPHS = (
    "The harbour board voted on Tuesday to order a second ferry for the crossing to Skarn island, ending two years "
    "of argument over its price.",
    "“We could not have waited another winter,” said Ulla Brandt, who chairs the board. She put the cost at 4.2 "
    "million crowns, a figure the island council disputes.",
    "Residents said the decision came late. A petition with 3,000 names had been handed to the council in the spring, "
    "and two public meetings had been called off.",
    "The first crossing is planned for the autumn of next year, the board said in a statement. The yard in Velm will "
    "build the hull.",
)
TEXT = "\n\n".join(PARAGRAPHS)
URL = "https://www.kestrelpost.example.com/news/2026/03/10/second-ferry-skarn"
_TEASERS = "".join(
    f'<li><a href="/news/{n}">{t}</a></li>'
    for n, t in enumerate(
        ("Storm closes the coast road", "School roof to be mended", "Mayor opens winter market")
    )
)
_MENU = (
    "<nav class='main-menu'><ul><li><a href='/'>Home</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
)
_FOOTER = "<footer><p>© Kestrel Post. All rights reserved. Contact the newsroom or read our privacy policy.</p></footer>"


def paragraphs(parts: tuple[str, ...] = PARAGRAPHS) -> str:
    """The paragraphs as p elements."""
    return "".join(f"<p>{p}</p>" for p in parts)


def jsonld(**fields: object) -> str:
    """A NewsArticle block with the invented article's fields, some replaced."""
    node: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": "2026-03-10T07:30:00+01:00",
        "dateModified": "2026-03-10T09:05:00+01:00",
        "author": [{"@type": "Person", "name": "Ida Holm"}, {"@type": "Person", "name": "Per Askin"}],
        "articleSection": "Harbour",
    }
    node.update(fields)
    return f'<script type="application/ld+json">{json.dumps({k: v for k, v in node.items() if v is not None})}</script>'


def modern(body: str | None = None, head: str = "", extra: str = "") -> bytes:
    """A template with JSON-LD, OpenGraph, a standfirst, a caption, related links and a newsletter box."""
    body = paragraphs() if body is None else body
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{TITLE} | Kestrel Post</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Kestrel Post">
<link rel="canonical" href="{URL}">{head or jsonld()}</head><body>{_MENU}
<main><article><header><h1>{TITLE}</h1><p class="article-standfirst">{STANDFIRST}</p>
<div class="byline">By <a href="/ida">Ida Holm</a> and Per Askin</div><time datetime="2026-03-10T07:30:00+01:00">10 March</time></header>
<figure><img src="a.jpg" alt=""><figcaption>The old ferry at the quay in Velm last winter.</figcaption></figure>
<div class="article-body">{body}</div>
<div class="newsletter-signup"><h3>Sign up</h3><p>Get the morning letter with the best of the coast in your inbox.</p></div>
<section class="related-articles"><h2>Related articles</h2><ul>{_TEASERS}</ul></section>{extra}</article></main>
<aside class="sidebar"><h3>Most read</h3><ul>{_TEASERS}</ul></aside>{_FOOTER}</body></html>""".encode()


def weblog() -> bytes:
    """A weblog template: date and author lines, tags, an author box and comments in the same column."""
    return f"""<html lang="en"><head><title>{TITLE} – Coast Weblog</title>
<meta property="article:published_time" content="2026-03-10T06:30:00Z"></head><body class="single-post has-sidebar">
<div id="page"><div class="site-header"><a href="/">Coast Weblog</a></div><div id="content"><article class="post-12 post type-post tag-ferry category-news">
<h1 class="entry-title">{TITLE}</h1><div class="entry-meta">March 10, 2026 by Ida Holm</div>
<div class="entry-content">{paragraphs()}<div class="sharedaddy"><h3>Share this:</h3><ul><li>Facebook</li></ul></div></div>
<div class="author-box"><p>Ida Holm writes about ships and harbours and has lived on the coast for twenty years.</p></div></article>
<div id="comments" class="comments-area"><h2>2 comments</h2><ol><li><p>I do not believe a word the board says about the price.</p></li>
<li><p>About time, too, after all these years of waiting at the quay.</p></li></ol></div></div></div></body></html>""".encode()


def tables() -> bytes:
    """A layout of nested tables in windows-1251 without any structured statement, paragraphs by double breaks."""
    words = (
        "Совет порта во вторник проголосовал за покупку второго парома для переправы на остров, завершив двухлетний спор о цене.",
        "«Мы не могли ждать ещё одну зиму», — сказала председатель совета. Она оценила расходы в четыре миллиона крон.",
        "Жители острова считают, что решение принято слишком поздно. Весной совету передали обращение с тремя тысячами подписей.",
    )
    cell = "<br><br>".join(words)
    links = "".join(f"<tr><td><a href='{n}.html'>Новость номер {n}</a></td></tr>" for n in range(8))
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Новый паром</title></head>'
        f"<body><table><tr><td><table>{links}</table></td><td><table><tr><td><h1>Новый паром</h1></td></tr><tr><td>{cell}</td></tr>"
        "</table></td></tr></table></body></html>"
    ).encode("cp1251")


def bare(title: str, body: str, lang: str = "en", head: str = "") -> bytes:
    """A page with a title and a body, nothing else."""
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'.encode()
