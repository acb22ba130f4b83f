"""A healthy cluster of which only a part was collected is healthy still."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analyzer import analysis
from tests.layouts.bundle import LayoutCluster
from tests.layouts.spec import Spec
from tests.layouts.test_faults import SPECS

PARTS = ("master", "master/clusternetwork", "master/hostsubnets", "master/netnamespaces", "master/pods",
         "master/nodes", "meta", "nodes/*/flows", "nodes/*/addresses", "nodes/*/ovs-show",
         "nodes/*/routes", "nodes/node[12].example.com", "nodes/node1.example.com/flows",
         "master/[chn]*")  # fmt: skip
CASES = [
    pytest.param(spec, part, id=f"{part.replace('/', '_')}-{spec}")
    for index, part in enumerate(PARTS)
    for spec in (SPECS if index < 3 else SPECS[index % 3 :: 3])
    # Without flows nothing tells that a release is too old to route services.
    if spec.since("L1") or not part.endswith("flows")
]


@pytest.mark.parametrize(("spec", "part"), CASES)
def test_a_part_is_healthy(spec: Spec, part: str, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    for path in tmp_path.glob("openshift-sdn-debug/" + part):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    report = analysis.analyze([tmp_path])
    loud = [f for f in report.findings if f.severity != "info"]
    assert [f"{f.severity} {f.rule}: {f.message}" for f in loud] == []
    assert [o for o in report.outcomes if o.status == "crashed"] == []
