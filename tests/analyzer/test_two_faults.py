"""Two faults that look alike, or meet on one node, stay two cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.causes import cards
from tests.analyzer.test_symptoms import judged
from tests.cluster import Cluster, netid, node_ip, node_name, subnet

CIDR = "10.128.0.0/14"
FAR = f"set_field:{node_ip(2)}->tun_dst,output:1"


def alone(*findings: object) -> set[tuple[int, ...]]:
    return {card.members for card in cards(findings)}  # type: ignore[arg-type]


def test_what_any_node_has_joins_no_two_nodes() -> None:
    one = judged("static-flow-missing", "n1", "table 0", CIDR, "n1")
    other = judged("static-flow-missing", "n2", "table 0", "n2")
    assert alone(one, other) == {(0,), (1,)}


def test_the_same_on_two_nodes_is_one_fault() -> None:
    one = judged("static-flow-missing", "n1", "table 0", CIDR, "n1")
    other = judged("static-flow-missing", "n2", "table 0", CIDR, "n2")
    assert alone(one, other) == {(0, 1)}


def test_a_node_that_another_speaks_of_is_not_yet_its_cause() -> None:
    cause = judged("static-flow-missing", "n2", "table 0", "n2")
    effect = judged("remote-subnet-unreachable", "n1", "10.129.0.0/23", "n2")
    assert alone(cause, effect) == {(0,), (1,)}


@pytest.mark.parametrize(
    ("fault", "together"), [("10.129.0.5", True), ("10.129.0.0/23", True), ("10.130.0.9", False)]
)
def test_a_fault_of_another_address_is_no_cause_of_a_symptom(fault: str, together: bool) -> None:
    cause = judged("pod-flows-missing", "n1", fault)
    seen = judged("syn-unanswered", "n1", "10.129.0.5", "n1")
    assert len(alone(cause, seen)) == (1 if together else 2)


def test_flows_for_two_peers_that_are_gone_are_two_findings(tmp_path: Path) -> None:
    Cluster(nodes=3, pods=2).write(tmp_path)
    path = tmp_path / f"openshift-sdn-debug/nodes/{node_name(0)}/flows"
    text = path.read_text()
    flow = next(line for line in text.split("\n") if "table=90" in line and FAR in line)
    gone = [
        flow.replace(str(subnet(2, 23)), net).replace(node_ip(2), ip)
        for net, ip in (("10.131.0.0/23", "192.168.122.77"), ("10.131.2.0/23", "192.168.122.78"))
    ]
    path.write_text(text.replace(flow, "\n".join([flow, *gone])))
    report = analysis.analyze([tmp_path])
    found = [f for f in report.findings if f.rule == "stale-remote-flow"]
    assert [sorted(f.subjects) for f in found] == [
        ["10.131.0.0/23", "192.168.122.77"],
        ["10.131.2.0/23", "192.168.122.78"],
    ]
    assert len(report.causes) == 2


def test_running_pods_show_a_project_without_a_netnamespace(tmp_path: Path) -> None:
    Cluster(nodes=2, pods=4, namespaces=4).write(tmp_path)
    path = tmp_path / "openshift-sdn-debug/master/netnamespaces"
    head, *objects = path.read_text().split("- apiVersion")
    kept = [each for each in objects if f"netid: {netid('project2')}\n" not in each]
    assert len(kept) == len(objects) - 1
    path.write_text("- apiVersion".join([head, *kept]))
    report = analysis.analyze([tmp_path])
    root = report.findings[report.causes[0].findings[0]]
    assert (root.rule, root.subjects[0], len(report.causes)) == (
        "netnamespace-missing",
        "project2",
        1,
    )
