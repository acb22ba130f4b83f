"""A message counts while nothing later contradicts it; each way in which something does."""

from __future__ import annotations

import sys

from parsers import ip_route, journal
from parsers.base import Artifact
from parsers.ip_route import RouteTable
from parsers.journal import NodeLog
from parsers.log_patterns import by_id
from rules.base import Node, PerNode, Severity
from rules.catalog import RULES
from rules.logs.cni_config_missing_log import cni_config_missing_log
from rules.logs.flow_not_added import flow_not_added
from rules.logs.iptables_sync_failed_log import iptables_sync_failed_log
from rules.logs.ovs_unreachable_log import ovs_unreachable_log
from rules.logs.pod_network_not_attached_log import pod_network_not_attached_log
from rules.logs.setup_script_failed import setup_script_failed
from rules.logs.standing import STARTED, report, standings
from rules.logs.subnet_allocation_failed_log import subnet_allocation_failed_log

HEAD = "-- Logs begin at Sat 2026-11-21 10:00:00 UTC, end at Sat 2026-11-21 23:00:00 UTC. --"
START = "Initializing SDN node of type \"redhat/openshift-ovs-subnet\""  # fmt: skip
READY = "openshift-sdn network plugin ready"
NODE = Node("n1")


def log(*lines: tuple[str, str], path: str = "nodes/n1/journal", host: str = "n1") -> NodeLog:
    text = "\n".join(
        [HEAD, *(f"Nov 21 {clock} {host} openshift-node[7]: {said}" for clock, said in lines)]
    )
    return journal.read(Artifact(path, text.encode())).fact


def severities(findings: object) -> list[Severity | None]:
    return [finding.severity for finding in findings]  # type: ignore[attr-defined]


def test_the_last_word_stands() -> None:
    told = log(("10:00:01", START), ("10:00:02", "node SDN setup failed: exit status 1"))
    (finding,) = report("n1", told, ("sdn-setup-failed",), ends=STARTED)
    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "n1: the SDN did not start (exit status 1); said once, last 2026-11-21 10:00:02 UTC, "
        "and nothing later says otherwise"
    )
    assert [source.line for source in finding.evidence] == [3]


def test_a_later_start_that_got_further_contradicts_it() -> None:
    told = log(("10:00:02", "node SDN setup failed: exit status 1"), ("10:05:00", READY))
    (finding,) = report("n1", told, ("sdn-setup-failed",), ends=STARTED)
    assert finding.severity is Severity.INFO
    assert [source.line for source in finding.evidence] == [2, 3]


def test_an_earlier_start_does_not() -> None:
    told = log(("10:00:00", READY), ("10:00:02", "node SDN setup failed: exit status 1"))
    assert severities(report("n1", told, ("sdn-setup-failed",), ends=STARTED)) == [Severity.ERROR]


def test_a_start_of_another_host_does_not() -> None:
    here = log(("10:00:02", "node SDN setup failed: exit status 1"))
    there = log(("10:05:00", READY), host="n2", path="nodes/n2/journal")
    both = NodeLog.merge([here, there])
    (one,) = standings(both, ("sdn-setup-failed",), ends=STARTED)
    assert not one.over


def test_an_error_of_the_start_that_is_ready_afterwards_stands_for_what_is_done_once() -> None:
    told = log(
        ("10:00:01", START),
        ("10:00:02", 'error adding OVS flows for subnet "10.129.0.0/23": exit status 1'),
        ("10:00:03", READY),
    )
    (finding,) = flow_not_added.check(NODE, told, None)
    assert finding.severity is Severity.ERROR
    assert "10.129.0.0/23" in finding.subjects
    assert finding.invariants == ("FH-01",)


def test_a_flow_that_was_added_later_is_over() -> None:
    flow = "table=0,priority=100,ip,nw_dst=10.1.2.0/24,actions=output:1"
    other = flow.replace("10.1.2", "10.1.3")
    failed = ("10:00:02", f"Output of adding {flow}: ovs-ofctl: no bridge (exit status 1)")
    assert severities(
        flow_not_added.check(
            NODE, log(failed, ("10:00:03", f"Output of adding {flow}:  (<nil>)")), None
        )
    ) == [Severity.INFO]
    assert severities(
        flow_not_added.check(
            NODE, log(failed, ("10:00:03", f"Output of adding {other}:  (<nil>)")), None
        )
    ) == [Severity.ERROR]


def test_what_repeats_itself_and_falls_silent_is_over() -> None:
    failure = ("10:00:02", "Syncing openshift iptables failed: exit status 4")
    silent = log(failure, ("10:20:00", "something else"))
    assert severities(iptables_sync_failed_log.check(NODE, silent)) == [Severity.INFO]
    ended = log(failure, ("10:02:00", "something else"))
    assert severities(iptables_sync_failed_log.check(NODE, ended)) == [Severity.ERROR]


def test_another_container_that_goes_on_is_not_silence() -> None:
    sdn = log(("10:00:02", "waiting for OVS to start"), path="pods/sdn-1/sdn/logs/current.log")
    other = log(("20:00:00", "x"), path="pods/web-1/web/logs/current.log")
    assert severities(ovs_unreachable_log.check(NODE, NodeLog.merge([sdn, other]), None)) == [
        Severity.WARNING
    ]
    later = log(("20:00:00", "x"), path="pods/sdn-1/sdn/logs/rotated/0.log")
    assert severities(ovs_unreachable_log.check(NODE, NodeLog.merge([sdn, later]), None)) == [
        Severity.INFO
    ]


