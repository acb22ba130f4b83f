"""Each card says what it does not explain, and what would refute it."""

from __future__ import annotations

import pytest

from analyzer.causes_said import not_explained, refuted_by, refuted_in_general
from analyzer.rule_pages import by_name, commands
from parsers.base import Source
from rules.base import Finding, Rule
from rules.catalog import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_would_refute_it(rule: Rule) -> None:
    said = refuted_in_general(rule, commands())
    assert said.endswith(".")
    assert "{" not in said
    assert len(said) > 30
    assert not_explained([rule.name])


def finding(node: str | None, text: str, *subjects: str) -> Finding:
    return Finding("it is broken", subjects, (Source("f", 3, text),), node)


@pytest.mark.parametrize(
    ("rule", "found", "said"),
    [
        ("remote-sender-unknown", finding("n1", "x", "n3"),
         "a pod on n1 connects to one of its project on another node and is answered (it concerns n3)"),
        ("ip-forward-disabled", finding("n1", "net.ipv4.ip_forward = 0", "n1"),
         "a pod on n1 connects to a service's address"),
        ("version-note-missing", finding("n1", "not among the 90 flows of table 253: a note", "n1"),
         "`ovs-ofctl -O OpenFlow13 dump-flows br0`, run again on n1, shows a note"),
        ("duplicate-host-ip", finding(None, "  hostIP: 192.168.122.4", "192.168.122.4"),
         "`oc get hostsubnets -o yaml`, run again, lacks this line: hostIP: 192.168.122.4"),
        ("service-without-endpoints", finding(None, "not among the 22 Pod objects: app=cart", "shop/cart"),
         "`oc get pods --all-namespaces -o yaml`, run again, shows app=cart"),
        ("mtu-too-small-log", finding("n1", "interface MTU (1400) is too small", "n1"),
         "the log goes on, and a later line says that it went well"),
    ],
)  # fmt: skip
def test_one_observation_refutes(rule: str, found: Finding, said: str) -> None:
    assert refuted_by(by_name(rule), found, commands()) == said


def test_the_paths_of_all_its_rules_are_explained() -> None:
    assert "pod to service" in not_explained(["remote-sender-unknown"])
    assert "pod to service" not in not_explained(["remote-sender-unknown", "service-flow-missing"])
    assert not_explained(["flows-empty"]) == "trouble on other nodes, and names that do not resolve"
