"""One fault in br0 is one card in every layout, and set-up that stopped is one card too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.report import Report
from tests.cluster import CLUSTER, node_ip, node_name, subnet
from tests.layouts.bundle import LayoutCluster
from tests.layouts.spec import PLAIN, Spec

Edit = Callable[[str], str]
NODE = node_name(1)
MODERN = [spec for spec in PLAIN if spec.since("L1")]
EACH = list({(spec.layout, spec.mode, spec.ct): spec for spec in MODERN}.values())[::2]
"""Every layout, in one mode or another."""
SOME = [spec for spec in PLAIN if str(spec) in {
    "3.4-L1-MT-t9", "3.6-L3-NP-ct", "3.11-L6-MT", "4.8-L9-NP-ct", "4.13-L10-NP-ct",
}]  # fmt: skip


def without(pattern: str) -> Edit:
    return lambda text: re.sub(rf"^.*(?:{pattern}).*\n", "", text, flags=re.MULTILINE)


def judge(spec: Spec, root: Path, edit: Edit, file: str = f"nodes/{NODE}/flows") -> Report:
    LayoutCluster(spec).write(root)
    path = root / "openshift-sdn-debug" / file
    text = path.read_text()
    changed = edit(text)
    assert changed != text
    path.write_text(changed)
    return analysis.analyze([root])


def cards(report: Report) -> list[str]:
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    return [report.findings[cause.findings[0]].rule for cause in report.causes]


def pod(spec: Spec) -> str:
    """The address of a pod on the second node whose project is not `default`."""
    made = LayoutCluster(spec)
    return next(p.ip for p in made.pods if p.node == 1 and p.namespace == "project1")


FAR = subnet(2, 23)
FAULTS: dict[str, tuple[str, Callable[[Spec], str]]] = {
    "tun_src": ("remote-sender-unknown", lambda _: rf"tun_src={node_ip(2)}\b"),
    "arp_far": ("remote-subnet-unreachable", lambda _: f"arp_tpa={FAR}"),
    "ip_far": ("remote-subnet-unreachable", lambda _: f"nw_dst={FAR}"),
    "arp_spa": ("pod-flows-missing", lambda s: rf"arp_spa={pod(s)}\b"),
    "arp_tpa": ("pod-flows-missing", lambda s: rf"arp_tpa={pod(s)}\b"),
    "nw_src": ("pod-flows-missing", lambda s: rf"nw_src={pod(s)}\b"),
    "nw_dst": ("pod-flows-missing", lambda s: rf"nw_dst={pod(s)}\b"),
    "whole_pod": ("pod-flows-missing", lambda s: rf"={pod(s)}\b"),
    "arp_own": ("static-flow-missing", lambda _: rf"priority=200,arp,arp_tpa={subnet(1, 23)}"),
    "ip_cluster": ("static-flow-missing", lambda _: rf"priority=100,ip,nw_dst={CLUSTER}"),
    "from_pods": ("static-flow-missing", lambda _: r"table=0,.*priority=100,ip "),
    "note": ("version-note-missing", lambda _: "table=253"),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("spec", EACH, ids=str)
def test_one_fault_is_one_card(spec: Spec, name: str, tmp_path: Path) -> None:
    rule, pattern = FAULTS[name]
    assert cards(judge(spec, tmp_path, without(pattern(spec)))) == [rule]


@pytest.mark.parametrize("spec", [s for s in MODERN if s.ct and s.since("L3")], ids=str)
def test_conntrack_mode_is_told_without_its_first_flow(spec: Spec, tmp_path: Path) -> None:
    assert cards(judge(spec, tmp_path, without("ct_state=-trk"))) == ["static-flow-missing"]


@pytest.mark.parametrize("spec", [s for s in MODERN if s.mode == "NP" and s.since("L10")], ids=str)
def test_a_project_that_may_send_nothing(spec: Spec, tmp_path: Path) -> None:
    report = judge(spec, tmp_path, without("table=27,.*priority=50,reg0=0x"))
    assert set(cards(report)) == {"policy-flows-missing"}


@pytest.mark.parametrize(
    "spec", [s for s in MODERN if s.layout == "L1" and s.mode == "MT"], ids=str
)
def test_both_flows_of_a_pod_of_3_2_are_wanted(spec: Spec, tmp_path: Path) -> None:
    edit = without(rf"reg0=0x\w+,nw_dst={pod(spec)}\b|nw_dst={pod(spec)}\b.*reg0=0x")
    assert cards(judge(spec, tmp_path, edit)) == ["pod-flows-missing"]


@pytest.mark.parametrize("spec", SOME, ids=str)
def test_set_up_that_stopped_half_way(spec: Spec, tmp_path: Path) -> None:
    """The note is written last, so that what else is missing follows from the same stop.

    Flows of nodes and pods come after all that every node has: they are not there either.
    """
    edit = without(r"table=(?:[5-9]|[4-9]\d|1\d\d|253),|tun_src|table=(?:2|3|20),.*in_port|"
                   r"table=25,.*priority=100,")  # fmt: skip
    report = judge(spec, tmp_path, edit)
    assert cards(report) == ["flows-empty"]
    told = {report.findings[index].rule for index in report.causes[0].findings}
    assert "version-note-missing" in told
    assert len(told) > 2


@pytest.mark.parametrize("spec", SOME, ids=str)
def test_a_bridge_with_static_flows_only(spec: Spec, tmp_path: Path) -> None:
    others = "|".join(re.escape(p.ip) + r"\b" for p in LayoutCluster(spec).pods if p.node == 1)
    edit = without(f"tun_src|tun_dst|{others}|reg0=0x|reg1=0x|nw_dst=172.30.0.1")
    report = judge(spec, tmp_path, edit)
    assert cards(report) == ["flows-empty"]


@pytest.mark.parametrize("spec", SOME, ids=str)
def test_pods_lost_together_are_one_finding(spec: Spec, tmp_path: Path) -> None:
    others = "|".join(re.escape(p.ip) + r"\b" for p in LayoutCluster(spec).pods if p.node == 1)
    assert cards(judge(spec, tmp_path, without(others))) == ["pod-flows-missing"]


@pytest.mark.parametrize("spec", SOME, ids=str)
def test_pods_of_a_bridge_just_built_are_not_judged(spec: Spec, tmp_path: Path) -> None:
    lost = rf"={re.escape(pod(spec))}\b"

    def edit(text: str) -> str:
        return re.sub(r"duration=[\d.]+s", "duration=45.2s", without(lost)(text))

    assert cards(judge(spec, tmp_path, edit)) == []


@pytest.mark.parametrize("spec", SOME, ids=str)
@pytest.mark.parametrize("mode", ["subnet", "netid"])
def test_an_object_that_changed_is_one_card(spec: Spec, mode: str, tmp_path: Path) -> None:
    if mode == "subnet":
        file, edit = (
            "master/hostsubnets",
            lambda t: t.replace(f"subnet: {FAR}", "subnet: 10.128.96.0/23"),
        )
        want = "static-flow-missing"
    else:
        file, edit = (
            "master/netnamespaces",
            lambda t: re.sub(r"netid: \d{3,}", "netid: 777", t, count=1),
        )
        want = "pod-vnid-mismatch"
    found = cards(judge(spec, tmp_path, edit, file))
    assert [c for c in found if c != "tun0-missing"] in ([want], [])
    assert len(found) == 1


@pytest.mark.parametrize("spec", EACH, ids=str)
def test_a_folder_of_another_name_is_still_the_node(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    top = tmp_path / "openshift-sdn-debug"
    (top / "meta/nodeinfo").unlink()
    (top / "nodes" / NODE).rename(top / "nodes/worker-7")
    for path in (top / "nodes/worker-7").iterdir():
        if path.name != "flows":
            path.unlink()
    assert cards(analysis.analyze([tmp_path])) == []


@pytest.mark.parametrize("spec", EACH, ids=str)
def test_networks_are_told_from_flows(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    (tmp_path / "openshift-sdn-debug/master/clusternetwork").unlink()
    assert cards(analysis.analyze([tmp_path])) == []


@pytest.mark.parametrize("table", [20, 80, 100])
@pytest.mark.parametrize("spec", [s for s in SOME if s.since("L3")], ids=str)
def test_a_drop_by_hand_among_the_drops_of_policies(spec: Spec, table: int, tmp_path: Path) -> None:
    drop = (
        f" cookie=0x0, duration=33.2s, table={table}, n_packets=3, n_bytes=222, "
        f"priority=400,ip,nw_dst={pod(spec)} actions=drop\n"
    )

    def edit(text: str) -> str:
        return text.rstrip("\n") + "\n" + drop

    assert cards(judge(spec, tmp_path, edit)) == ["foreign-drop-flow"]
