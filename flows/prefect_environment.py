"""Prefect's own settings for a run on one machine: state in the data folder, no telemetry, quiet.

Must be called before `prefect` is imported: Prefect reads its settings at import.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from flows.settings import SettingsError

#: Values that the user's own environment overrides. Reasons:
#: - the recorder's batch sizes: with the default of 1 the SQLite server locks itself and stalls 2 s;
#: - no ephemeral server: `local_server` starts one that outlives Ctrl-C;
#: - leases on disk: a server that is killed would forget who holds a place, and runs would be cancelled for it;
#: - what Prefect remembers: a run every quarter of an hour with a task for each outlet and stage is some 15,000 tasks a
#:   day for 50 outlets; kept for 90 days, as by default, they would fill a small disk. Our own ledger keeps every run;
#: - the log levels: our own line says what broke; the server's go into its log file
DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": f"{3 * 86_400}",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES": json.dumps(
        {f"prefect.task-run.{state}": 7200 for state in ("Pending", "Running", "Completed")}
        | {"prefect.flow-run.heartbeat": 7200}
    ),
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
}

#: What a server does without that is there for one command, and for nothing planned, late, paused or held by others; each
#: looks around every few seconds. Events are the means by which task runs come to be recorded; kept beside them they
#: cost as much again, and those of task runs would be thrown away after two hours. Old records are still tidied away.
#: Kinds of blocks are listed for Prefect's pages, by a server that has some: to find them it imports Dask.
ONE_COMMAND = {
    f"PREFECT_SERVER_{part}": "false"
    for part in (
        "SERVICES_SCHEDULER_ENABLED",
        "SERVICES_LATE_RUNS_ENABLED",
        "SERVICES_PAUSE_EXPIRATIONS_ENABLED",
        "SERVICES_CANCELLATION_CLEANUP_ENABLED",
        "SERVICES_CLEANUP_RECONCILER_ENABLED",
        "SERVICES_FOREMAN_ENABLED",
        "SERVICES_REPOSSESSOR_ENABLED",
        "SERVICES_TRIGGERS_ENABLED",
        "SERVICES_EVENT_PERSISTER_ENABLED",
        "REGISTER_BLOCKS_ON_START",
        "MEMOIZE_BLOCK_AUTO_REGISTRATION",
    )
}


def prepare_prefect(state_dir: Path) -> None:
    """Sets Prefect's environment variables that are not set yet; creates nothing but the folder.

    Raises SettingsError where the system lets nobody make one (/proc, a mount that is gone).
    """
    home = (state_dir / "prefect").resolve()
    os.environ.setdefault("PREFECT_HOME", str(home))
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    try:
        home.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:
        raise SettingsError(
            f"{error.filename}: no folder can be made there; choose another with --data"
        ) from error
