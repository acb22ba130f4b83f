"""A run on a real dask.distributed scheduler with worker processes, one of which is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.batch import cluster
from analyzer.batch.task import Unusable
from tests.batch.cases import BAD, ROOT, batch, sample_cases, tree


def started(*words: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:], "--no-dashboard"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = started("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), folder=tmp_path)
    yield f"tcp://127.0.0.1:{port}"
    end(process)


@pytest.fixture
def workers(scheduler: str, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    made = [
        started(
            "dask_worker", scheduler, "--no-nanny", "--nthreads", "1", "--death-timeout", "60",
            "--local-directory", str(tmp_path / f"w{n}"), folder=tmp_path,
        )
        for n in range(2)
    ]  # fmt: skip
    yield made
    for process in made:
        end(process)


def test_a_worker_killed_in_the_middle_loses_nothing(
    tmp_path: Path, scheduler: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    sample_cases(tmp_path / "cases", 9)
    (tmp_path / "cases/bad.tgz").write_bytes(BAD)
    through = cluster.engine(scheduler)
    killed = []

    def killing(tasks, jobs):
        for count, done in enumerate(through(tasks, jobs), 1):
            if count == 2:
                workers[0].kill()
                killed.append(workers[0].wait())
            yield done

    out = tmp_path / "cluster"
    outcome = batch(out, tmp_path / "cases", engine=killing)
    assert killed == [-signal.SIGKILL]
    assert outcome.statuses.pop("analyzed") + outcome.statuses.pop("kept", 0) == 9
    assert outcome.statuses == {"failed": 1}, "the case that is no archive"
    batch(tmp_path / "local", tmp_path / "cases")
    assert tree(out) == tree(tmp_path / "local")
    assert batch(out, tmp_path / "cases", engine=through).statuses == {"kept": 10}
    alive = [
        p for p in Path("/proc").iterdir() if p.name.isdecimal() and "batch.server" in _command(p)
    ]
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(_parent(p) == 1 for p in alive):
        time.sleep(0.1)
    assert not any(_parent(p) == 1 for p in alive), "what the killed worker ran has ended"


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", "1s")
    sample_cases(tmp_path / "cases", 1)
    with pytest.raises(Unusable, match="no scheduler answers"):
        batch(tmp_path / "out", tmp_path / "cases", engine=cluster.engine("tcp://127.0.0.1:1"))