def test_one_pod_attached_does_not_speak_for_another() -> None:
    told = log(
        ("10:00:02", "CNI_ADD web/a-1 failed: exit status 1"),
        ("10:00:03", "CNI_ADD web/b-1 failed: exit status 1"),
        ("10:00:09", "CNI_ADD web/a-1 got IP 10.128.0.9, ofport 12"),
    )
    standing, past = pod_network_not_attached_log.check(NODE, told, None)
    assert standing.severity is Severity.ERROR
    assert {"web/b-1", "b-1"} <= set(standing.subjects)
    assert "web/a-1" not in standing.subjects
    assert past.severity is Severity.INFO


def test_many_messages_of_one_kind_are_one_finding_with_bounded_evidence() -> None:
    told = log(*(("10:00:02", f"CNI_ADD web/p-{i} failed: exit status 1") for i in range(40)))
    (finding,) = pod_network_not_attached_log.check(NODE, told, None)
    assert len(finding.evidence) == 5
    assert "and 35 more" in finding.message
    assert "said 40 times" in finding.message
    assert "web/p-39" in finding.subjects


def test_the_installation_of_a_node_is_history() -> None:
    told = log(
        ("10:00:01", "Network plugin returns error: No CNI configuration file in /etc/cni/net.d"),
        ("12:00:00", "something else"),
    )
    assert severities(cni_config_missing_log.check(NODE, told, None)) == [Severity.INFO]


def test_the_masters_lease_moves_between_hosts() -> None:
    failed = log(
        ("10:00:02", "Error creating subnet for node n9, ip 10.0.0.9: No subnets available.")
    )
    logs = PerNode({"n1": failed, "n2": log(("10:00:03", START), host="n2")})
    (finding,) = subnet_allocation_failed_log.check(logs, None)
    assert {"n9", "10.0.0.9"} <= set(finding.subjects)


TRACE = (
    ("10:00:01", "I1121 10:00:01.0    7 controller.go:147] Output of setup script:"),
    ("10:00:01", "+ ip route add 10.128.0.0/14 dev tun0"),
    ("10:00:01", "RTNETLINK answers: Network is unreachable"),
    ("10:00:02", "I1121 10:00:02.0    7 a.go:1] next"),
)
GOOD = tuple(
    (clock.replace("10:00", "11:00"), said.replace("10:00", "11:00"))
    for clock, said in TRACE
    if "RTNETLINK" not in said
)


def test_a_later_run_of_the_script_makes_up_for_an_earlier_one() -> None:
    assert len(list(setup_script_failed.check(NODE, log(*TRACE), None))) == 1
    assert list(setup_script_failed.check(NODE, log(*TRACE, *GOOD), None)) == []
    bad = [
        (clock.replace("10:00", "12:00"), said.replace("10:00", "12:00")) for clock, said in TRACE
    ]
    (finding,) = setup_script_failed.check(NODE, log(*GOOD, *bad), None)
    assert finding.severity is None


def test_a_new_start_after_the_failed_script_is_history() -> None:
    told = log(*TRACE, ("10:30:00", START), ("10:30:05", READY))
    assert severities(setup_script_failed.check(NODE, told, None)) == [Severity.INFO]


def test_a_script_that_ended_with_an_error_is_reported_without_its_trace() -> None:
    told = log(("10:00:01", "Error executing setup script: exit status 1"))
    (finding,) = setup_script_failed.check(NODE, told, None)
    assert finding.severity is Severity.ERROR


def routes(*lines: str) -> RouteTable:
    return ip_route.read(Artifact("nodes/n1/routes", "\n".join(lines).encode())).fact


def test_the_routes_decide_about_a_route_that_was_not_added() -> None:
    default = "default via 10.0.0.254 dev eth0"
    there = routes(default, "10.128.0.0/14 dev tun0 scope link")
    assert list(setup_script_failed.check(NODE, log(*TRACE), there)) == []
    lacking = routes(default)
    again = log(*TRACE, ("10:30:00", START), ("10:30:05", READY))
    (finding,) = setup_script_failed.check(NODE, again, lacking)
    assert finding.severity is None
    assert finding.subjects == ("n1", "10.128.0.0/14", "tun0")
    assert [source.path for source in finding.evidence] == [
        "nodes/n1/journal",
        "nodes/n1/journal",
        "nodes/n1/routes",
    ]


def test_every_rule_asks_for_messages_that_exist_and_every_trouble_has_a_rule() -> None:
    rows = by_id()
    asked: set[str] = set()
    for each in RULES:
        module = sys.modules[each.check.__module__]
        asked |= set(getattr(module, "MESSAGES", ()))
    assert asked <= set(rows)
    alone = {"subnet-not-allocated", "subnet-not-got", "cni-config-missing", "mtu-too-small",
             "mtu-tainted", "setup-script-error"}  # fmt: skip
    trouble = {name for name, row in rows.items() if row.severity != "info"}
    assert trouble - alone <= asked
