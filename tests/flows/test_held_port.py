"""A server that takes seconds to start finds its port free, whatever else opens connections meanwhile."""

from __future__ import annotations

import socket
import sys

import pytest

from flows.held_port import held_port


def test_a_late_server_still_gets_its_port():
    with held_port() as port, socket.create_server(("127.0.0.1", port)) as server:
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a port for a listener to come")
def test_nobody_else_is_given_the_port_meanwhile():
    with held_port() as port, socket.create_server(("127.0.0.1", 0)) as other:
        for _ in range(500):  # every connection draws its own port from the same range
            with socket.create_connection(other.getsockname()) as client:
                assert client.getsockname()[1] != port
                other.accept()[0].close()
        with socket.socket() as late, pytest.raises(OSError, match="in use"):
            late.bind(("127.0.0.1", port))
