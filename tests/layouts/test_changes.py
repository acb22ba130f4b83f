"""A flow that is wrong, not missing, is one card as well, in every layout that has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer import analysis
from tests import cluster
from tests.layouts.bundle import LayoutCluster
from tests.layouts.spec import Spec
from tests.layouts.test_faults import IP, NAME, POD, SPECS

FAR, SENDER = cluster.subnet(0, 23), cluster.node_ip(0)
VNID = rf"0x{cluster.netid(POD.namespace):x}"
REG = r"(load:)\w+(->NXM_NX_REG{}\[\])"
# name, since, words, rules, what it is in, what of it, what instead
CHANGES = (
    ("tun_dst", "L0a", "", "remote-subnet-wrong-node", rf"nw_dst={FAR} ", SENDER, "192.168.122.77"),
    ("arp_dst", "L0a", "", "remote-subnet-wrong-node", rf"arp_tpa={FAR} .*tun_dst", SENDER,
     "192.168.122.77"),
    ("tun_src", "L0c", "", "remote-sender-unknown", rf"tun_src={SENDER} ", SENDER,
     "192.168.122.77"),
    ("vnid_in", "L1", "", "pod-vnid-mismatch", rf"nw_src={IP} .*table:(3|21|27)$", REG.format(0), r"\g<1>0xabc\2"),
    ("vnid_25", "L3", "ct", "pod-vnid-mismatch", rf"table=25, .*nw_src={IP} ", REG.format(0), r"\g<1>0xabc\2"),
    ("vnid_70", "L2", "", "pod-vnid-mismatch", rf"table=70, .*nw_dst={IP} ", REG.format(1), r"\g<1>0xabc\2"),
    ("port_70", "L2", "", "pod-port-inconsistent", rf"table=70, .*nw_dst={IP} ", REG.format(2), r"\g<1>0x3\2"),
    ("port_40", "L1", "", "pod-port-inconsistent", rf"table=(6|40), .*arp_tpa={IP} ", r"output:\d+", "output:6"),
    ("no_port", "L1", "", "flow-uses-missing-port|pod-port-inconsistent", rf"arp_tpa={IP} ",
     r"output:\d+", "output:77"),
    ("mac", "L5", "", "pod-mac-wrong", rf"arp_spa={IP},", r"arp_sha=00:00:0a", "arp_sha=00:00:0b"),
    ("pod_drop", "L2", "", "static-flow-missing", r"priority=200,ip,in_port=2 ", r"goto_table:\d+", "drop"),
    ("service_vnid", "L2", "!ct", "service-flow-missing", r"table=60, .*tp_dst=8080", REG.format(1),
     r"\g<1>0xabc\2"),
)  # fmt: skip
CASES = [
    pytest.param(spec, *change[3:], id=f"{change[0]}-{spec}")
    for index, change in enumerate(CHANGES)
    for spec in SPECS[index % 2 :: 2]
    if spec.since(change[1]) and spec.has(change[2])
]


@pytest.mark.parametrize(("spec", "rules", "where", "old", "new"), CASES)
def test_a_changed_flow_is_one_card(
    spec: Spec, rules: str, where: str, old: str, new: str, tmp_path: Path
) -> None:
    LayoutCluster(spec).write(tmp_path)
    path = tmp_path / "openshift-sdn-debug/nodes" / NAME / "flows"
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if re.search(where, line))
    head, actions = lines[at].split(" actions=")
    if re.search(old, actions) and not old.startswith("arp_sha"):
        actions = re.sub(old, new, actions)
    else:
        head = re.sub(old, new, head)
    assert lines[at] != f"{head} actions={actions}"
    lines[at] = f"{head} actions={actions}"
    path.write_text("\n".join(lines) + "\n")
    report = analysis.analyze([tmp_path])
    roots = [report.findings[cause.findings[0]] for cause in report.causes]
    assert [(root.rule in rules.split("|"), root.node) for root in roots] == [(True, NAME)], roots
