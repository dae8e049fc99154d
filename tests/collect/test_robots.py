"""robots.txt by RFC 9309: which answer opens, closes or rules a site, and whom a rule addresses."""

from __future__ import annotations

import asyncio

import pytest

from tasks.collect.robots import parse_robots
from tasks.collect.settings import CollectSettings
from tests.collect.helpers import fast, fetching, page
from tests.hostile.cases import PAGE, moved
from tests.hostile.server import HostileServer, drips, repeats, reply, reset, silence

RULES = b"User-agent: *\nDisallow: /secret\n"
KEEP_BYTES = CollectSettings().max_robots_bytes


def rules(text: str | bytes):
    return parse_robots(text.encode() if isinstance(text, str) else text, KEEP_BYTES)


def chain(length: int):
    """Redirects that end in rules after so many hops."""
    routes = {"/robots.txt": moved("/r1")}
    routes |= {f"/r{n}": moved(f"/r{n + 1}") for n in range(1, length)}
    return {**routes, f"/r{length}": reply(RULES)}


# Answer to /robots.txt -> reasons of fetching /open and /secret.
OPEN, RULED, CLOSED = (None, None), (None, "robots_denied"), ("robots_unreachable",) * 2
MATRIX = {
    "200": ({"/robots.txt": reply(RULES)}, RULED),
    "203": ({"/robots.txt": reply(RULES, status="203 X")}, RULED),
    "empty": ({"/robots.txt": reply(b"")}, OPEN),
    "html": ({"/robots.txt": reply(PAGE, "Content-Type: text/html")}, OPEN),
    "redirect-1": (chain(1), RULED),
    "redirect-5": (chain(5), RULED),
    "redirect-6": (chain(6), OPEN),
    "redirect-loop": ({"/robots.txt": moved("/robots.txt")}, OPEN),
    "redirect-to-file": ({"/robots.txt": moved("file:///etc/hosts")}, CLOSED),
    "304": ({"/robots.txt": reply(status="304 X")}, CLOSED),
    "400": ({"/robots.txt": reply(status="400 X")}, OPEN),
    "401": ({"/robots.txt": reply(status="401 X")}, OPEN),
    "403": ({"/robots.txt": reply(status="403 X")}, OPEN),
    "404": ({"/robots.txt": reply(status="404 X")}, OPEN),
    "410": ({"/robots.txt": reply(status="410 X")}, OPEN),
    "429": ({"/robots.txt": reply(b"", "Retry-After: 0", status="429 X")}, CLOSED),
    "500": ({"/robots.txt": reply(status="500 X")}, CLOSED),
    "503": ({"/robots.txt": reply(status="503 X")}, CLOSED),
    "silence": ({"/robots.txt": silence}, CLOSED),
    "drip": ({"/robots.txt": drips(reply(RULES), 0.2)}, CLOSED),
    "reset": ({"/robots.txt": reset}, CLOSED),
    "short": ({"/robots.txt": drips(reply(RULES, length=900), 0.0, 200)}, CLOSED),
    "not-gzip": ({"/robots.txt": reply(RULES, "Content-Encoding: gzip")}, CLOSED),
    "20-mib": (
        {"/robots.txt": repeats(b"HTTP/1.1 200 OK\r\n\r\n" + RULES, b"# filler\n" * 10_000, 220)},
        RULED,
    ),
    "announced": ({"/robots.txt": reply(RULES + b"# filler\n" * 70_000, length=5_000_000_000)}, RULED),
    "600-kib": ({"/robots.txt": reply(RULES + b"# filler\n" * 70_000 + b"Disallow: /open\n")}, RULED),
    "utf-16": ({"/robots.txt": reply(RULES.decode().encode("utf-16"))}, RULED),
    "bom": ({"/robots.txt": reply(b"\xef\xbb\xbf" + RULES)}, RULED),
}


@pytest.fixture(scope="module")
def answers():
    async def one(name, routes):
        pages = {"/open": reply(PAGE), "/secret": reply(PAGE)}
        async with HostileServer({**routes, **pages}) as server, fetching(server, "a.example") as fetcher:
            got = [await fetcher.fetch(page(f"http://a.example{path}")) for path in ("/open", "/secret")]
            return got, server.paths()

    async def run():
        got = await asyncio.gather(*(one(name, routes) for name, (routes, _) in MATRIX.items()))
        return dict(zip(MATRIX, got, strict=True))

    return asyncio.run(run())


@pytest.mark.parametrize("name", MATRIX)
def test_what_an_answer_to_robots_txt_means(answers, name):
    got, paths = answers[name]
    wanted = MATRIX[name][1]
    assert tuple(one.reason for one in got) == wanted
    # A page that may not be fetched has no hit at all.
    assert [path in paths for path in ("/open", "/secret")] == [reason is None for reason in wanted]
    # One look serves both pages.
    assert paths.count("/robots.txt") == (2 if name == "redirect-loop" else 1) or name == "redirect-loop"


