"""Where a redirect may lead, decided before the next hop is asked for anything."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.collect import urls
from tasks.collect.records import Purpose
from tasks.collect.walls import leads_to_front, redirect_wall

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Hop:
    """The next URL of a chain, or the reason why there is none."""

    url: str
    reason: str | None = None
    detail: str = ""


def next_hop(url: str, location: str, purpose: Purpose, domains: tuple[str, ...]) -> Hop:
    """Return the next hop from `url` by a Location header (bytes as Latin-1).

    Refused: what is no http(s) URL; https back to http (nothing on the way can be trusted any more); pages that
    ask for consent, a log-in or proof of a human; those for what is missing, and for pages the front page; for
    feeds and pages, a site that is neither the present one, nor the outlet's, unless a forwarder sent us. An
    outlet without `domains` may lead anywhere.
    """
    try:
        text = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        text = location
    try:
        following = urls.normalise(text, url)
    except urls.BadUrl as error:
        return Hop(url, "bad_redirect", str(error))
    if url.startswith("https:") and following.startswith("http:"):
        return Hop(url, "bad_redirect", "https to http")
    if purpose == "robots":
        return Hop(following)
    if wall := redirect_wall(url, following):
        return Hop(url, *wall)
    known = urls.same_site(url, following) or urls.belongs(following, domains)
    if not known and not urls.is_forwarder(url) and not urls.is_forwarder(following):
        return Hop(url, "moved_review", f"redirect to {urls.target(following).host}")
    if purpose == "page" and leads_to_front(url, following):
        # Sites that are down do so as well as sites that dropped the page: it is asked for again, later.
        return Hop(url, "moved_review", "redirect to the front page")
    return Hop(following)
