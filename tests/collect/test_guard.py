"""Nothing that is not public is ever dialled: not by any spelling, hop, kind of fetch, or change of mind."""

from __future__ import annotations

import asyncio
import ssl

import httpcore
import pytest

from tasks.collect import guard
from tasks.collect.addresses import is_public
from tasks.collect.client import open_fetcher
from tasks.collect.fetching import Want
from tasks.collect.robots import CLOSED
from tests.collect.helpers import NOON, fast, fetching, no_names, page
from tests.hostile.server import HostileServer, reply

NOT_PUBLIC = (
    "0.0.0.0", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.9.10",
    "169.254.0.1", "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.1", "192.0.0.1", "192.0.2.7",
    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.1", "198.51.100.1", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:192.168.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:1::1",
    "2001:db8::1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "3fff::1", "5f00::1",
    "4000::1", "2600::5efe:10.0.0.1", "2600::200:5efe:127.0.0.1", "fe80::1%lo",
)  # fmt: skip
SPELLINGS = (
    "localhost", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0", "127.0.0.1.",
    "[::1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "localhost.localdomain", "①②⑦.⓪.⓪.①",
)  # fmt: skip
KINDS = ("page", "feed", "robots")
HOPS = range(6)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"],
)
def test_addresses_that_are_public(address):
    assert is_public(address)


class Watched(httpcore.AsyncNetworkBackend):
    """Counts what would be dialled past the guard; connects only to loopback routes."""

    def __init__(self, inner, dialled):
        self.inner, self.dialled = inner, dialled

    async def connect_tcp(self, host, port, **more):
        self.dialled.append((host, port))
        return await self.inner.connect_tcp(host, port, **more)


@pytest.fixture
def dialled(monkeypatch):
    """Every (address, port) that leaves the guard's backend."""
    seen = []
    real = httpcore.AnyIOBackend

    monkeypatch.setattr(guard.httpcore, "AnyIOBackend", lambda: Watched(real(), seen))
    return seen


def test_no_form_on_any_hop_of_any_fetch_is_dialled(dialled):
    """49 addresses and 15 spellings x 3 kinds of fetch x hop 0 to 5: at least 1,000 combinations."""

    async def run():
        answers = {f"evil{n}.example": [address] for n, address in enumerate(NOT_PUBLIC)}
        answers |= {f"mixed{n}.example": ["1.1.1.1", address] for n, address in enumerate(NOT_PUBLIC)}

        async def resolve(host, port):
            if host in answers:
                return answers[host]
            return await guard.system_resolve(host, port) if host in SPELLINGS else []

        async def leads(hit, writer):
            # /chain/<hops left>/<where to, in hex>
            _, _, left, where = hit.path.split("/")
            to = f"/chain/{int(left) - 1}/{where}" if left != "1" else bytes.fromhex(where).decode()
            writer.write(reply(b"", f"Location: {to}", status="302 Found"))

        class Routes(dict):
            def get(self, key, default=None):
                return leads if key.startswith("/chain/") else default

        refused = tried = 0
        targets = [f"http://{host}/x" for host in (*answers, *SPELLINGS)]
        targets += [
            f"http://[{address}]/x" for address in NOT_PUBLIC if ":" in address and "%" not in address
        ]
        async with HostileServer(Routes()) as server:
            hosts = [f"start{n}.example" for n in range(len(targets))]
            settings = fast(dns_seconds=9, deadline_seconds=9)
            async with fetching(server, *hosts, settings=settings, resolve=resolve) as fetcher:
                for hops in HOPS:
                    for kind in KINDS:
                        wants = []
                        # Every target at hop 0; further on, each third one in turn.
                        pairs = list(zip(hosts, targets, strict=True))
                        for host, to in pairs[hops % 3 :: 3] if hops else pairs:
                            start = f"http://{host}/chain/{hops}/{to.encode().hex()}" if hops else to
                            wants.append(fetcher.fetch(Want(start, kind)))
                        for got in await asyncio.gather(*wants):
                            tried += 1
                            refused += got.reason in (
                                "blocked_address",
                                "bad_redirect",
                                "bad_url",
                                "dns_error",
                            )
                            assert got.outcome == "failed", got
            return tried, refused, server.port

    tried, refused, port = asyncio.run(run())
    assert tried == refused >= 1000
    assert {one for one in dialled if one != ("127.0.0.1", port)} == set()


