"""Certificates made for one test run, and an HTTP/2 server over them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Stream = Callable[[h2.connection.H2Connection, int, str], Awaitable[None]]


class Authority:
    """A certificate authority that nobody but `trust` believes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test Authority")])
        self.name = name
        self.certificate = self._sign(name, self.key, [], 30, authority=True)
        (folder / "ca.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def trust(self) -> ssl.SSLContext:
        """A client's context that believes this authority."""
        return ssl.create_default_context(cafile=str(self.folder / "ca.pem"))

    def server(self, host: str, *, days: int = 30, alone: bool = False, h2: bool = False) -> ssl.SSLContext:
        """A server's context with a certificate for `host`; days < 0: expired; `alone`: signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        signer = key if alone else self.key
        certificate = self._sign(
            subject, key, [host], days, signer=signer, issuer=subject if alone else self.name
        )
        path = self.folder / f"{host}-{days}-{alone}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        if h2:
            context.set_alpn_protocols(["h2"])
        return context

    def _sign(self, subject, key, hosts, days, *, signer=None, issuer=None, authority=False):
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(signer or key, hashes.SHA256())


@dataclass
class Http2Server:
    """Serves HTTP/2 streams by path; a route gets connection, stream id and path and queues frames."""

    tls: ssl.SSLContext
    routes: dict[str, Stream]
    paths: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def __aenter__(self) -> Http2Server:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def at(self, *hosts: str) -> dict[str, tuple[str, int]]:
        """Routes for a fetcher."""
        return {host: ("127.0.0.1", self.port) for host in hosts}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        talk = h2.connection.H2Connection(
            h2.config.H2Configuration(
                client_side=False, header_encoding="utf-8", validate_outbound_headers=False
            )
        )
        talk.initiate_connection()
        try:
            writer.write(talk.data_to_send())
            while data := await reader.read(65_536):
                for event in talk.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        path = dict(event.headers)[":path"]
                        self.paths.append(path)
                        await self.routes.get(path, not_found)(talk, event.stream_id, path)
                writer.write(talk.data_to_send())
                await writer.drain()
        except (OSError, h2.exceptions.ProtocolError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def not_found(talk: h2.connection.H2Connection, stream: int, path: str) -> None:
    """Answer 404."""
    talk.send_headers(stream, [(":status", "404")], end_stream=True)


def answers(body: bytes, *headers: tuple[str, str], end: bool = True) -> Stream:
    """A route with this body."""

    async def route(talk: h2.connection.H2Connection, stream: int, path: str) -> None:
        talk.send_headers(stream, [(":status", "200"), *headers])
        for start in range(0, len(body), 16_000):
            talk.send_data(stream, body[start : start + 16_000])
        if end:
            talk.end_stream(stream)

    return route


async def resets(talk: h2.connection.H2Connection, stream: int, path: str) -> None:
    """Begin an answer and reset the stream."""
    talk.send_headers(stream, [(":status", "200")])
    talk.send_data(stream, b"<p>half")
    talk.reset_stream(stream)


async def goes_away(talk: h2.connection.H2Connection, stream: int, path: str) -> None:
    """Close the connection without an answer."""
    talk.close_connection()


def frames(*sent: tuple[int, int, bytes]) -> Stream:
    """A route that sends frames (type, flags, content) of its stream as they stand, past the state machine."""

    async def route(talk: h2.connection.H2Connection, stream: int, path: str) -> None:
        raw = (
            len(content).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + content
            for kind, flags, content in sent
        )
        talk._data_to_send += b"".join(raw)

    return route
