"""What is said of the collection: never loud, always with the inputs, and it guides the questions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analyzer import analysis, cli
from analyzer.render import html, markdown, terminal
from analyzer.report import Report
from analyzer.signs import redaction, when

ROOT = Path(__file__).parents[2]
RULES = ROOT / "tests/rules/collection"


def notes(report: Report) -> list[str]:
    return [f.message for f in report.findings if f.invariants[0].startswith("CO-")]


def test_they_never_set_the_exit_code(tmp_path: Path) -> None:
    for fail in sorted(RULES.glob("*/fail")):
        report = analysis.analyze([fail])
        assert notes(report), fail
        assert all(f.severity == "info" for f in report.findings if f.invariants[0][:3] == "CO-")
        assert report.causes == () or not any(
            report.findings[c.findings[0]].invariants[0].startswith("CO-") for c in report.causes
        )
        assert cli.exit_code(report, "warning") == 0


def test_they_are_shown_with_the_inputs() -> None:
    report = analysis.analyze([RULES / "node_without_data/fail"])
    said = "no artifact of node2.example.com was collected"
    page = html.render(report)
    assert page.index(said) > page.index('<section id="inputs"')
    text = terminal.render(report, color=False, width=100)
    assert text.index(said) > text.index("Ask next")
    assert f"### The collection\n\n- {said.replace('.', '.')}" in markdown.render(report)


def test_what_was_not_collected_is_asked_for_with_the_reason() -> None:
    report = analysis.analyze([RULES / "artifact_not_collected/fail"])
    (step,) = (s for ask in report.asks for s in ask.steps if "dump-flows" in s.command)
    assert [report.findings[i].rule for i in step.suspects] == ["artifact-not-collected"]
    assert step.command.startswith("docker exec openvswitch")


def test_a_node_without_data_is_asked_for_everything() -> None:
    report = analysis.analyze([RULES / "node_without_data/fail"])
    (ask,) = (a for a in report.asks if a.nodes == ("node2.example.com",))
    assert {"ip route", "ovs-ofctl -O OpenFlow13 dump-flows br0"} <= {s.command for s in ask.steps}
    for step in ask.steps:
        if "tracepath" not in step.command:  # which is of the way between nodes
            assert [report.findings[i].rule for i in step.suspects] == ["node-without-data"]


def test_checks_beside_replaced_addresses_are_not_plain_green(tmp_path: Path) -> None:
    report = analysis.analyze([RULES / "bundle_redacted/fail"])
    held = [o for o in report.outcomes if o.rule == "duplicate-host-ip"]
    assert [o.gaps for o in held] == [("addresses are replaced in oc/hostsubnets.yaml",)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("  hostIP: x-ipv4-0000000001-x", "addresses"),
        ("link/ether x-mac-0000000007-x brd ff:ff:ff:ff:ff:ff", "addresses"),
        ("    inet 10.x.x.x/16 brd 10.x.x.255", "addresses"),
        ("host0.obfuscateddomain0.com", "names"),
        ("docker.io/library/nginx:1.x.x.y", None),
        ("kernel-3.10.0-1160.el7.x86_64", None),
        ("release 4.x, see https://a.example.com/v1.x.html", None),
        ("sandbox 0a58x-ipv4less", None),
    ],
)
def test_what_shows_a_redaction(line: str, kind: str | None) -> None:
    found = redaction(f"first\n{line}\nlast\n", "f")
    assert (found.kind if found else None) == kind
    if found:
        assert (found.source.line, found.source.text) == (2, line)


ROUTE = "10.128.{}.0/23 dev tun0\n"


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("lines", [10, 2_000, 30_000])
def test_a_redaction_far_below_the_head_is_seen(lines: int, whole: bool) -> None:
    plain = "".join(ROUTE.format(n % 250) for n in range(lines))
    replaced = "".join("x-ipv4-0000000001-x dev tun0\n" for _ in range(lines))
    found = redaction(plain + replaced, "f", 3, whole=whole)
    assert found is not None
    assert (found.kind, found.source.text) == ("addresses", "x-ipv4-0000000001-x dev tun0")
    assert found.source.line >= lines + 3
    assert redaction(plain, "f", whole=whole) is None
    if whole:
        assert found.source.line == lines + 3
        once = redaction(plain + "# such as 10.x.x.x\n", "f")
        assert (once is None) is (lines > 10), "far below, one may be a comment"
        assert redaction(plain + "10.x.x.x dev tun0\n" * 3, "f") is not None


def test_a_file_that_is_redacted_below_its_head_says_so(tmp_path: Path) -> None:
    item = "- kind: HostSubnet\n  host: n{0}\n  hostIP: {1}\n  metadata:\n    name: n{0}\n"
    plain = "".join(item.format(n, f"192.168.0.{n}") for n in range(1, 251))
    last = item.format(251, "x-ipv4-0000000001-x")
    (tmp_path / "hostsubnets.yaml").write_text(f"items:\n{plain}{last}kind: List\n")
    report = analysis.analyze([tmp_path])
    said = [f for f in report.findings if f.rule == "bundle-redacted"]
    assert [f.evidence[0].line for f in said] == [2 + 250 * 5 + 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Generated by iptables-save v1.4.21 on Tue Feb 23 09:10:41 2016\n*nat", "2016-02-23T09:10:41+00:00"),
        ("# Completed on Fri Feb  5 09:10:41 2016\n", "2016-02-05T09:10:41+00:00"),
        ("-- Logs begin at Wed 2017-02-08 15:18:00 CET, end at Thu 2017-02-09 15:18:00 CET. --", "2017-02-09T15:18:00+01:00"),
        ("2021-08-03 12:11:56.91501602 +0200 CEST m=+1.651641915\n", "2021-08-03T12:11:56+02:00"),
        ("# Generated by iptables-save v1.4.21 on Tue Foo 23 09:10:41 2016", None),
        ("-- Logs begin at Wed 2017-02-08 15:18:00 CET, end at --", None),
    ],
)  # fmt: skip
def test_when_it_was_collected(text: str, said: str | None) -> None:
    assert [each.time.isoformat() for each in when(text, "f")] == ([said] if said else [])


def pod_and_log(folder: Path, started: str) -> Path:
    """Write a pod of the SDN and its log as a must-gather holds them."""
    pod = {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "sdn-abcde", "namespace": "openshift-sdn"},
        "spec": {"nodeName": "n1", "hostNetwork": True},
        "status": {"phase": "Running", "containerStatuses": [
            {"name": "sdn", "ready": True, "state": {"running": {"startedAt": started}}}]},
    }  # fmt: skip
    here = folder / "namespaces/openshift-sdn/pods/sdn-abcde"
    logs = here / "sdn/sdn/logs"
    logs.mkdir(parents=True)
    (here / "sdn-abcde.yaml").write_text(json.dumps(pod))
    line = "2021-05-06T13:01:54.414206178Z I0506 13:01:54.414116  135002 node.go:139] Starting\n"
    (logs / "current.log").write_text(line)
    return folder


def test_a_container_older_than_its_log(tmp_path: Path) -> None:
    late = pod_and_log(tmp_path / "late", "2021-05-01T10:00:00Z")
    (said,) = notes(analysis.analyze([late]))
    assert "it begins 2021-05-06 13:01:54, the container started 2021-05-01 10:00:00" in said
    assert notes(analysis.analyze([pod_and_log(tmp_path / "ok", "2021-05-06T13:01:50Z")])) == []
    rotated = late / "namespaces/openshift-sdn/pods/sdn-abcde/sdn/sdn/logs/rotated/0.log.20210506"
    rotated.parent.mkdir()
    shutil.copy(rotated.parent.parent / "current.log", rotated)
    assert notes(analysis.analyze([late])) == []


def test_the_subnet_of_a_load_balancer_is_no_node_without_data(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(RULES / "node_without_data/pass", bundle)
    (bundle / "master/hostsubnets").write_text(
        "> oc get hostsubnets -o yaml\n\napiVersion: v1\nitems:\n- host: f5\n  hostIP: 10.0.0.9\n"
        "  kind: HostSubnet\n  metadata:\n    name: f5\n  subnet: 10.129.0.0/23\nkind: List\n"
    )
    report = analysis.analyze([bundle])
    assert notes(report) == []
    assert not any("f5" in ask.nodes for ask in report.asks)
