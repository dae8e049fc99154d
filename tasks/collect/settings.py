"""The numbers that govern collecting, each with its reason; built by a flow and handed down."""

from __future__ import annotations

from dataclasses import dataclass

#: The product token of RFC 9309: what a robots.txt names to address this crawler.
PRODUCT_TOKEN = "ParallaxBot"  # noqa: S105


@dataclass(frozen=True, slots=True)
class CollectSettings:
    """Manners, bounds and budgets of one collecting run; seconds and bytes unless the name says else.

    `contact` (a mail address or page) goes into the user agent, so that a webmaster can ask us to stop.
    Raises ValueError when a bound is not positive or the contact could break a header.
    """

    contact: str = "operator-did-not-set-a-contact"
    #: Common Crawl's news crawler waits 9 s, Media Cloud 5 s between requests to a registrable domain.
    spacing_seconds: float = 5.0
    #: Content networks put unrelated outlets on one address: a gentler rate, so that none starves another.
    spacing_per_address_seconds: float = 1.0
    #: A longer Crawl-delay than this would take hours for one feed: the outlet is skipped and reported.
    max_crawl_delay_seconds: float = 120.0
    #: Retry-After and back-off never silence a host for longer than a day: servers send 1e12.
    max_silence_seconds: float = 86_400.0
    #: Network time of one fetch with all its redirects; Miniflux allows 20 s, slow newsrooms need more.
    deadline_seconds: float = 30.0
    connect_seconds: float = 10.0
    dns_seconds: float = 5.0
    #: Longest wait inside a run for a host's turn; a longer silence defers the entry to the next run.
    max_wait_seconds: float = 150.0
    #: Decoded bytes of one response. The longest article pages seen are near 4 MiB; feeds near 6 MiB.
    max_body_bytes: int = 10 * 1024 * 1024
    #: Bytes on the wire of one response: an uncompressed body at the cap, plus headers.
    max_wire_bytes: int = 10 * 1024 * 1024 + 128 * 1024
    max_header_bytes: int = 64 * 1024
    max_headers: int = 256
    #: RFC 9309 2.3.1.2 asks for at least five; browsers allow 20, honest sites need three.
    max_redirects: int = 5
    #: RFC 9309 2.5: at least 500 KiB are parsed. 2.4: kept no longer than a day.
    max_robots_bytes: int = 500 * 1024
    robots_keep_seconds: float = 86_400.0
    #: Feeds list 10 to 100 entries; a list of thousands is an archive or an attack.
    max_entries_per_feed: int = 2_000
    #: A news sitemap holds two days (its specification); a third covers time zones.
    sitemap_days: int = 3
    max_sitemaps_per_feed: int = 10
    max_sitemap_depth: int = 3
    #: An outlet's feeds together list a few hundred entries; beyond this the rest is tossed and counted.
    max_entries_per_outlet: int = 10_000
    #: Page fetches of one outlet in one run: two days of a large newsroom.
    pages_per_outlet: int = 300
    #: All page fetches of a run, shared in fair turns.
    pages_per_run: int = 20_000
    #: Wall time of one outlet in one run: 300 pages at the house spacing and some slack.
    seconds_per_outlet: float = 2_400.0
    #: A feed is not polled again sooner, whatever the schedule: no newsroom publishes by the minute.
    feed_interval_seconds: float = 300.0
    #: Broken servers answer 304 for ever: after this many in a row the feed is fetched in full.
    full_fetch_after: int = 24
    #: Failures of one entry after which it is not tried again.
    max_failures: int = 5
    #: Days after which a known article is looked at no more; corrections come in the first week.
    look_days: float = 30.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, int | float) and not value >= 0:
                raise ValueError(f"{name} must not be negative, got {value!r}")
        if not self.contact.isprintable() or not self.contact.isascii():
            raise ValueError(f"contact must be printable ASCII, got {self.contact!r}")

    @property
    def user_agent(self) -> str:
        """The user agent header: product token, version, contact."""
        return f"{PRODUCT_TOKEN}/1.0 (news research; +{self.contact})"
