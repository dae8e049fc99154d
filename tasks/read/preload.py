"""What the fork server loads once, so that every worker it forks is warm. Imported by nothing else."""

from __future__ import annotations

import gc

import charset_normalizer  # noqa: F401
import htmldate  # noqa: F401
import trafilatura  # noqa: F401

from tasks.claims.extract import extract_claims
from tasks.collect.urls import registrable_domain
from tasks.read.language import warm
from tasks.read.page import read_page

# Of each kind of line one, so that the first page does not wait for patterns either.
_PAGE = b"""<html><head><title>Warm and dry</title></head><body><h1>Warm and dry</h1>
<p class="by-line">By Ann Lee, 3 March 2024, 10:30</p><p>3 min read</p>
<p>She said it was 3 km away, and that nobody knew how far it would be in a winter without any snow.</p>
<p>Updated: 4 March 2024</p></body></html>"""

warm()
registrable_domain("news.example")
read_page(_PAGE, url=None, content_type="text/html", fetched_at=None)
for _language in ("en", "de"):
    extract_claims("She said it was 3 km away.", title=None, language=_language)

# What is loaded stays: the garbage collector need not look at it again, and its memory stays shared.
gc.collect()
gc.freeze()
