"""`parallax dashboard`: the pages over the published copy, on loopback unless told otherwise."""

from __future__ import annotations

import ipaddress
import socket
import sys
from pathlib import Path

from flows.errors import DONE, CommandError, wrong_usage
from flows.settings import load_settings


def open_dashboard(data: Path | None, port: int, address: str = "127.0.0.1") -> int:
    """Serves the pages until stopped; returns 0. Raises CommandError when it cannot listen."""
    settings = load_settings(data_dir=data)
    alone = is_loopback(address)
    listener = listen(address, port)

    import uvicorn

    from dashboards.app import make_app

    app = make_app(
        settings.lake or settings.published_file.absolute(),
        hosts=None if alone else ["*"],
        reports=settings.published_dir.absolute(),
    )
    shown = f"[{address}]" if ":" in address else address
    who = "this machine only" if alone else "open to everyone who reaches this machine; there is no password"
    print(
        f"http://{shown}:{listener.getsockname()[1]} ({who}; stop with Ctrl-C)", file=sys.stderr, flush=True
    )
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", server_header=False, access_log=False, lifespan="off")
    )
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
    return DONE


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address. Raises CommandError when it is none."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        raise wrong_usage(
            f"--address {address!r} is no address; give 127.0.0.1, or 0.0.0.0 for all"
        ) from None


def listen(address: str, port: int) -> socket.socket:
    """A listening socket. Raises CommandError when the port is taken or not allowed."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family, backlog=128)
    except OSError as error:
        raise CommandError(
            f"cannot listen on {address} port {port} ({error.strerror}): give another --port, or stop what holds it"
        ) from error
