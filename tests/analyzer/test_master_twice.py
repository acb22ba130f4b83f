"""debug.sh collects a master that is a node twice: its own folder counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis
from tests.cluster import CLUSTER, Cluster, node_name

HERE = f"openshift-sdn-debug/nodes/{node_name(0)}"
MASTER = "openshift-sdn-debug/master"


def write(root: Path) -> None:
    Cluster(nodes=2, pods=2).write(root)
    for name in ("routes", "addresses", "sysctl"):
        text = (root / HERE / name).read_text()
        (root / MASTER / name).write_text(text)


def without_the_route(path: Path) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(str(CLUSTER))))


@pytest.mark.parametrize("both", [True, False])
def test_the_folder_of_the_node_is_judged_and_cited(tmp_path: Path, *, both: bool) -> None:
    write(tmp_path)
    without_the_route(tmp_path / HERE / "routes")
    if both:
        without_the_route(tmp_path / MASTER / "routes")
    (found,) = [f for f in analysis.analyze([tmp_path]).findings if f.severity == "error"]
    assert found.rule == "cluster-route-missing"
    assert f"{HERE}/routes" in {source.path for source in found.evidence}


def test_the_master_is_judged_where_the_folder_lacks_it(tmp_path: Path) -> None:
    write(tmp_path)
    without_the_route(tmp_path / MASTER / "routes")
    (tmp_path / HERE / "routes").write_text("> ip route show\n\n")
    (found,) = [f for f in analysis.analyze([tmp_path]).findings if f.severity == "error"]
    assert f"{MASTER}/routes" in {source.path for source in found.evidence}


@pytest.mark.parametrize("cut", ["iptables", "flows"])
def test_the_master_is_judged_where_the_folder_s_file_is_cut(tmp_path: Path, cut: str) -> None:
    write(tmp_path)
    whole = (tmp_path / HERE / cut).read_text()
    (tmp_path / MASTER / cut).write_text(whole.replace("-A OPENSHIFT-MASQUERADE", "# ", 1))
    rest = (
        whole[: whole.index("COMMIT")]
        if cut == "iptables"
        else whole.replace("):", "): flags=[more]")
    )
    (tmp_path / HERE / cut).write_text(rest)
    report = analysis.analyze([tmp_path])
    judged = {"iptables": "masquerade-wrong", "flows": "remote-sender-unknown"}[cut]
    (outcome,) = [o for o in report.outcomes if (o.rule, o.node) == (judged, node_name(0))]
    assert outcome.status == ("failed" if cut == "iptables" else "passed")
