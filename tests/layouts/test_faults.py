"""One flow less, in each layout and mode that has it, is one card: of a fitting rule, on its node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import analysis
from tests import cluster
from tests.layouts.bundle import LayoutCluster
from tests.layouts.flows import cidrs
from tests.layouts.spec import PLAIN, Spec, full

NODE = 1
NAME = cluster.node_name(NODE)
POD = next(
    pod
    for pod in cluster.Cluster(3, 4, 3, 3).pods
    if pod.node == NODE and pod.namespace == "project1"
)
OWN = cluster.subnet(NODE, 23)
IP, G, L, S = POD.ip, OWN[1], OWN, cluster.SERVICES
# What a rule, or one of several, must find where lines with this text are taken out one by one.
NODE_FLOWS = (
    ("remote-sender-unknown", rf"tun_src={cluster.node_ip(0)} "),
    ("remote-subnet-unreachable", rf"arp_tpa={cluster.subnet(0, 23)} .*tun_dst"),
    ("remote-subnet-unreachable", rf"nw_dst={cluster.subnet(0, 23)} .*tun_dst"),
)
POD_FLOWS = (("pod-flows-missing", rf"(table=(0|2|3|4|6|7|20|25|40|70)),.*={re.escape(IP)}[ ,]"),)
STATIC = (
    ("static-flow-missing", r"ct_state=-trk"),
    ("static-flow-missing", rf"table=(5|30|31),.*={G} "),
    ("static-flow-missing", rf"table=(5|30|31),.*={L} "),
    ("static-flow-missing", rf"table=(3|30|31),.*nw_dst={S} "),
    ("static-flow-missing", r"table=(5|30|31),.*=C "),
    ("static-flow-missing", r"table=(21|30),.*nw_dst=.*ct\(commit"),
    ("static-flow-missing", r"table=(40|50|70|90|110|120),.*priority=0 "),
    ("static-flow-missing", r"table=0,.*priority=(100|300),"),
    ("static-flow-missing", r"table=27,.*priority=(500|300|200)[ ,]"),
    ("static-flow-missing", r"table=80, .*priority=(300|200),"),
    ("vnid-rule-missing", r"table=80, .*reg0=0x\w+,reg1=0x\w+ "),
    ("service-flow-missing", r"table=60, .*tp_dst=8080"),
    ("version-note-missing", r"table=253"),
    ("pod-vxlan-allowed", r"tp_dst=4789 actions=drop"),
)


def cases(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield (rule, line) of what is there in this layout."""
    lines = LayoutCluster(spec).flows(NODE).splitlines()
    static = STATIC if spec.since("L1") else ()
    for rule, pattern in (*NODE_FLOWS, *POD_FLOWS, *static):
        if rule == "vnid-rule-missing" and spec.mode != "MT":
            continue
        if rule == "pod-vxlan-allowed" and not spec.since("L7"):
            continue  # of rule version 07 not all builds have it
        for network in cidrs(spec):
            wanted = re.compile(pattern.replace("=C ", f"={network} "))
            found = [line for line in lines if wanted.search(line)]
            yield from ((rule, line) for line in found)


SPECS = list({(s.layout, s.mode, s.ct, s.vovsbr): full(s) for s in PLAIN}.values())
WHOLE = {"L1", "L6", "L10"}
"""Of the other layouts a third of the flows is tried, another third in each."""


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_one_flow_less_is_one_card(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    path = tmp_path / "openshift-sdn-debug/nodes" / NAME / "flows"
    healthy = path.read_text()
    wrong = []
    tried = list(dict.fromkeys(cases(spec)))
    for rule, line in tried if spec.layout in WHOLE else tried[SPECS.index(spec) % 3 :: 3]:
        assert line + "\n" in healthy
        path.write_text(healthy.replace(line + "\n", ""))
        report = analysis.analyze([tmp_path])
        roots = [report.findings[cause.findings[0]] for cause in report.causes]
        said = [(root.rule, root.node) for root in roots]
        if said != [(rule, NAME)] or any(o.status == "crashed" for o in report.outcomes):
            wrong.append(f"{line.split('n_bytes=')[1]}: wanted {rule}, got {said}")
    assert wrong == []
