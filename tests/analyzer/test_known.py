"""Files that hold nothing to judge are named all the same, and errors of tests are results."""

from __future__ import annotations

import pytest

from analyzer.known import known
from analyzer.recognise import Recogniser
from parsers.catalog import PARSERS


@pytest.mark.parametrize(
    ("path", "head", "kind"),
    [
        ("a", "recirc_id(0),in_port(3),eth_type(0x0800), packets:1, bytes:2\n", "ovs-dpctl"),
        ("a", "OVSDB JSON 1234 0123456789abcdef\n{}\n", "ovsdb-file"),
        ("a", "_uuid               : 37425bd3-8e1c-4d7e-9a43-4f8c1c8dd1ff\nname : br0\n", "ovs-vsctl-list"),
        ("a", "table ip nat {\n\tchain PREROUTING {\n", "nft-ruleset"),
        ("a", "oc v3.11.117\nkubernetes v1.11.0\n", "version"),
        ("a", "sosreport: 4.2", "version"),
        ("a", " 03:44:48 up 2 days,  1:02,  1 user,  load average: 0.1, 0.2, 0.3\n", "uptime"),
        ("a", "2026-11-23 03:44:48.123 +0000 UTC m=+0.1\n", "timestamp"),
        ("a", "DEVICE=eth0\nBOOTPROTO=dhcp\n", "ifcfg"),
        ("a", "[{b52e4e8da931 [/k8s_web] registry/web}]\n", "containers-list"),
        ("a", "10:22:33.123456 IP 10.128.0.4.48012 > 10.129.0.6.8080: Flags [S]\n", "tcpdump-text"),
        ("x/network_logs/multi_networkpolicy", "items: []\nkind: List\n", "operator-objects"),
        ("x/must-gather.logs", "Using must-gather plug-in image\n", "collector-log"),
        ("a", "docker-registry default 172.30.243.225 tcp 5000\n", "service-info"),
        ("a", "node1.example.com\n", "hostname"),
        ("x/network_logs/ippools", "Name: a\n", "operator-objects"),
        ("a", "services amount: 12\n", "cluster-scale"),
        ("a", "port 2: vxlan0 (vxlan: ::->flow, key=flow, dp port=2, ttl=64)\n", "tunnels"),
    ],
)  # fmt: skip
def test_known(path: str, head: str, kind: str) -> None:
    found = known(path, head)
    assert found is not None
    assert found.kind == kind


def test_prose_is_not_known() -> None:
    assert known("notes.txt", "The customer says that it is slow.\n") is None


@pytest.mark.parametrize(
    ("command", "error", "is_result"),
    [
        ("ping -c 3 10.1.2.3", "ping: sendmsg: Operation not permitted", True),
        ("curl -kv http://a/", "curl: (7) Failed connect; Permission denied", True),
        ("ping -c 3 10.1.2.3", "bash: ping: command not found", False),
        ("ovs-vsctl show", "ovs-vsctl: unix:/x: database connection failed (No such file)", False),
    ],
)
def test_what_a_test_found_is_no_failure_to_run_it(
    command: str, error: str, is_result: bool
) -> None:
    assert Recogniser(PARSERS).is_result(command, error) is is_result
