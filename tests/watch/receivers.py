"""Receivers on loopback: a mail server that keeps what it is given, and a web hook that keeps its bodies."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split(b":")[0].split()[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    body += part
                self.server.kept.append(body.decode())  # type: ignore[attr-defined]
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.kept.append(self.rfile.read(int(self.headers["Content-Length"])).decode())  # type: ignore[attr-defined]
        self.send_response(200 if not self.path.startswith("/broken") else 500)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def receiver(kind: str) -> Iterator[tuple[int, list[str]]]:
    """A port on loopback and the list of what arrives there; kind is mail or hook."""
    server: socketserver.TCPServer
    if kind == "mail":
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail)
    else:
        server = HTTPServer(("127.0.0.1", 0), _Hook)
    server.kept = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1], server.kept  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
