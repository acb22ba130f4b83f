"""Opens a large tar.gz and reads every member: our walk against `tarfile`, time and peak memory.

Run alone: `python tests/bench/bench_archive.py [megabytes]`.
"""

from __future__ import annotations

import io
import random
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

MEGABYTES = 900
ROUNDS = 3
OURS = """
from analyzer.bundle.open import walk
for member in walk(path):
    for piece in member.chunks():
        size += len(piece)
"""
REFERENCE = """
import tarfile
with tarfile.open(path, mode="r|gz") as archive:
    for info in archive:
        if info.isfile():
            size += len(archive.extractfile(info).read())
"""
MEASURE = """
import sys, time
path, size = sys.argv[1], 0
start = time.perf_counter()
{body}
seconds = time.perf_counter() - start
peak = [int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM")][0]
print(size, seconds, peak)
"""


def rows(megabytes: int = MEGABYTES) -> list[tuple[str, float, float, str]]:
    """Return (job, our seconds, the reference's seconds, the ratio that is required)."""
    seconds, peak = measured(megabytes)
    memory = f"peak {peak[0] // 1000} MB against {peak[1] // 1000} MB of tarfile"
    job = f"tar.gz of {megabytes} MB content, every member read; {memory}"
    return [(job, seconds[0], seconds[1], "at least 2.5 x faster, a tenth of its memory")]


def measured(megabytes: int) -> tuple[tuple[float, float], tuple[int, int]]:
    """Return median seconds and peak kB, each as (ours, the reference's)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.tar.gz"
        make(path, megabytes)
        runs: dict[str, list[tuple[int, float, int]]] = {OURS: [], REFERENCE: []}
        for _ in range(1 + ROUNDS):  # the first of each warms up
            for body, results in runs.items():
                results.append(run(body, path))
    sizes = {size for results in runs.values() for size, _, _ in results}
    if len(sizes) != 1:
        msg = f"the contenders read different amounts: {sizes}"
        raise AssertionError(msg)
    ours, reference = (results[1:] for results in runs.values())
    return (
        (statistics.median(r[1] for r in ours), statistics.median(r[1] for r in reference)),
        (max(r[2] for r in ours), max(r[2] for r in reference)),
    )


def run(body: str, path: Path) -> tuple[int, float, int]:
    """Run one contender in a process of its own; return bytes, seconds and peak kB."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(body=body), str(path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    size, seconds, peak = done.stdout.split()
    return int(size), float(seconds), int(peak)


def make(path: Path, megabytes: int) -> None:
    """Write a bundle: half journals, a fifth flows, the rest ten thousand small files."""
    chance = random.Random(39)
    lines = [
        f"Jan 03 10:{chance.randrange(60):02}:{chance.randrange(60):02} node{chance.randrange(9)} "
        f"atomic-openshift-node[{chance.randrange(9999)}]: I0103 {chance.getrandbits(24)} "
        f"proxier.go:{chance.randrange(999)}] Setting endpoints for ns{chance.randrange(99)}/svc\n"
        for _ in range(20_000)
    ]
    flows = [
        f" cookie=0x0, duration={chance.randrange(99999)}.{chance.randrange(999)}s, table=70, "
        f"n_packets={chance.getrandbits(16)}, n_bytes={chance.getrandbits(24)}, priority=100,ip,"
        f"nw_dst=10.128.{chance.randrange(255)}.{chance.randrange(255)} actions=goto_table:80\n"
        for _ in range(20_000)
    ]

    def of(kind: list[str], size: int) -> bytes:
        text: list[str] = []
        while size > 0:
            text.append(chance.choice(kind))
            size -= len(text[-1])
        return "".join(text).encode()

    with tarfile.open(path, "w:gz", compresslevel=6) as archive:

        def add(name: str, data: bytes) -> None:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))

        journal, dump = of(lines, 8_000_000), of(flows, 2_000_000)
        add("bundle/nodes/node0/journal", (journal * 99)[: megabytes * 500_000])
        for number in range(megabytes // 10):
            add(f"bundle/nodes/node{number}/flows", dump[number:])
        for number in range(megabytes * 11):
            start = chance.randrange(len(journal) - 30_000)
            add(f"bundle/pods/pod{number}.yaml", journal[start : start + 27_000])


def main() -> None:
    """Print the row and the memory."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    (ours, reference), (peak, reference_peak) = measured(megabytes)
    print(f"{megabytes} MB: {ours:.2f} s, tarfile {reference:.2f} s: {reference / ours:.2f} x")
    print(f"peak {peak // 1000} MB, tarfile {reference_peak // 1000} MB")


if __name__ == "__main__":
    main()
