"""Prefect's server on loopback, without the command around it and without what this start has no need of.

    python -m flows.own_server PORT

What `prefect server start` does, but that a database of this very version is not looked through for migrations, and
one that is not there yet is a copy of the one kept (`empty_database`). What its start fails from is its last word.
"""

from __future__ import annotations

import gc
import socket
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

#: New objects after which the interpreter looks for garbage: loading modules makes hundreds of thousands that stay, and at
#: 700, its own number, looking is an eighth of the start.
_LOOK_AFTER = 50_000


def serve(port: int) -> None:
    """Serves until told to end. Raises OSError when the port is taken, SystemExit when the start fails."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))

    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import (
        PREFECT_API_DATABASE_MIGRATE_ON_START,
        get_current_settings,
        temporary_settings,
    )

    settings = get_current_settings().server
    with temporary_settings({PREFECT_API_DATABASE_MIGRATE_ON_START: False} if migrated() else {}):
        app = create_app(final=True)
        app.router.lifespan_context = failing_aloud(app.router.lifespan_context)
        config = uvicorn.Config(
            app,
            timeout_keep_alive=settings.api.keepalive_timeout,
            ws_ping_interval=settings.api.websocket_ping_interval,
            ws_ping_timeout=settings.api.websocket_ping_timeout,
            log_level=settings.logging_level.lower(),
        )
        server = uvicorn.Server(config)
        with suppress(KeyboardInterrupt):
            server.run([listener])
    if not server.started:
        sys.exit(1)


def migrated() -> bool:
    """Whether the database needs no migrations; only of the one in Prefect's home, which is laid there when it is not."""
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_HOME

    from flows.empty_database import kept, lay

    path = PREFECT_HOME.value() / "prefect.db"
    return PREFECT_API_DATABASE_CONNECTION_URL.value() == f"sqlite+aiosqlite:///{path}" and lay(kept(), path)


def failing_aloud(lifespan: Any) -> Any:
    """Has what the server's start fails from printed, whatever its log level hides."""

    @asynccontextmanager
    async def told(app: Any) -> AsyncIterator[Any]:
        try:
            async with lifespan(app) as state:
                yield state
        except Exception as problem:
            traceback.print_exc()
            sys.stderr.write(f"{type(problem).__name__}: {' '.join(str(problem).split())}\n")
            raise

    return told


if __name__ == "__main__":
    gc.set_threshold(_LOOK_AFTER)
    serve(int(sys.argv[1]))
