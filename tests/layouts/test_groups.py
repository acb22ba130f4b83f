"""What one event does to many flows is one card, and other spellings of a healthy dump are none."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analysis
from tests import cluster
from tests.layouts.bundle import LayoutCluster
from tests.layouts.flows import vnid
from tests.layouts.spec import HEALTHY, OFFLINE, Spec
from tests.layouts.test_faults import IP, NAME, POD, SPECS

FAR, SENDER = cluster.subnet(0, 23), cluster.node_ip(0)
Edit = Callable[[Spec, str], str]


def without(pattern: str) -> Edit:
    def edit(spec: Spec, text: str) -> str:
        number = vnid(spec, "default")
        wanted = re.compile(pattern.replace("VNID", f"{number:#x}".replace("0x0", "0")))
        return "\n".join(line for line in text.split("\n") if not wanted.search(line))

    return edit


def drop(match: str, table: int | None = None) -> Edit:
    def edit(spec: Spec, text: str) -> str:
        tables = sorted({int(n) for n in re.findall(r"table=(\d+),", text)})
        at = table if table in tables else 0
        flow = f" cookie=0x0, duration=40.1s, table={at}, n_packets=3, n_bytes=222, {match} actions=drop"
        head, rest = text.split("\n cookie", 1)
        return f"{head}\n{flow}\n cookie{rest}"

    return edit


def foreign(match: str, actions: str, table: int) -> Edit:
    """Add a flow that does not drop."""
    put = drop(match, table)
    return lambda spec, text: put(spec, text).replace(f"{match} actions=drop", f"{match} {actions}")


def changed(pattern: str, new: str) -> Edit:
    return lambda spec, text: re.sub(pattern, new, text, count=1)


def moved(spec: Spec, text: str) -> str:
    return re.sub(rf"\b{SENDER}\b", "192.168.122.77", text)


GROUPS: tuple[tuple[str, str, str, str, Edit], ...] = (
    ("whole_node", "L0a", "", "remote-sender-unknown|remote-subnet-unreachable",
     without(rf"tun_src={SENDER} |={FAR} .*tun_dst")),
    ("all_senders", "L0c", "", "remote-sender-unknown", without("tun_src=192.168")),
    ("all_targets", "L0a", "", "remote-subnet-unreachable", without("arp_tpa.*tun_dst|nw_dst.*tun_dst")),
    ("node_moved", "L0a", "", "remote-sender-unknown|remote-subnet-wrong-node", moved),
    ("whole_pod", "L0a", "", "pod-flows-missing", without(rf"={IP}[ ,]")),
    ("all_pods", "L1", "", "pod-flows-missing",
     without(r"=10\.128\.4\.[2-9][ ,]")),
    ("dns", "L3", "", "dns-flow-missing", without(r"tp_dst=53 .*output:2")),
    ("policies", "L3", "NP", "policy-flows-missing", without(r"table=80, .*reg1=VNID[ ,]")),
    ("policies_out", "L10", "NP", "policy-flows-missing", without(r"table=27, .*reg0=VNID[ ,]")),
    ("drop_sender", "L1", "", "foreign-drop-flow", drop(f"priority=300,tun_src={SENDER}", 10)),
    ("drop_subnet", "L1", "", "foreign-drop-flow", drop(f"priority=300,ip,nw_dst={FAR}", 90)),
    ("drop_pod", "L1", "", "foreign-drop-flow", drop(f"priority=400,ip,nw_src={IP}", 0)),
    ("drop_vxlan", "L1", "", "foreign-drop-flow", drop("priority=65535,in_port=1", 0)),
    ("drop_pod_20", "L2", "", "foreign-drop-flow", drop(f"priority=400,ip,nw_src={IP}", 20)),
    ("drop_pod_80", "L2", "", "foreign-drop-flow", drop(f"priority=1000,ip,nw_dst={IP}", 80)),
    ("emptied", "L1", "", "flows-empty", lambda _, text: text.split("\n cookie")[0] + "\n"),
    ("normal", "L1", "", "flows-empty",
     lambda _, text: text.split("\n cookie")[0] + "\n cookie=0x0, duration=9999.1s, table=0, "
     "n_packets=3, n_bytes=222, priority=0 actions=NORMAL\n"),
    ("shadow_pod", "L0a", "", "unexplained-flow", foreign(f"priority=300,ip,nw_dst={IP}", "actions=output:2", 70)),
    ("shadow_node", "L2", "", "unexplained-flow",
     foreign(f"priority=300,ip,nw_dst={FAR}", "actions=output:2", 90)),
    ("diverted", "L1", "", "unexplained-flow", foreign("priority=500,ip,nw_dst=172.30.0.0/16", "actions=output:2", 0)),
    ("lower_priority", "L1", "", "unexplained-flow",
     changed(rf"priority=100(,arp,in_port=\d+,arp_spa={IP},)", r"priority=90\1")),
    ("other_table", "L2", "", "unexplained-flow",
     changed(rf"(nw_src={IP} actions=load:\w+->NXM_NX_REG0..,goto_table:)2", r"\g<1>9")),
    ("policy_rule", "L3", "NP policies", "policy-flows-differ", without(r"priority=150,tcp,reg1=0x\w+,tp_dst=8080")),
    ("policy_old_peer", "L7", "NP policies", "policy-flows-differ",
     changed("nw_src=192.0.2.0/24", "nw_src=192.0.3.0/24")),
    ("firewall_rule", "L2", "firewall", "egress-policy-flows-wrong", without(r"nw_dst=203.0.113.0/24")),
    ("firewall_order", "L2", "firewall", "egress-policy-flows-wrong",
     changed(r"priority=1(,ip,reg0=\w+ actions=drop)", r"priority=9\1")),
    ("egress_gone", "L4", "egress", "egress-ip-flows-wrong",
     without(r"table=10[01],.*priority=100,ip,reg0=\w+ ")),
    ("multicast_off", "L3", "multicast", "multicast-flows-wrong", without(r"table=110,.*goto_table:111")),
    ("multicast_port", "L3", "multicast", "multicast-flows-wrong",
     without(r"table=120,.*priority=100,reg0")),
)  # fmt: skip
CASES = [
    pytest.param(spec, rules, edit, id=f"{name}-{spec}")
    for index, (name, since, words, rules, edit) in enumerate(GROUPS)
    for spec in (SPECS if index < 5 else SPECS[index % 2 :: 2])
    if spec.since(since) and spec.has(words)
]


@pytest.mark.parametrize(("spec", "rules", "edit"), CASES)
def test_one_event_is_one_card(spec: Spec, rules: str, edit: Edit, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    path = tmp_path / "openshift-sdn-debug/nodes" / NAME / "flows"
    text = path.read_text()
    changed = edit(spec, text)
    assert changed != text
    path.write_text(changed)
    report = analysis.analyze([tmp_path])
    roots = [report.findings[cause.findings[0]] for cause in report.causes]
    assert [(root.rule in rules.split("|"), root.node) for root in roots] == [(True, NAME)], [
        (root.rule, root.node, root.message) for root in roots
    ]


@pytest.mark.parametrize("spec", OFFLINE, ids=str)
def test_an_egress_node_taken_for_offline_is_one_card(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    report = analysis.analyze([tmp_path])
    roots = [report.findings[cause.findings[0]] for cause in report.causes]
    assert [(root.rule, "project1" in root.subjects) for root in roots] == [
        ("egress-ip-flows-wrong", True)
    ], roots


def named(text: str, veths: dict[str, str]) -> str:
    """As Open vSwitch prints a dump to a terminal."""
    names = {"1": "vxlan0", "2": "tun0"} | veths
    return re.sub(r"\b(in_port=|output:)(\d+)\b", lambda m: m[1] + names.get(m[2], m[2]), text)


@pytest.mark.parametrize("spec", [s for s in HEALTHY if "f5" in s.words][::3], ids=str)
def test_named_ports_are_no_fault(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    for path in tmp_path.glob("*/nodes/*/flows"):
        ports = re.findall(
            r"^ (\d+)\((v\w+)\)", path.with_name("ovs-show").read_text(), re.MULTILINE
        )
        path.write_text(named(path.read_text(), dict(ports)))
    report = analysis.analyze([tmp_path])
    assert [
        f"{f.severity} {f.rule}: {f.message}"
        for f in report.findings
        if f.rule != "projects-isolated"
    ] == []


@pytest.mark.parametrize("spec", [s for s in HEALTHY if "f5" in s.words][1::3], ids=str)
def test_no_statistics_are_no_fault(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    for path in tmp_path.glob("*/nodes/*/flows"):
        text = re.sub(r"duration=[\d.]+s, |n_packets=\d+, |n_bytes=\d+, ", "", path.read_text())
        path.write_text(text.replace("cookie=0x0, ", ""))
    report = analysis.analyze([tmp_path])
    assert [
        f"{f.severity} {f.rule}: {f.message}"
        for f in report.findings
        if f.rule != "projects-isolated"
    ] == []


def test_the_pod_is_of_the_node() -> None:
    assert POD.ip == IP
