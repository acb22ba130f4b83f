"""Each file of each kind of bundle is recognised, read, and given to its node."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.report import Report
from tests.kinds import tree
from tests.kinds.layouts import LAYOUTS

KINDS = {
    "sosreport 3": "sosreport", "sosreport 4": "sosreport", "network_logs": "must-gather",
    "ipf-debug": "single file", "transcript": "single file", "sos collect": "sosreport", "case folder": "must-gather + sosreport",
}  # fmt: skip
NOT_JUDGED = {
    "service-info", "ifcfg", "version", "hostname", "ovs-dpctl", "cluster-scale",
    "script", "containers-list", "health-check-result", "timestamp", "web-page", "collector-log",
    "operator-objects", "ovs-vsctl-list", "ovsdb-file", "nft-ruleset", "tcpdump-text",
}  # fmt: skip


def report_of(kind: str, root: Path) -> tuple[Report, list[tree.File]]:
    found = tree.files(kind)
    tree.write(found, root)
    entries = sorted(root.iterdir())
    return analysis.analyze([entries[0]] if len(entries) == 1 else [root]), found


def wanted(file: tree.File) -> str:
    return "collector-error" if file.text else "empty"


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_file_is_what_it_is(kind: str, tmp_path: Path) -> None:
    report, found = report_of(kind, tmp_path)
    assert report.bundle.kind == KINDS.get(kind, kind)
    inputs = {entry.path: entry for entry in report.inputs}
    wrong = []
    for file in found:
        entry = next(
            e
            for path, e in inputs.items()
            if path.endswith(file.path.split("/", 1)[-1]) or path == file.path
        )
        said = set(entry.kind.split(", "))
        if not set(file.artifacts) <= said:
            wrong.append(f"{file.path}: {entry.kind or entry.status} is not {file.artifacts}")
        elif file.error:
            wrong += [] if entry.status == wanted(file) else [f"{file.path}: {entry.status}"]
        elif not set(file.artifacts) & NOT_JUDGED and entry.status not in {"read", "gaps"}:
            wrong.append(f"{file.path}: {entry.status} {entry.detail}")
        elif file.node and entry.node != file.node:
            wrong.append(f"{file.path}: node {entry.node} is not {file.node}")
    assert wrong == []
