"""A large capture, whole process, every fact and finding: against tshark and tcpdump; memory.

Run alone: `python -m tests.bench capture`.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import require
from tests.bench.bench_whole import ANALYZE, ROOT, peak
from tests.bench.make_capture import make

ROUNDS = 3
FIELDS = (
    "frame.number", "frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport",
    "tcp.flags", "tcp.seq", "tcp.ack", "tcp.len", "vxlan.vni", "udp.dstport",
    "tcp.analysis.retransmission", "dns.flags.rcode",
)  # fmt: skip


def timed(*words: str) -> float:
    start = time.perf_counter()
    ended = subprocess.run([*words], capture_output=True, check=False, cwd=ROOT)
    assert ended.returncode in {0, 1}, ended.stderr.decode()[-2000:]
    return time.perf_counter() - start


def side_by_side(runs: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """Medians of runs that take turns, so that all meet the same load; a first one warms up."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            seconds = run()
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def rows() -> Iterator[tuple[str, float, float, str]]:
    tshark, tcpdump = require.program("tshark"), require.program("tcpdump")
    with tempfile.TemporaryDirectory() as folder:
        temp = Path(folder)
        large, html = temp / "large.pcap", str(temp / "r.html")
        made = make(large)
        megabytes = large.stat().st_size >> 20
        job = (f"capture of {made['packets']:,} packets, {megabytes} MB, "
               f"{made['vxlan'] * 100 // made['packets']} % VXLAN, to HTML")  # fmt: skip
        took = side_by_side({
            "ours": lambda: timed(*ANALYZE, str(large), "--html", html),
            "conv": lambda: timed(tshark, "-q", "-z", "conv,tcp", "-r", str(large)),
            "filter": lambda: timed(tcpdump, "-r", str(large), "port 4789", "-w", "/dev/null"),
        })  # fmt: skip
        yield f"{job} / `tshark -q -z conv,tcp`", took["ours"], took["conv"], "at least 6 x faster"
        fields = [word for name in FIELDS for word in ("-e", name)]
        whole = side_by_side({
            "ours": lambda: timed(*ANALYZE, str(large), "--html", html),
            "fields": lambda: timed(tshark, "-r", str(large), "-T", "fields", *fields),
        }, 1)  # fmt: skip
        yield ("the same / `tshark -T fields`, 14 fields with TCP analysis", whole["ours"],
               whole["fields"], "at least 20 x faster")  # fmt: skip
        yield ("the same / `tcpdump -r F 'port 4789' -w /dev/null`", took["ours"], took["filter"],
               "at most 10 x its time")  # fmt: skip
        large.unlink()
        yield from memory(temp, html)


def memory(temp: Path, html: str) -> Iterator[tuple[str, float, float, str]]:
    """Peaks in MB stand in place of seconds."""
    sizes = {"base": (10_000, 1), "longer": (10_000, 10), "more": (100_000, 1)}
    peaks: dict[str, float] = {}
    connections: dict[str, int] = {}
    for name, (count, rounds) in sizes.items():
        path = temp / f"{name}.pcap"
        make(path, count, rounds, 20_000)
        peaks[name] = peak(*ANALYZE, str(path), "--html", html)
        connections[name] = count
        path.unlink()
    yield (f"memory: a capture 10 x longer with the same connections ({peaks['longer']:.0f} MB / "
           f"{peaks['base']:.0f} MB)", peaks["longer"] / 100, peaks["base"] / 100,
           "at most 1.2 x its time")  # fmt: skip
    each = (peaks["more"] - peaks["base"]) * 2**20 / (connections["more"] - connections["base"])
    yield (f"memory: 10 x the connections, {each:.0f} bytes a connection more", each / 100, 3.0,
           "at most 1 x its time (300 bytes)")  # fmt: skip
