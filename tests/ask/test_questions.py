"""What is asked: as little as decides, the way the release runs it, and nothing from a bundle."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.ask.build import titles
from analyzer.ask.commands import OC, OVS, Command, Commands
from analyzer.ask.era import Era
from analyzer.ask.scripts import ANYWHERE, LOOP, ROOT, paste, shell_of
from analyzer.ask.undecided import Found, choose
from analyzer.engine import Outcome
from analyzer.facts import Facts, FactType
from analyzer.report import Ask
from parsers.ip_addr import Addresses
from parsers.kube.hostsubnets import HostSubnets
from parsers.ovs_flows import FlowTable
from rules.base import Severity
from rules.catalog import RULES

ROOT_OF_ALL = Path(__file__).parents[2]
TYPES = {
    FlowTable: FactType(True, "ovs-ofctl dump-flows br0", lambda facts: facts[0]),
    Addresses: FactType(True, "ip addr", lambda facts: facts[0]),
    HostSubnets: FactType(False, "oc get hostsubnets -o yaml", lambda facts: facts[0]),
}
BY_NAME = {rule.name: rule for rule in RULES}
FLOWS = Command(FlowTable, OVS, "ovs-ofctl dump-flows br0", ("ovs-ofctl dump-flows br0",))


def facts(*nodes: str) -> Facts:
    held = Facts(TYPES, ())
    held.nodes = nodes
    return held


def undecided(rule: str, node: str | None, *wants: tuple[type, ...]) -> Outcome:
    return Outcome(BY_NAME[rule], node, "not-evaluated", wants=wants)


def test_what_is_asked_for_anyway_serves_as_the_alternative() -> None:
    chosen = choose(
        [
            undecided("bridge-missing", "n1", (HostSubnets, FlowTable)),
            undecided("flows-empty", "n1", (FlowTable,)),
        ],
        facts("n1"),
        (),
    )
    assert list(chosen) == [(FlowTable, "n1")]
    assert set(chosen[FlowTable, "n1"].settles) == {"bridge-missing", "flows-empty"}


def test_one_object_of_the_cluster_spares_a_command_on_each_node() -> None:
    chosen = choose(
        [undecided("tun0-missing", n, (HostSubnets, Addresses)) for n in ("n1", "n2")],
        facts("n1", "n2"),
        (),
    )
    assert list(chosen) == [(HostSubnets, None)]


def test_a_rule_of_all_nodes_asks_each_of_them() -> None:
    chosen = choose(
        [undecided("mtu-differs-between-nodes", None, (Addresses,))], facts("n1", "n2"), ()
    )
    assert set(chosen) == {(Addresses, "n1"), (Addresses, "n2")}


def test_what_bears_on_a_finding_weighs_more() -> None:
    found = (Found("one-way-vxlan", Severity.WARNING, "n1", frozenset()),)
    chosen = choose(
        [
            undecided("ethernet-link-bad", "n1", (Addresses,)),
            undecided("ethernet-link-bad", "n2", (Addresses,)),
        ],
        facts("n1", "n2"),
        found,
    )
    assert chosen[Addresses, "n1"].suspects == {0: None}
    assert chosen[Addresses, "n1"].weight > chosen[Addresses, "n2"].weight == 0


@pytest.mark.parametrize(
    ("era", "shell", "said"),
    [
        (Era(3, 9, ovs_in_pod=False), ROOT, ") > ask-n1.txt 2>&1"),
        (Era(3, 11, ovs_in_pod=True), LOOP, "oc exec -n openshift-sdn $pod -- sh -c"),
        (Era(4, 3, ovs_in_pod=True), LOOP, "-l app=ovs --field-selector spec.nodeName=$node"),
        (Era(4, 8, ovs_in_pod=False), LOOP, "oc debug node/$node -- chroot /host sh -c"),
        (Era(None, 0, ovs_in_pod=False), ROOT, ") > ask-n1.txt 2>&1"),
    ],
)
def test_flows_are_asked_for_where_open_vswitch_runs(era: Era, shell: str, said: str) -> None:
    assert shell_of(FLOWS, era) == shell
    assert said in paste(shell, ("n1",), (FLOWS,), era)


def test_objects_are_asked_for_once() -> None:
    command = Command(
        HostSubnets, OC, "oc get hostsubnets -o yaml", ("oc get hostsubnets -o yaml",)
    )
    era = Era(3, 11, ovs_in_pod=True)
    assert shell_of(command, era) == ANYWHERE
    assert "ask-cluster.txt" in paste(ANYWHERE, (), (command,), era)


def test_no_name_from_a_bundle_is_run(tmp_path: Path) -> None:
    evil = "$(touch pwned)"
    nodes = (evil, "n1; touch pwned", "`touch pwned`", "n2")
    for era in (Era(3, 9, ovs_in_pod=False), Era(4, 8, ovs_in_pod=False)):
        for names in (nodes, nodes[:1]):
            text = paste(shell_of(FLOWS, era), names, (FLOWS,), era)
            assert "pwned" not in text
            subprocess.run(["bash", "-n"], input=text.encode(), check=True)


def questions(bundle: Path) -> tuple[Ask, ...]:
    return analysis.analyze([bundle]).asks


def objects(folder: Path, kubelet: str, namespace: str) -> Path:
    """Write a node and a pod as a must-gather holds them."""
    nodes = folder / "cluster-scoped-resources/core/nodes"
    pods = folder / f"namespaces/{namespace}/core"
    nodes.mkdir(parents=True)
    pods.mkdir(parents=True)
    (nodes / "n1.yaml").write_text(
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Node",
                "metadata": {"name": "n1"},
                "status": {
                    "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
                    "nodeInfo": {"kubeletVersion": kubelet},
                },
            }
        )
    )
    return folder


def test_a_must_gather_is_asked_for_flows_and_subnets(tmp_path: Path) -> None:
    asked = questions(objects(tmp_path, "v1.21.1+abc", "openshift-sdn"))
    (of_cluster,) = (ask for ask in asked if ask.how.startswith("anywhere") and not ask.nodes)
    assert any(re.match("oc get .*hostsubnets", step.command) for step in of_cluster.steps)
    (on_node,) = (ask for ask in asked if ask.nodes == ("n1",))
    assert "oc debug node/$node" in on_node.paste
    assert on_node.steps[0].command == "ovs-ofctl -O OpenFlow13 dump-flows br0"
    assert "oc logs -n openshift-sdn $pod -c sdn" in on_node.paste


def test_a_command_that_the_host_lacks_is_asked_of_the_container(tmp_path: Path) -> None:
    flows = tmp_path / "openshift-sdn-debug/nodes/n1/flows"
    flows.parent.mkdir(parents=True)
    flows.write_text(
        "> ovs-ofctl -O OpenFlow13 dump-flows br0\n\nline 13: ovs-ofctl: command not found\n"
    )
    (flows.parent / "routes").write_text("> ip route show\n\ndefault via 10.0.0.1 dev eth0 \n")
    pastes = "\n".join(ask.paste for ask in questions(tmp_path))
    assert "docker exec openvswitch ovs-ofctl -O OpenFlow13 dump-flows br0" in pastes


def test_every_question_says_what_a_bad_answer_looks_like(tmp_path: Path) -> None:
    for ask in questions(objects(tmp_path, "v1.21.1+abc", "openshift-sdn")):
        for step in ask.steps:
            assert len(step.look) > 15, step


def test_a_fact_without_words_of_its_own_takes_those_of_its_rules() -> None:
    assert titles(["ip-forward-disabled"]) == "The node does not forward IP packets."


def test_a_whole_bundle_leaves_little_to_ask() -> None:
    asked = questions(ROOT_OF_ALL / "samples/tun-src-missing")
    commands = {step.command for ask in asked for step in ask.steps}
    assert not any("dump-flows" in command or command == "ip addr" for command in commands)


@pytest.mark.parametrize(
    "era",
    [Era(3, 9, False), Era(3, 11, True), Era(4, 3, True), Era(4, 12, False), Era(None, 0, False)],
)
def test_every_command_is_one_that_a_shell_takes(era: Era) -> None:
    from parsers.catalog import PARSERS
    from parsers.kube.catalog import KINDS

    types = {p.fact: FactType(p.per_node, p.command, lambda facts: facts[0]) for p in PARSERS}
    types |= {k.fact: FactType(False, k.command, lambda facts: facts[0]) for k in KINDS}
    held = Facts(types, ())
    asked = Commands(held, era)
    needed = {need.fact for rule in RULES for need in rule.needs if need.fact in types}
    for fact in needed | {p.fact for p in PARSERS if "(hack" not in p.command}:
        command = asked.of(fact, "n1")
        text = paste(shell_of(command, era), ("n1", "n2"), (command,), era)
        ended = subprocess.run(
            ["bash", "-n"], input=text.encode(), capture_output=True, check=False
        )
        assert ended.returncode == 0, (fact, text, ended.stderr)
