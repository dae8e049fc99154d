"""Outlets on loopback: each has robots.txt, a feed and its share of the pages.

    python -m benchmarks.speed.server FOLDER PAGES

FOLDER holds `*.html`; PAGES of them are served, from the first again when there are fewer. Prints its port.
Whenever a feed is asked for it lists new addresses, as on a new day.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

#: Pages of one outlet: what a feed lists on a usual day.
PAGES_EACH = 25


def hosts_for(pages: int) -> list[str]:
    """Host names of the outlets that carry so many pages."""
    return [f"paper{n}.example" for n in range(-(-pages // PAGES_EACH))]


class Press:
    """Answers requests by host and path."""

    def __init__(self, folder: Path, pages: int) -> None:
        self.pages = pages
        self.bodies = [file.read_bytes() for file in sorted(folder.glob("*.html"))]
        self.asked: Counter[str] = Counter()

    def answer(self, host: str, path: str) -> tuple[str, bytes, str]:
        """Status, body and content type."""
        if path == "/robots.txt":
            return "200 OK", b"User-agent: *\nAllow: /\n", "text/plain"
        outlet = int(host.removeprefix("paper").partition(".")[0])
        numbers = range(outlet * PAGES_EACH, min(self.pages, (outlet + 1) * PAGES_EACH))
        if path == "/feed":
            day = f"day{self.asked[host]}"
            self.asked[host] += 1
            items = "".join(
                f"<item><title>Page {n}</title><link>http://{host}/{day}/news/{n}</link></item>"
                for n in numbers
            )
            text = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
            return "200 OK", text.encode(), "application/rss+xml"
        number = path.rpartition("/")[2]
        if number.isdigit() and int(number) in numbers:
            return "200 OK", self.bodies[int(number) % len(self.bodies)], "text/html; charset=utf-8"
        return "404 Not Found", b"", "text/plain"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept alive until the client leaves."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                named = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
                host = {k.lower(): v for k, v in named.items()}["host"].partition(":")[0]
                status, body, kind = self.answer(host, head[0].split(" ")[1])
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                )
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()


async def run(folder: Path, pages: int) -> None:
    """Serves until the process is ended."""
    server = await asyncio.start_server(Press(folder, pages).serve, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))
