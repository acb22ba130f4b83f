"""The run's side of the process that forks a case: gives it tasks, takes what became of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from analyzer.batch.server import READY
from analyzer.batch.task import Ended, Task

ROOT = Path(__file__).parents[2]
CODE = "import sys; sys.path.append(sys.argv[1]); from analyzer.batch.server import main; main()"


class Workers:
    """A context that runs cases, each in its own process; not to be shared by threads."""

    def __init__(self) -> None:
        self.running: dict[int, Task] = {}
        self.peak = 0
        """Most memory that one case took, MiB."""
        self._count = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self, task: Task) -> None:
        """Start a case."""
        if self._process is not None and self._process.poll() is not None and not self.running:
            self.close()
        process = self._process = self._process or self._launch()
        self._count += 1
        self.running[self._count] = task
        stdin = process.stdin
        if stdin is not None:
            try:
                stdin.write(f"{self._count} {task.dump()}\n".encode())
                stdin.flush()
            except BrokenPipeError:
                return  # `wait` finds it dead and says so

    def wait(self) -> tuple[Task, Ended]:
        """Wait for the next case to end."""
        process = self._process
        line = process.stdout.readline() if process and process.stdout else b""
        if not line:
            # Killed from outside: its cases are lost, and will be done by the next run.
            _, task = self.running.popitem()
            if not self.running:
                self.close()
            return task, Ended("failed", "the process that starts cases was ended from outside")
        said = json.loads(line)
        if READY in said:
            return self.wait()
        task = self.running.pop(said.pop("number"))
        self.peak = max(self.peak, said.pop("peak"))
        return task, Ended(**said)

    def run(self, task: Task) -> Ended:
        """Do one case and wait for it."""
        self.start(task)
        return self.wait()[1]

    def close(self) -> None:
        """End the process, and with it what still runs."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @staticmethod
    def _launch() -> subprocess.Popen[bytes]:
        # -P: the folder that somebody happens to stand in holds no module of ours. With a fixed
        # seed sets have one order: two runs store the same bytes.
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", CODE, str(ROOT)],
            env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the run, which ends this
        )
