"""A table of endpoints that is cut off: the node's own rules tell the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis
from tests.rules.services.service_rules_stale import test_tables as tables

LINE = (
    "udp      17 25 src=10.128.0.7 dst=172.30.0.10 sport=40001 dport=53 [UNREPLIED] "
    "src={} dst=10.128.0.7 sport=5353 dport=40001 mark=0 use=1\n"
)
FOUR = (*tables.THREE, "10.131.0.5")


@pytest.mark.parametrize(
    ("to", "rules", "found"),
    [
        ("10.130.0.5", True, False),  # is shown
        ("10.131.0.5", True, False),  # is cut off, but the node has it
        ("10.131.0.9", True, True),
        ("10.131.0.9", False, False),  # nothing tells the endpoints that are cut off
    ],
)
def test_an_endpoint_that_is_not_shown(to: str, rules: bool, found: bool, tmp_path: Path) -> None:
    node = tmp_path / "nodes" / "node1.example.com"
    node.mkdir(parents=True)
    (node / "conntrack").write_text("> conntrack -L\n\n" + LINE.format(to))
    if rules:
        (node / "iptables-save").write_text("\n".join(tables.iptables(FOUR)) + "\n")
    (tmp_path / "oc_get_services.txt").write_text(tables.SERVICES.format(age="8d"))
    (tmp_path / "oc_get_endpoints.txt").write_text(tables.ENDPOINTS.format(tables.CUT))
    report = analysis.analyze([tmp_path], analysis.Options(select=("tracked-to-old-endpoint",)))
    assert {o.status for o in report.outcomes} == {"failed" if found else "passed"}
    assert [f.message for f in report.findings] == [
        f"node1.example.com still sends 1 UDP client of web/dns to {to}, which is no endpoint and "
        "does not answer"
    ] * found
