"""How time grows with the cluster: 200 nodes against 50 nodes of 250 pods each, for each input line."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.bench_whole import ANALYZE, ROOT
from tests.cluster import Cluster

PODS, SERVICES = 250, 200
"""On each node about 2,000 flows."""


def cost(*words: str) -> tuple[float, float]:
    """Seconds of processor and megabytes at most that one run of a command takes."""
    ask = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", ask, *words], capture_output=True, check=True, cwd=ROOT, text=True
    )
    seconds, kilobytes = ended.stdout.split()
    return float(seconds), int(kilobytes) / 1024


def measure(nodes: int, place: Path) -> tuple[float, float, int]:
    """(seconds, megabytes, lines) of a cluster of so many nodes."""
    Cluster(nodes, PODS, SERVICES, 40).write(place, journals=False)
    lines = sum(path.read_bytes().count(b"\n") for path in place.rglob("*") if path.is_file())
    seconds, most = cost(
        *ANALYZE, str(place), "--html", str(place / "r.html"), "--fail-on", "never"
    )
    assert (place / "r.html").is_file()
    return seconds, most, lines


def rows() -> Iterator[tuple[str, float, float, str]]:
    with tempfile.TemporaryDirectory() as folder:
        small = measure(50, Path(folder) / "50")
        large = measure(200, Path(folder) / "200")
        micro = [1e6 * seconds / lines for seconds, _, lines in (small, large)]
        yield (
            f"a million lines of 200 nodes x {PODS} pods ({large[2]:,} lines, {large[1]:.0f} MB at most) / "
            f"of 50 nodes ({small[2]:,} lines, {small[1]:.0f} MB)",
            micro[1], micro[0], "at most 2.2 x its time, under 4,096 MB",
        )  # fmt: skip
