"""A file whose end was cut off: what is not there is not known, and no fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer import analysis
from parsers.iptables import IptablesSave
from rules.derived.hop_suspects import translator
from tests.cluster import Cluster, node_name

TOP = "openshift-sdn-debug"
NODE = f"{TOP}/nodes/{node_name(1)}"
CLUSTER = Cluster(nodes=3, pods=4, services=3, namespaces=3)

CUTS: list[tuple[str, str]] = [
    # (file, the first line that is lost)
    (f"{NODE}/flows", r" cookie=.*table=0, .*priority=200,ip,in_port=1,nw_src"),
    (f"{NODE}/flows", r" cookie=.*table=10, "),
    (f"{NODE}/flows", r" cookie=.*table=30, .*ip,nw_dst=172\.30"),
    (f"{NODE}/flows", r" cookie=.*table=50, "),
    (f"{NODE}/flows", r" cookie=.*table=80, .*priority=0"),
    (f"{NODE}/flows", r" cookie=.*table=120, "),
    (f"{NODE}/ovs-show", r" 5\("),
    (f"{NODE}/ovs-show", r" LOCAL"),
    (f"{NODE}/addresses", r"\d+: tun0"),
    (f"{NODE}/addresses", r"\d+: vxlan_sys"),
    (f"{NODE}/addresses", r"    inet 192\.168"),
    (f"{NODE}/addresses", r"    inet 10\.128"),
    (f"{NODE}/routes", r"10\.128\.0\.0/14"),
    (f"{NODE}/routes", r"172\.30\.0\.0/16"),
    (f"{NODE}/iptables", r"-A KUBE-SEP"),
    (f"{TOP}/master/hostsubnets", rf"  host: {node_name(2)}"),
    (f"{TOP}/master/netnamespaces", r"    name: project2"),
    (f"{TOP}/master/services", r"    name: svc2"),
]


@pytest.mark.parametrize(("file", "lost"), CUTS)
def test_what_is_cut_off_is_no_fault(file: str, lost: str, tmp_path: Path) -> None:
    CLUSTER.write(tmp_path)
    path = tmp_path / file
    text = path.read_text()
    match = re.search(rf"^{lost}", text, re.MULTILINE)
    assert match, lost
    path.write_text(text[: match.start()].removesuffix("\n"))
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []


@pytest.mark.parametrize("lost", [lost for file, lost in CUTS if file.endswith("/flows")])
def test_flows_that_end_early_with_a_whole_line_are_no_fault_but_a_cut(
    lost: str, tmp_path: Path
) -> None:
    CLUSTER.write(tmp_path)
    path = tmp_path / NODE / "flows"
    text = path.read_text()
    match = re.search(rf"^{lost}", text, re.MULTILINE)
    assert match, lost
    path.write_text(text[: match.start()])
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []
    cut = [f.message for f in report.findings if f.rule == "artifact-cut-off"]
    assert cut == [f"{NODE}/flows (dump-flows) is cut off"]


def single(folder: Path, name: str, text: str) -> None:
    path = folder / f"must-gather/cluster-scoped-resources/network.openshift.io/{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("left", ["", "---\n", "---\napiVersion: network.openshift.io/v1\n",
                                  "---\napiVersion: network.openshift.io/v1\nkind: HostSubnet\n"])  # fmt: skip
def test_one_of_many_files_is_cut_to_nothing(left: str, tmp_path: Path) -> None:
    CLUSTER.write(tmp_path)
    source = tmp_path / TOP / "master/hostsubnets"
    objects = re.split(r"^- ", source.read_text().partition("items:\n")[2], flags=re.MULTILINE)[1:]
    source.unlink()
    for number, text in enumerate(objects):
        whole = "---\n" + text.partition("kind: List")[0].replace("\n  ", "\n")
        single(tmp_path, f"hostsubnets/{node_name(number)}.yaml", left if number == 2 else whole)
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []


IN_A_LINE: list[tuple[str, str, str]] = [
    # (file, head, text that ends in the middle)
    ("vsctl.txt", "ovs-vsctl show", "ab1fd4be-92ec-45f2-a2ab-0d87ff1a5f01\n"),
    ("vsctl.txt", "ovs-vsctl show",
     'ab1fd4be-92ec-45f2-a2ab-0d87ff1a5f01\n    Bridge "br0"\n        Port "vxlan0"\n'
     '            Interface "vxlan0"\n                type: vxlan\n'
     '                options: {dst_port="4789", key=flow, rem'),
    ("way.txt", "ip route get 192.168.122.12", "192.168.122.12 "),
    ("rules.txt", "ip rule", "0:\tfrom all lookup local\n32766:\tfrom all lookup ma"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "command", "text"), IN_A_LINE)
def test_what_is_cut_in_a_line_is_no_fault(
    file: str, command: str, text: str, tmp_path: Path
) -> None:
    CLUSTER.write(tmp_path)
    (tmp_path / NODE / file).write_text(f"> {command}\n\n{text}")
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []


def test_a_remark_between_flows_belongs_to_none(tmp_path: Path) -> None:
    CLUSTER.write(tmp_path)
    path = tmp_path / NODE / "flows"
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:20], "<output elided by the support tool>", *lines[20:]]))
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_windows_rewrote_every_file(codec: str, tmp_path: Path) -> None:
    CLUSTER.write(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_text().replace("\n", "\r\n").encode(codec))
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []
    assert {i.status for i in report.inputs} == {"read"}


def test_a_capture_beside_rules_without_nat_is_no_crash(tmp_path: Path) -> None:
    """Of translations, what no table tells is not told."""
    assert (
        translator(IptablesSave("iptables"), "172.30.0.1", 443, "tcp", ("10.0.0.1", 8443)) is None
    )
