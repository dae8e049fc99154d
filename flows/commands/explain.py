"""`parallax explain`: one text with its attributions, voices, engagement and rules."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.documents import read_file
from flows.errors import DONE, CommandError
from flows.out_file import check_out
from tasks.claims.explain import explain_html, explain_text
from tasks.claims.extract import extract_claims
from tasks.read.documents import read_document
from tasks.read.records import Refusal


def explain_file(file: Path, html: Path | None, language: str | None) -> int:
    """Prints the explained text, or writes it as a page. Returns the exit code."""
    check_out(html)
    page = read_document(read_file(file), name=str(file), content_type=None)
    if isinstance(page, Refusal):
        raise CommandError(f"{file}: no article text ({page.reason}: {page.detail})")
    claims = extract_claims(page.text, title=page.title, language=language or page.language or "en")
    if html is not None:
        html.write_text(explain_html(page.text, claims), encoding="utf-8", errors="replace")
        print(f"wrote {html}", file=sys.stderr)
        return DONE
    from rich.console import Console

    Console(highlight=False).print(explain_text(page.text, claims))
    return DONE
