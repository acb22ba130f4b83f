"""The engine of many machines: dask.distributed gives the cases to its workers.

Bundles and the triage folder must be reachable from every worker under the same path or URL. On a
worker as here, each case runs in a process of its own within its limits.
"""

from __future__ import annotations

import queue
from collections.abc import Generator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from analyzer.batch.run import Engine
from analyzer.batch.task import Ended, Task, Unusable
from analyzer.batch.workers import Workers

if TYPE_CHECKING:
    from distributed import Worker

PLUGIN = "openshift-sdn-analyzer"
EXTRA = "pip install 'openshift-sdn-analyzer[cluster]'"
CONNECT = "20s"


class CaseServers:
    """What a worker keeps for its life: the processes that fork cases, one a thread at most."""

    name = PLUGIN

    def setup(self, worker: Worker) -> None:
        """Begin with none: the first case starts the first."""
        del worker  # the library gives it by this name
        self.idle: queue.SimpleQueue[Workers] = queue.SimpleQueue()

    def teardown(self, worker: Worker) -> None:
        """End them with the worker."""
        del worker
        while True:
            try:
                self.idle.get_nowait().close()
            except queue.Empty:
                return

    def run(self, task: Task) -> Ended:
        """Do one case in a process of its own."""
        try:
            workers = self.idle.get_nowait()
        except queue.Empty:
            workers = Workers()
        try:
            return workers.run(task)
        finally:
            self.idle.put(workers)


def on_worker(text: str) -> tuple[str, Ended]:
    """Do one case on the worker that this runs on."""
    servers: CaseServers = import_module("distributed").get_worker().plugins[PLUGIN]
    return text, servers.run(Task.load(text))


def plugin() -> object:
    """Return what the library registers with each worker."""
    base = import_module("distributed.diagnostics.plugin").WorkerPlugin
    return type("Servers", (CaseServers, base), {})()


def engine(scheduler: str) -> Engine:
    """Return an engine that works through a scheduler, `tcp://host:8786`.

    Raises Unusable without the extra. A case whose worker dies goes to another worker.
    """
    if find_spec("distributed") is None:
        raise Unusable(f"--engine dask needs dask.distributed: {EXTRA}")

    def run(tasks: Sequence[Task], jobs: int) -> Generator[tuple[Task, Ended], None, None]:
        distributed = import_module("distributed")  # an extra, and untyped
        del jobs  # the workers' threads decide
        try:
            client = distributed.Client(scheduler, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Unusable(f"no scheduler answers at {scheduler}: {error}") from error
        with client:
            client.register_plugin(plugin(), name=PLUGIN)
            # Not pure: the same task again is to be done again.
            futures = client.map(on_worker, [task.dump() for task in tasks], pure=False, retries=3)
            by_key = dict(zip((future.key for future in futures), tasks, strict=True))
            try:
                for future in distributed.as_completed(futures, loop=client.loop):
                    task = by_key[future.key]
                    # Waits: what a worker had done may die with it, and is done again then.
                    why = future.exception()
                    if why is None:
                        yield task, future.result()[1]
                    else:
                        yield task, Ended("failed", f"its worker: {type(why).__name__}: {why}")
                    future.release()
            except GeneratorExit:
                client.cancel(futures)
                raise

    return run
