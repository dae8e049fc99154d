"""A port on loopback for a server that is about to start."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_port() -> Iterator[int]:
    """A free port on loopback that nobody is given by chance until the block ends.

    A server needs seconds to its first `listen`, and every connection of this machine draws from the same ports.
    Linux lets a listener that reuses addresses have a port that is bound so and not listened on; other systems do
    not, there the port is free at the beginning only.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port = int(holder.getsockname()[1])
        if sys.platform != "linux":
            holder.close()
        yield port
