"""Where batches are worked: by processes of this machine, or by the workers of a Dask or Ray cluster.

The clusters are Prefect's task runners: a batch is one task run. They are imported only when a setting asks
for them.
"""

from __future__ import annotations

import contextvars
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flows.errors import CommandError
from flows.settings import Settings
from tasks.engine import Engine, EngineLost
from tasks.read.batches import BatchReader, PageReader
from tasks.read.pool import ReadPool

if TYPE_CHECKING:
    from prefect.task_runners import TaskRunner

#: What a Dask scheduler gets to answer in before a run gives up, in seconds.
CONNECT_SECONDS = 30


@contextmanager
def open_engine(settings: Settings) -> Iterator[Engine | None]:
    """The cluster that the settings name, None when batches are worked here, until the block ends.

    Must stand inside the flow, before its steps. Raises CommandError without the engine's package or an
    address, EngineLost when no cluster answers there.
    """
    if settings.runner == "local":
        yield None
        return
    with _started(settings.runner, settings.runner_address) as runner:
        # The run's own context, without that of a step that sends: a step's parameters stay at home.
        context = contextvars.copy_context()

        def submit(step: Any, packed: bytes) -> Any:
            return context.copy().run(runner.submit, step, {"packed": packed})

        name = f"the {settings.runner} cluster at {settings.runner_address}"
        yield Engine(name, submit, _at_once(settings.runner, runner))


def process_count(settings: Settings) -> int:
    """How many processes of this machine work at once."""
    return settings.workers or os.cpu_count() or 2


@contextmanager
def open_reader(
    settings: Settings, engine: Engine | None, known_poison: Mapping[str, int]
) -> Iterator[PageReader]:
    """What reads pages, until the block ends."""
    if engine is None:
        with ReadPool(workers=process_count(settings), known_poison=known_poison) as pool:
            yield pool
    else:
        from tasks.read.steps import read_batch_step

        yield BatchReader(engine, read_batch_step, known_poison)


@contextmanager
def _started(engine: str, address: str) -> Iterator[TaskRunner[Any]]:
    if not address:
        raise CommandError(f"PARALLAX_RUNNER={engine} needs PARALLAX_RUNNER_ADDRESS, the cluster's address")
    try:
        runner = _RUNNERS[engine](address)
    except ImportError as missing:
        raise CommandError(
            f"PARALLAX_RUNNER={engine} needs prefect-{engine} ({missing}): pip install 'parallax-news[{engine}]'"
        ) from None
    try:
        runner.__enter__()
        if engine == "dask":
            _ = runner.client  # type: ignore[attr-defined]  # connects
            runner.prepare()  # type: ignore[attr-defined]
    except Exception as problem:
        raise EngineLost(
            f"no {engine} cluster answers at {address} ({problem}): start it, or set PARALLAX_RUNNER=local"
        ) from problem
    try:
        yield runner
    finally:
        runner.__exit__(None, None, None)


def _at_once(engine: str, runner: TaskRunner[Any]) -> int:
    """How many batches a cluster works at once, as it is now."""
    if engine == "dask":
        return sum(runner.client.nthreads().values())  # type: ignore[attr-defined]
    import ray

    return int(ray.cluster_resources().get("CPU", 1))


def _dask(address: str) -> TaskRunner[Any]:
    from flows.dask_runner import BatchRunner

    return BatchRunner(address=address, client_kwargs={"timeout": CONNECT_SECONDS})


def _ray(address: str) -> TaskRunner[Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read at import
    import ray  # noqa: F401  # prefect_ray would miss it only at the first batch
    from prefect_ray import RayTaskRunner

    return RayTaskRunner(address=address, init_kwargs={"log_to_driver": False, "logging_level": "ERROR"})


_RUNNERS: dict[str, Callable[[str], TaskRunner[Any]]] = {"dask": _dask, "ray": _ray}
