"""A table of services says that a load balancer is waited for, and since when."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis

ROW = """NAMESPACE   NAME    TYPE           CLUSTER-IP      EXTERNAL-IP    PORT(S)        AGE
web         front   {}   172.30.11.12    {}    80:30080/TCP   {}
"""


@pytest.mark.parametrize(
    ("kind", "outside", "age", "found"),
    [
        ("LoadBalancer", "<pending>", "8d", True),
        ("LoadBalancer", "<pending>", "5m", True),
        ("LoadBalancer", "<pending>", "4m59s", False),
        ("LoadBalancer", "203.0.113.9", "8d", False),
        ("LoadBalancer", "a1b2.elb.example.com", "8d", False),
        ("NodePort", "<none>", "8d", False),
    ],
)
def test_pending(kind: str, outside: str, age: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "oc_get_services.txt").write_text(ROW.format(kind, outside, age))
    (tmp_path / "date.txt").write_text("> date\n\nMon Mar  9 12:00:00 UTC 2026\n")
    report = analysis.analyze([tmp_path], analysis.Options(select=("load-balancer-pending",)))
    assert [f.message for f in report.findings] == [
        "service web/front of type LoadBalancer has no address of one"
    ] * found
