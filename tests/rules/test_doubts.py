"""The fault of a rule's fail/, with one sign that it may be none: told, but not loud."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer import analysis
from rules.derived.bundle_time import BundleTime
from tests.cluster import Cluster
from tests.rules.test_rules import FOLDERS

DEBUG = "openshift-sdn-debug"
EGRESS = "    egress:\n    - to:\n      - ipBlock:\n          cidr: 192.0.2.0/24\n    policyTypes:\n    - Egress\n"
ROUTES = (
    "$ oc get route --all-namespaces\n"
    "NAMESPACE   NAME   HOST/PORT                PATH   SERVICES   PORT   TERMINATION   WILDCARD\n"
    "web         www    www.apps.corp.example           frontend   web                  None\n"
)

DOUBTS: dict[str, tuple[str, str, str, str]] = {
    # sign: (rule, file, what, what instead)
    "counted over months": (
        "packets-dropped", f"{DEBUG}/nodes/node1.example.com/flows",
        r"duration=86400\.123s, (table=10, n_packets=5231)", r"duration=8640000.1s, \1",
    ),
    "last counted an hour ago": (
        "packets-dropped", f"{DEBUG}/nodes/node1.example.com/flows",
        r"(table=10, n_packets=5231, n_bytes=700954,)", r"\1 idle_age=1800,",
    ),
    "dumped minutes apart": (
        "service-rules-differ", f"{DEBUG}/nodes/node1.example.com/iptables",
        "12:00:09 2026", "11:50:09 2026",
    ),
    "egress rules that deny nothing": (
        "network-policy-unsupported", f"{DEBUG}/master/networkpolicies",
        r"    ingress:\n    - from:\n      - podSelector: \{\}\n(?:.*\n)*?    policyTypes:\n    - Ingress\n",
        "    podSelector: {}\n" + EGRESS.replace("- Egress", "- Ingress\n    - Egress"),
    ),
    "another name of the cluster": (
        "wildcard-answer", "node1.example.com/session.log",
        r"\+search \+noall \+answer github.com\ngithub.com.apps.corp.example.",
        "+noall +answer console.other.example\nconsole.other.example.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sign", DOUBTS)
def test_it_is_a_note(sign: str, tmp_path: Path) -> None:
    rule, file, what, instead = DOUBTS[sign]
    shutil.copytree(FOLDERS[rule] / "fail", tmp_path, dirs_exist_ok=True)
    path = tmp_path / file
    text = path.read_text()
    changed = re.sub(what, instead, text, count=0 if "2026" in what else 1)
    assert changed != text
    path.write_text(changed)
    (tmp_path / "oc").mkdir(exist_ok=True)
    (tmp_path / "oc/routes.txt").write_text(ROUTES)
    report = analysis.analyze([tmp_path], analysis.Options(select=(rule,)))
    assert {finding.severity for finding in report.findings} == {"info"}


def test_no_node_has_a_default_route(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["default-route-missing"] / "fail", tmp_path, dirs_exist_ok=True)
    nodes = tmp_path / DEBUG / "nodes"
    shutil.copytree(nodes / "node1.example.com", nodes / "node2.example.com")
    report = analysis.analyze([tmp_path], analysis.Options(select=("default-route-missing",)))
    assert [finding.severity for finding in report.findings] == ["info", "info"]


def test_two_domains_of_the_outside_are_no_other_names(tmp_path: Path) -> None:
    shutil.copytree(FOLDERS["wildcard-answer"] / "fail", tmp_path, dirs_exist_ok=True)
    (tmp_path / "oc/routes.txt").write_text(ROUTES)
    log = tmp_path / "node1.example.com/session.log"
    log.write_text(
        "".join(
            f"[root@node1 ~]# dig +noall +answer {name}\n{name}.\t60\tIN\tA\t192.168.0.11\n"
            for name in ("github.com", "pypi.org")
        )
    )
    report = analysis.analyze([tmp_path], analysis.Options(select=("wildcard-answer",)))
    assert {finding.severity for finding in report.findings} == {"warning"}


def test_endpoints_that_came_after_the_rules_were_dumped(tmp_path: Path) -> None:
    cluster = Cluster(nodes=2, pods=2, services=1)
    cluster.write(tmp_path)
    path = tmp_path / DEBUG / "nodes/node1.example.com/iptables"
    address = cluster.services[0].pods[0].ip
    stale = path.read_text().replace(f"{address}:8080", "10.128.3.99:8080")
    path.write_text(stale)
    select = analysis.Options(select=("service-rules-stale",))
    assert [f.severity for f in analysis.analyze([tmp_path], select).findings] == ["error"]
    path.write_text(stale.replace("Sat Nov 21", "Fri Nov 13"))
    assert analysis.analyze([tmp_path], select).findings == ()


@pytest.mark.parametrize(
    ("local", "apart"),
    [
        (datetime(2026, 11, 21, 12, 4), False),
        (datetime(2026, 11, 21, 17, 33), False),  # 5:30 ahead of UTC
        (datetime(2026, 11, 21, 4, 1), False),
        (datetime(2026, 11, 21, 12, 16), True),
        (datetime(2026, 11, 20, 12, 0), True),
        (datetime(2026, 11, 14, 12, 0), True),
    ],
)
def test_a_time_zone_is_not_another_time(local: datetime, *, apart: bool) -> None:
    assert BundleTime(datetime(2026, 11, 21, 12, 0, tzinfo=UTC)).apart(local) is apart
