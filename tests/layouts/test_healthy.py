"""What is healthy in any release and mode is not called a fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer import analysis
from tests.layouts.bundle import LayoutCluster
from tests.layouts.spec import HEALTHY, MODES, NOTELESS, Spec


@pytest.mark.parametrize("spec", HEALTHY, ids=str)
def test_no_alarm(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    report = analysis.analyze([tmp_path])
    assert [
        f"{f.severity} {f.rule}: {f.message}"
        for f in report.findings
        if f.rule != "projects-isolated"
    ] == []
    assert [o for o in report.outcomes if o.status == "crashed"] == []
    assert [i for i in report.inputs if i.unread] == []
    noted = f", rule version {spec.version:02X}" if spec.version else ""
    assert report.bundle.version == f"flow layout {spec.layout}{noted}"
    assert report.bundle.plugin == MODES[spec.mode]


@pytest.mark.parametrize("spec", NOTELESS, ids=str)
def test_hallmarks(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    for path in tmp_path.glob("*/nodes/*/flows"):
        path.write_text(re.sub(".*note:0[012].*00.00.00\n", "", path.read_text()))
    report = analysis.analyze([tmp_path])
    assert {f.rule for f in report.findings} - {"projects-isolated"} == {"version-note-missing"}
    assert report.bundle.version == f"flow layout {spec.layout}"


@pytest.mark.parametrize("spec", [s for s in HEALTHY if s.since("L10") and s.mode == "NP"], ids=str)
def test_a_pod_that_just_starts_is_held_back(spec: Spec, tmp_path: Path) -> None:
    LayoutCluster(spec).write(tmp_path)
    for path in tmp_path.glob("*/nodes/*/flows"):
        held = "".join(
            f" cookie=0x4466b9eb, duration=0.{table}s, table={table}, n_packets=0, n_bytes=0, "
            f"priority=500,ip,{field}=10.128.4.99 actions=drop\n"
            for table, field in ((27, "nw_src"), (80, "nw_dst"))
        )
        path.write_text(path.read_text() + held)
    assert [f.message for f in analysis.analyze([tmp_path]).findings] == []
