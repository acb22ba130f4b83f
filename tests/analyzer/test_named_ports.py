"""A dump taken at a terminal names its ports: with the ports' own dump it is judged like any other."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer import analysis
from tests.cluster import Cluster, node_name

HEALTHY = Cluster(nodes=2, pods=2, services=1)


def test_names_become_numbers(tmp_path: Path) -> None:
    HEALTHY.write(tmp_path)
    names = {1: "vxlan0", 2: "tun0"} | {p.port: p.veth for p in HEALTHY.pods if p.node == 0}
    flows = tmp_path / "openshift-sdn-debug/nodes" / node_name(0) / "flows"
    text = re.sub(r"in_port=(\d+)", lambda m: f"in_port={names[int(m[1])]}", flows.read_text())
    flows.write_text(re.sub(r"output:(\d+)", lambda m: f'output:"{names[int(m[1])]}"', text))
    report = analysis.analyze([tmp_path])
    assert [f.message for f in report.findings] == []
    judged = {o.rule: o.status for o in report.outcomes if o.node == node_name(0)}
    assert judged["pod-port-inconsistent"] == "passed"
    assert judged["flow-uses-missing-port"] == "passed"
