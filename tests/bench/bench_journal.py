"""A journal of 300 MB, all log messages, against ripgrep with one alternation of the same ones."""

from __future__ import annotations

import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from parsers import journal
from parsers.base import Artifact
from parsers.log_patterns import PATTERNS

SIZE = 300 << 20
ONE_IN = 2_000
BAR = 1.0
ROUNDS = 7
MESSAGES = Path(__file__).parents[1] / "parsers/journal/messages.txt"

ROUTINE = (
    'kubelet.go:1919] SyncLoop (ADD, "api"): "frontend-4-q8fx8_web(570ac92c-0d1e-11eb-9a0c)"',
    "roundrobin.go:276] LoadBalancerRR: Setting endpoints for web/frontend: to [10.130.0.3:8080]",
    "reflector.go:341] k8s.io/client-go/informers/factory.go:87: watch of *v1.Service ended with: "
    "too old resource version: 11296804",
    'subnets.go:49] Watch ADDED event for HostSubnet "node2.example.com"',
    "kuberuntime_manager.go:513] Container {Name:frontend Image:registry.example.com/web:latest "
    "Command:[] Args:[] WorkingDir: Ports:[{Name:http ContainerPort:8080 Protocol:TCP}] Env:[] "
    "Resources:{Limits:map[] Requests:map[]} VolumeMounts:[{Name:default-token-x7k2p}]} is dead, but "
    "RestartPolicy says that we should restart it.",
    "proxier.go:663] Syncing iptables rules",
)


def write(file: Path) -> int:
    """Write the journal in the form of journalctl; return how many lines hold a message."""
    rng = random.Random(7)
    # What etcd says is JSON that stands alone on its line: no message of this journal's.
    messages = [
        said
        for line in MESSAGES.read_text().splitlines()
        if not (said := line.split("|", 1)[1]).startswith("{")
    ]
    pieces, held, size = [], 0, 0
    for second in range(86_400):
        for _ in range(3):
            said = rng.choice(ROUTINE)
            if rng.randrange(ONE_IN) == 0:
                said, held = f"sdn.go:{rng.randrange(900)}] {rng.choice(messages)}", held + 1
            clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
            pieces.append(
                f"Nov 21 {clock} node1.example.com atomic-openshift-node[7125]: "
                f"I1121 {clock}.{rng.randrange(10**6):06}    7125 {said}\n"
            )
            size += len(pieces[-1])
    text = "".join(pieces).encode()
    with file.open("wb") as out:
        while out.tell() < SIZE:
            out.write(text)
    return held * (file.stat().st_size // size)


def chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(1 << 20):
            yield piece


def alternation() -> str:
    """What ripgrep is fastest with: what every matching line holds, not the whole expressions."""
    literals = dict.fromkeys(re.escape(row.literal) for row in PATTERNS)
    return "|".join(literals).replace(r"\ ", " ")


def rows() -> Iterator[tuple[str, float, float, str]]:
    """Measure in turns, so that a busy machine slows both."""
    tool = shutil.which("rg")
    assert tool, "install the Debian package ripgrep"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal"
        held = write(file)
        command = [tool, "--text", "--ignore-case", "-e", alternation(), str(file)]
        mine, theirs = [], []
        for turn in range(ROUNDS + 1):
            start = time.perf_counter()
            found = subprocess.run(command, check=True, capture_output=True).stdout
            between = time.perf_counter()
            log = journal.read(Artifact("journal", chunks=lambda: chunks(file))).fact
            end = time.perf_counter()
            if turn:  # the first warms both up
                theirs.append(between - start)
                mine.append(end - between)
        assert found.count(b"\n") == held, "ripgrep does not find the lines that were written"
        assert sum(log.counts.values()) >= held, "we do not find the lines that were written"
        megabytes = file.stat().st_size >> 20
    yield (
        f"journal of {megabytes} MB, {len(PATTERNS)} messages / `rg` with one alternation",
        statistics.median(mine),
        statistics.median(theirs),
        f"at least {BAR} x its rate",
    )