def test_a_name_that_changes_its_mind_is_dialled_where_it_was_checked(dialled):
    answers = iter([["1.1.1.1"], ["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])

    async def rebinding(host, port):
        return next(answers)

    async def run():
        async with fetching(None, resolve=rebinding, settings=fast(connect_seconds=0.2)) as fetcher:
            return [await fetcher.fetch(Want("http://rebind.example/robots.txt", "robots")) for _ in range(3)]

    # The socket block of the tests refuses 1.1.1.1 itself, which proves what would have been dialled.
    got = asyncio.run(run())
    assert dialled == [("1.1.1.1", 80)]
    assert [one.reason for one in got][1:] == ["blocked_address", "blocked_address"]


def test_a_robots_check_cannot_be_used_to_reach_inside(dialled):
    answers = iter([["1.1.1.1"], ["192.168.0.1"], ["192.168.0.1"]])

    async def rebinding(host, port):
        return next(answers)

    async def run():
        async with fetching(None, resolve=rebinding) as fetcher:
            return await fetcher.fetch(page("http://rebind.example/a"))

    got = asyncio.run(run())
    assert (got.outcome, got.reason) == ("failed", "robots_unreachable")
    assert [one.reason for one in got.side] == ["blocked_address"]
    assert dialled == []


@pytest.mark.parametrize("port", [22, 25, 8080, 6379])
def test_only_the_ports_of_the_web(dialled, port):
    async def public(host, port):
        return ["1.1.1.1"]

    async def run():
        async with fetching(None, resolve=public) as fetcher:
            return await fetcher.fetch(page(f"http://a.example:{port}/"))

    assert asyncio.run(run()).reason == "blocked_address"
    assert dialled == []


def test_proxies_and_netrc_of_the_environment_are_not_used(monkeypatch, tmp_path):
    async def run():
        async with HostileServer() as proxy, HostileServer({"/page": reply(b"<html>x")}) as server:
            for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            (tmp_path / ".netrc").write_text("machine a.example login me password secret\n")
            monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
            monkeypatch.setenv("HOME", str(tmp_path))
            async with fetching(server, "a.example") as fetcher:
                got = await fetcher.fetch(page("http://a.example/page"))
            return got, proxy.accepts, server.hits

    got, accepts, hits = asyncio.run(run())
    assert got.outcome == "ok" and accepts == 0
    assert not any("authorization" in hit.headers for hit in hits)


def test_routes_lead_to_loopback_only():
    with pytest.raises(ValueError, match="loopback"):
        guard.Guard({"a.example": ("10.0.0.1", 80)}, 1.0)


def test_a_route_opens_one_host_and_one_port(dialled):
    async def run():
        async with HostileServer() as server, fetching(server, "a.example") as fetcher:
            reasons = [
                (await fetcher.fetch(page(url))).reason
                for url in (
                    f"http://127.0.0.1:{server.port}/",
                    f"http://localhost:{server.port}/",
                    "http://sub.a.example/",
                    f"http://[::1]:{server.port}/",
                )
            ]
            return reasons, server.accepts

    reasons, accepts = asyncio.run(run())
    assert reasons == ["blocked_address", "blocked_address", "dns_error", "blocked_address"]
    assert accepts == 0 and dialled == []


def test_a_backend_without_an_admission_dials_nothing(dialled):
    backend = guard.GuardedBackend(guard.Guard(None, 1.0))
    with pytest.raises(guard.BlockedAddress):
        asyncio.run(backend.connect_tcp("example.org", 80))
    with pytest.raises(guard.BlockedAddress):
        asyncio.run(backend.connect_unix_socket("/run/x.sock"))
    assert dialled == []


def test_checking_of_certificates_cannot_be_turned_off():
    lax = ssl.create_default_context()
    lax.check_hostname = False

    async def run():
        async with open_fetcher(fast(), None, lambda: NOON, None, trust=lax):
            pass

    with pytest.raises(ValueError, match="trust"):
        asyncio.run(run())


def test_hanging_names_do_not_hold_up_others():
    import threading

    release = threading.Event()

    def getaddrinfo(host, port, **more):
        if host.startswith("hang"):
            release.wait(5)
            return []
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    async def run():
        async with fetching(None, resolve=guard.system_resolve) as fetcher:
            hanging = [
                asyncio.create_task(fetcher.fetch(page(f"http://hang{n}.example/"))) for n in range(60)
            ]
            await asyncio.sleep(0)
            loop = asyncio.get_running_loop()
            begun = loop.time()
            good = await asyncio.gather(*(fetcher.fetch(page(f"http://good{n}.example/")) for n in range(20)))
            seconds = loop.time() - begun
            return good, seconds, await asyncio.gather(*hanging)

    original = guard.socket.getaddrinfo
    guard.socket.getaddrinfo = getaddrinfo
    try:
        good, seconds, hung = asyncio.run(run())
    finally:
        guard.socket.getaddrinfo = original
        release.set()
    assert {one.reason for one in good} == {"blocked_address"} and seconds < 0.4
    assert {one.reason for one in hung} == {"dns_timeout"}


def test_names_without_addresses_are_a_failure_of_names():
    async def nothing(host, port):
        return []

    async def run(resolve):
        async with fetching(None, resolve=resolve) as fetcher:
            rules, _ = await fetcher.robots("http://a.example/")
            assert rules is CLOSED or rules.reach == "closed"
            return (await fetcher.fetch(page("http://a.example/"))).reason

    assert asyncio.run(run(nothing)) == "dns_error"
    assert asyncio.run(run(no_names)) == "dns_error"
