"""What a command does while Prefect's server starts: whatever the run needs and can have before its first page."""

from __future__ import annotations

import gc
from contextlib import suppress

#: New objects after which the interpreter looks for garbage: a page's rows are thousands of objects without a cycle, and
#: at 700, its own number, and with all modules to look through, looking took a tenth of the process's time while collecting.
_LOOK_AFTER = 10_000


def load_daily() -> None:
    """Imports the daily flow, and starts what reading processes are forked from, which loads its models meanwhile.

    Must be called when Prefect's environment is prepared.
    """
    from tasks.giving_back import share_one_heap
    from tasks.without_pandas import do_without_pandas

    do_without_pandas()
    share_one_heap()  # before anything brings Arrow, which asks then where it is to allocate
    from tasks.read.pool import start_fork_server

    gc.set_threshold(_LOOK_AFTER)
    start_fork_server()
    with suppress(ImportError):  # Prefect imports these at its first flow, and may come to do without them
        import fastapi.encoders  # noqa: F401
        import prefect.engine
        import prefect.flow_engine
        import prefect.task_engine
        import prefect.telemetry.run_telemetry
        import prefect.utilities.visualization  # noqa: F401

    import flows.daily  # noqa: F401
    import tasks.compare.preload  # noqa: F401
    from tasks.collect.connections import system_trust
    from tasks.collect.urls import registrable_domain
    from warehouse.contract import contracts

    registrable_domain("news.example")  # reads the list of public suffixes
    system_trust()
    for schema in ("raw", "model", "daily"):
        contracts(schema)
    gc.collect()
    gc.freeze()  # what is loaded stays
