"""A file that was cut at the end of a line: what is not there is not known, and no fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer import analysis
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
    path.write_text(text[: match.start()])
    report = analysis.analyze([tmp_path])
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []


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