def test_a_robots_txt_is_asked_for_again_after_a_day_with_its_validator(tmp_path):
    from tasks.collect.ledger import Ledger, system_clock
    from tasks.collect.pace import Clock

    ahead = [0.0]

    def clock():
        real = system_clock()
        return Clock(real.boot, real.steady + ahead[0], real.wall + ahead[0])

    async def run():
        current = [reply(RULES, 'ETag: "r1"')]

        async def robots(hit, writer):
            same = hit.headers.get("if-none-match") == '"r1"' and b"r1" in current[0]
            writer.write(reply(status="304 Not Modified") if same else current[0])

        reasons = []
        routes = {"/robots.txt": robots, "/open": reply(PAGE), "/secret": reply(PAGE)}
        async with HostileServer(routes) as server:
            ledger = Ledger(tmp_path / "ledger.sqlite", clock)
            async with fetching(server, "a.example", ledger=ledger) as fetcher:
                for hours, rule in ((0, None), (23, None), (25, None), (26, b"Disallow: /open"), (51, None)):
                    ahead[0] = hours * 3600
                    if rule:
                        current[0] = reply(b"User-agent: *\n" + rule)
                    reasons.append((await fetcher.fetch(page("http://a.example/open"))).reason)
            ledger.close()
            return reasons, server.paths().count("/robots.txt")

    reasons, looks = asyncio.run(run())
    assert reasons == [None, None, None, None, "robots_denied"]
    assert looks == 3


@pytest.mark.parametrize("delay", ["0.5", "0,5 s", "nan", "-3", "inf", "soon"])
def test_a_crawl_delay_never_makes_us_faster(delay):
    async def run():
        robots = reply(f"User-agent: *\nCrawl-delay: {delay}\n".encode())
        async with HostileServer({"/robots.txt": robots, "/page": reply(PAGE)}) as server:
            async with fetching(server, "a.example", settings=fast(spacing_seconds=0.05)) as fetcher:
                await fetcher.fetch(page("http://a.example/page"))
            return server.hits

    hits = asyncio.run(run())
    assert len(hits) == 2 and hits[1].at - hits[0].at >= (0.5 if delay[0] == "0" else 0.05)


def test_a_line_that_the_bound_cuts_in_two_says_nothing():
    head = b"User-agent: *\nDisallow: /\n"
    body = head + b"#" * (1000 - len(head) - len("\nAllow: /")) + b"\nAllow: /news\n"
    assert not parse_robots(body, 1000).allows("http://a.example/secret")
    assert parse_robots(body, 2000).allows("http://a.example/news/1")


def test_a_crawl_delay_out_of_reason_skips_the_site():
    async def run():
        robots = reply(b"User-agent: *\nCrawl-delay: 900000000\n")
        settings = fast(max_crawl_delay_seconds=0.1)
        async with HostileServer({"/robots.txt": robots, "/page": reply(PAGE)}) as server:
            async with fetching(server, "a.example", settings=settings) as fetcher:
                return await fetcher.fetch(page("http://a.example/page")), server.paths()

    got, paths = asyncio.run(run())
    assert got.reason == "crawl_delay_too_long" and paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: ParallaxBot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/a", False),
        ("User-agent: ParallaxBot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", True),
        ("User-agent: parallaxbot/2.1\nDisallow: /a", "/a", False),
        ("User-agent: Parallax\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", True),
        ("User-agent: bot\nDisallow: /\n", "/a", True),
        ("User-agent: Other\nUser-agent: ParallaxBot\nDisallow: /a", "/a", False),
        ("User-agent: Other\nUnknown: x\nUser-agent: ParallaxBot\nDisallow: /a", "/a", False),
        ("User-agent: ParallaxBot\nDisallow: /a\nUser-agent: ParallaxBot\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /%61bc", "/abc", False),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /" + "a*" * 30 + "b", "/" + "a" * 1500, True),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("User-agent: *\nDisallow: /A", "/a", True),
        ("User agent : *\n\tdissallow\t: /a", "/a", False),
        ("User-agent: ParallaxBot\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("user-AGENT:*\nDISALLOW:/a # why", "/a", False),
        ("User-agent: *\nDisallow: /a\u2028/b", "/a/c", True),
        ("\x00User-agent: *\nDisallow: /a", "/a", False),
        ("Disallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: ParallaxBot\nAllow: /", "/a", True),
    ],
)
def test_whom_and_what_a_rule_means(text, path, allowed):
    assert rules(text).allows(f"http://a.example{path}") is allowed


def test_sitemaps_are_read_whoever_is_addressed():
    assert rules("Sitemap: http://a.example/s.xml\nUser-agent: x\nDisallow: /").sitemaps == (
        "http://a.example/s.xml",
    )


def test_bytes_beyond_the_bound_are_not_read():
    long = b"User-agent: *\n" + b"Disallow: /x\n" * 50_000
    assert parse_robots(long + b"Disallow: /late\n", KEEP_BYTES).allows("http://a.example/late")
