"""Cases for batch tests: clusters of tests/cluster.py and the samples, packed with varied names."""

from __future__ import annotations

import atexit
import functools
import io
import re
import tarfile
from pathlib import Path

from analyzer.batch import local
from analyzer.batch.progress import BatchProgress
from analyzer.batch.run import Outcome, run
from analyzer.batch.task import Choices
from analyzer.batch.workers import Workers

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
KINDS = ("tun-src-missing", "host-ip-changed", "forward-drop")
BAD = b"\x1f\x8b\x08\x00garbage"


def pack(folder: Path, to: Path, names: dict[str, str] | None = None) -> Path:
    """Write a folder as tar.gz, with words of its files and paths replaced."""
    pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def renamed(text: str) -> str:
        return pattern.sub(lambda m: (names or {})[m.group()], text) if pattern else text

    to.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(to, "w:gz", compresslevel=1) as tar:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                data = renamed(file.read_text()).encode()
                info = tarfile.TarInfo(renamed(str(file.relative_to(folder))))
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return to


def names_of(number: int) -> dict[str, str]:
    """Other names for the nodes and projects of the samples."""
    return {"node1": f"alpha{number}", "node2": f"beta{number}"}


def sample_cases(folder: Path, count: int) -> list[Path]:
    """Write cases of the three samples in turn, each with names of its own."""
    return [
        pack(SAMPLES / KINDS[n % 3], folder / f"case-{n:04}.tgz", names_of(n)) for n in range(count)
    ]


class Quiet(BatchProgress):
    """Shows nothing."""

    def __init__(self) -> None:
        super().__init__(io.StringIO(), terminal=False, quiet=True)


@functools.cache
def workers() -> Workers:
    """One for all tests of a process: what is forked from it is fresh each time."""
    made = Workers()
    atexit.register(made.close)
    return made


def one_server(tasks, jobs):
    return local.through(workers(), tasks, jobs)


def batch(out: Path | str, *paths: object, jobs: int = 2, engine=one_server, **chosen) -> Outcome:
    """One run of the batch, in this process."""
    return run([str(p) for p in paths], Choices(str(out), "", **chosen), jobs, engine, Quiet())


def tree(out: Path) -> dict[str, bytes]:
    """Every file of a triage folder, without the times of the runs."""
    return {
        str(file.relative_to(out)): TIMES.sub(b"TIME", file.read_bytes())
        for file in sorted(out.rglob("*"))
        if file.is_file() and file.name != "cases.parquet"
    }


TIMES = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
