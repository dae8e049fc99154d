"""Batches on Dask workers as Prefect's task runs, with what stays the same in a run prepared once, not for each batch.

Prefect's own runner sends the run's whole context with every task and unfolds it there again: settings are validated,
a client is made, the machine's certificates are read. Here a worker process unfolds it once a run.
"""

from __future__ import annotations

import contextvars
import pickle
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import cloudpickle
from prefect.context import SyncClientContext, hydrated_context, serialize_context
from prefect.task_engine import run_task_sync
from prefect.tasks import Task
from prefect_dask.task_runners import DaskTaskRunner, PrefectDaskFuture


class BatchRunner(DaskTaskRunner):
    """Prefect's runner for an existing scheduler, for steps that take and return one string of bytes.

    A step must be found by name in its module, and belongs to the flow run in whose context `prepare` was called.
    """

    _context: tuple[str, bytes] | None = None

    def prepare(self) -> None:
        """Keeps the context of the flow run that calls, for all batches to come."""
        self._context = (f"{uuid4()}", cloudpickle.dumps(serialize_context()))

    def submit(  # type: ignore[override]  # as Prefect's own runner for Dask
        self,
        task: Task[Any, Any],
        parameters: dict[str, Any],
        wait_for: Iterable[Any] | None = None,
        dependencies: dict[str, Any] | None = None,
    ) -> PrefectDaskFuture[Any]:
        """One batch on its way to a worker. Nothing it could depend on is looked for in its bytes."""
        assert self._context is not None and not wait_for and not dependencies
        run_id = uuid4()
        name = (task.fn.__module__, task.fn.__name__)
        key = f"{task.name.replace(' ', '-')}-{run_id}"
        future = self.client.submit(_work, name, run_id, parameters["packed"], *self._context, key=key)
        return PrefectDaskFuture(wrapped_future=future, task_run_id=run_id)


def _work(name: tuple[str, str], run_id: UUID, packed: bytes, key: str, context: bytes) -> bytes:
    """What a worker does: one Prefect task run within the sender's context."""
    step = getattr(import_module(name[0]), name[1])
    with _contexts.entered(key, context) as entered:
        done: bytes = entered.run(_run, step, run_id, packed)
    return done


def _run(step: Task[Any, Any], run_id: UUID, packed: bytes) -> Any:
    return run_task_sync(step, task_run_id=run_id, parameters={"packed": packed})


class _Contexts:
    """The context of the newest run, unfolded; an older one is let go when its last batch is done."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest = ""
        self._held: dict[str, tuple[contextvars.Context, ExitStack]] = {}
        self._users: dict[str, int] = {}

    @contextmanager
    def entered(self, key: str, packed: bytes) -> Iterator[contextvars.Context]:
        """A copy of the unfolded context, to run in."""
        with self._lock:
            if key not in self._held:
                self._held[key] = _unfolded(packed)
            self._newest = key
            self._users[key] = self._users.get(key, 0) + 1
        try:
            yield self._held[key][0].copy()
        finally:
            with self._lock:
                self._users[key] -= 1
                for old in [k for k, users in self._users.items() if not users and k != self._newest]:
                    context, stack = self._held.pop(old)
                    del self._users[old]
                    context.run(stack.close)


def _unfolded(packed: bytes) -> tuple[contextvars.Context, ExitStack]:
    context, stack = contextvars.copy_context(), ExitStack()
    context.run(stack.enter_context, hydrated_context(pickle.loads(packed)))  # noqa: S301 (sent by our own run)
    context.run(stack.enter_context, SyncClientContext.get_or_create())
    return context, stack


_contexts = _Contexts()
