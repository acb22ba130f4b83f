"""A bundle that holds an object and its row in a table: a finding cites both."""

from __future__ import annotations

from pathlib import Path

from analyzer import analysis
from analyzer.report import Report
from tests.cluster import Cluster, node_ip, node_name, subnet

TABLE = "oc get hostsubnets\n"


def analyze(root: Path, said: str) -> Report:
    Cluster(nodes=3, pods=2).write(root)
    path = root / "openshift-sdn-debug/master/hostsubnets"
    path.write_text(path.read_text().replace(f"hostIP: {node_ip(2)}", f"hostIP: {node_ip(1)}"))
    rows = [
        f"{node_name(n)}   {node_name(n)}   {ip}   {subnet(n, 23)}"
        for n, ip in enumerate((node_ip(0), node_ip(1), said))
    ]
    head = "NAME                HOST                HOST IP           SUBNET"
    (root / "get-hostsubnet.txt").write_text("\n".join((f"$ {TABLE}{head}", *rows, "")))
    return analysis.analyze([root])


def cited(report: Report, rule: str) -> list[tuple[str, int]]:
    (found,) = [f for f in report.findings if f.rule == rule]
    return [(s.path, s.line) for s in found.evidence if s.path == "get-hostsubnet.txt"]


def test_the_rows_that_say_the_same_are_cited(tmp_path: Path) -> None:
    report = analyze(tmp_path, node_ip(1))
    assert cited(report, "duplicate-host-ip") == [
        ("get-hostsubnet.txt", 4),
        ("get-hostsubnet.txt", 5),
    ]


def test_a_row_that_says_otherwise_is_no_evidence(tmp_path: Path) -> None:
    report = analyze(tmp_path, node_ip(2))
    assert cited(report, "duplicate-host-ip") == [("get-hostsubnet.txt", 4)]


def test_a_table_that_holds_what_the_objects_lack_proves_no_absence(tmp_path: Path) -> None:
    report = analyze(tmp_path, node_ip(2))
    absences = [
        source
        for finding in report.findings
        for source in finding.evidence
        if source.path == "get-hostsubnet.txt" and source.text.endswith(node_ip(2))
    ]
    assert absences == []
