"""From where a test was run: a node, a machine outside, a pod; never what a file's name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis
from parsers.ping import Pings
from parsers.records import Seen
from tests.kinds.samples import SAMPLES

PING = "PING 10.1.2.3 (10.1.2.3) 56(84) bytes of data.\n1 packets transmitted, 1 received, 0% packet loss\n"


@pytest.mark.parametrize(
    ("path", "prompt", "seen"),
    [
        ("ping-node2.txt", "[root@node1 ~]# ping -c 1 10.1.2.3", Seen("node1.example.com", "node1")),
        ("ping-node2.txt", "[user@laptop ~]$ ping -c 1 10.1.2.3", Seen(None, "laptop")),
        ("ping-node2.txt", "$ ping -c 1 10.1.2.3", Seen()),
        ("node1/ping-node2.txt", "$ ping -c 1 10.1.2.3", Seen("node1.example.com")),
        ("a.txt", "[root@node2 ~]# oc exec -n shop web-1-x2x7q -- ping -c 1 10.1.2.3",
         Seen("node1.example.com", "web-1-x2x7q", "web-1-x2x7q")),
        ("a.txt", "[root@node2 ~]# oc debug node/node1.example.com -- ping -c 1 10.1.2.3",
         Seen("node1.example.com", "node2")),
    ],
)  # fmt: skip
def test_seen_from(path: str, prompt: str, seen: Seen, tmp_path: Path) -> None:
    for name, text in (
        (path, f"{prompt}\n{PING}"),
        ("nodes.yaml", SAMPLES["nodes"]),
        ("pods.yaml", SAMPLES["pods"]),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    ingested, _ = analysis.read([tmp_path], analysis.Options())
    analysis.attribution.attribute(ingested)
    (pings,) = [r.parsed.fact for r in ingested.reads if isinstance(r.parsed.fact, Pings)]
    assert pings.items[0].seen == seen
