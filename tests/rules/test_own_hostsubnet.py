"""Of a must-gather only one node's files came: the other nodes' flows are no left-overs."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer import analysis
from tests.cluster import Cluster, node_ip, node_name


def test_flows_of_nodes_that_were_not_collected(tmp_path: Path) -> None:
    Cluster(nodes=3).write(tmp_path)
    master = tmp_path / "openshift-sdn-debug/master"
    items = re.split(r"(?m)^(?=- |kind: List)", (master / "hostsubnets").read_text())
    kept = [each for each in items if "- " not in each[:2] or f"host: {node_name(0)}" in each]
    assert len(kept) == len(items) - 2
    (master / "hostsubnets").write_text("".join(kept))
    for name in ("nodes", "pods", "endpoints"):
        (master / name).unlink()
    (tmp_path / "openshift-sdn-debug/meta/nodeinfo").write_text(f"{node_name(0)} {node_ip(0)}\n")
    for node in (1, 2):
        for path in (tmp_path / "openshift-sdn-debug/nodes" / node_name(node)).iterdir():
            path.unlink()
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []
    (outcome,) = [
        o for o in report.outcomes if (o.rule, o.node) == ("stale-remote-flow", node_name(0))
    ]
    assert outcome.status == "not-applicable"
