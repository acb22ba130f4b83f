"""Whole commands: the real must-gather, clusters of two sizes, start-up."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.cases.judge import SHARED
from tests.cluster import Cluster

ROOT = Path(__file__).parents[2]
ANALYZE = [sys.executable, "-c", "from analyzer.main import main; main()"]
MINIMAL = """
import typer
app = typer.Typer()
@app.command()
def hello(name: str = "you", count: int = 1) -> None:
    "Say hello."
app()
"""


def seconds(run: Callable[[], None], rounds: int = 3) -> float:
    """Median of some runs, after one that warms up."""
    run()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def command(*words: str) -> Callable[[], None]:
    def run() -> None:
        ended = subprocess.run([*words], capture_output=True, check=False, cwd=ROOT)
        assert ended.returncode in {0, 1}, ended.stderr.decode()

    return run


def peak(*words: str) -> float:
    """Megabytes that one run of a command holds at most."""
    # Asked in a small process of its own: a child inherits the peak of the one that forks it.
    ask = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", ask, *words], capture_output=True, check=True, cwd=ROOT
    )
    return int(ended.stdout) / 1024


def rows() -> Iterator[tuple[str, float, float, str]]:
    with tempfile.TemporaryDirectory() as folder:
        temp = Path(folder)
        minimal = temp / "minimal.py"
        minimal.write_text(MINIMAL)
        reference = seconds(command(sys.executable, str(minimal), "--help"), 9)
        yield (
            "`analyze --help` / a minimal typer app's `--help`",
            seconds(command(*ANALYZE, "--help"), 9), reference, "at most 1.3 x its time",
        )  # fmt: skip
        sample = ROOT / "samples/tun-src-missing"
        html = str(temp / "r.html")
        yield (
            "a sample to HTML / the same `--help`",
            seconds(command(*ANALYZE, str(sample), "--html", html), 5), reference,
            "at most 5 x its time",
        )  # fmt: skip
        archive = SHARED / "real/must-gather-aws.tar.xz"
        if archive.is_file():
            unpacked = temp / "unpacked"

            def tar() -> None:
                subprocess.run(["rm", "-rf", unpacked], check=True)
                unpacked.mkdir()
                subprocess.run(["tar", "-xJf", archive, "-C", unpacked], check=True)

            reference = seconds(tar)
            ours = seconds(command(*ANALYZE, str(archive), "--html", html))
            most = peak(*ANALYZE, str(archive), "--html", html)
            yield (
                f"real must-gather to HTML, {most:.0f} MB at most / `tar -xJf`",
                ours, reference, "at most 8 x its time, under 500 MB",
            )  # fmt: skip
        times = []
        for nodes in (100, 200):
            place = temp / f"cluster{nodes}"
            Cluster(nodes, 100, (1510 - 3 * nodes) // 2, 20).write(
                place, firewall=False, journals=False
            )
            times.append(seconds(command(*ANALYZE, str(place), "--html", html), 1))
        yield ("200 nodes, 20,000 pods / 100 nodes, 10,000 pods", times[1], times[0],
               "at most 2.2 x its time")  # fmt: skip
