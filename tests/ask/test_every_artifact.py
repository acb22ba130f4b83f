"""Takes each artifact out of each rule's bundle: what is asked next names what brings it back.

No shell here: tests/ask/test_round_trip.py pastes the blocks, for one of each layout.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.identity import NotOurs
from analyzer.report import Report
from parsers.catalog import PARSERS
from parsers.kube.catalog import KINDS
from rules.base import needs_of
from rules.catalog import RULES
from rules.derived.catalog import DERIVED
from tests.rules.test_rules import FOLDERS, analyze

# Rules that do not apply without their artifact, and ask for none: each says why.
ASKS_NOTHING = {
    "node-name-wrong": "debug.sh's log is a by-product of that collector: no command prints it",
    "pod-test-failed": "debug.sh makes these tests: no single command does",
    "ip-failover-broken": "only a cluster with IP failover has it",
    "configs-disagree": "what names the plugin is asked for by other rules",
    "connectivity-check-failed": "the bundle does not tell a release that has these checks",
    "proxy-mode-unfit": "the bundle does not tell a release that has this config map",
}
JUDGED = [rule for rule in RULES if rule.group not in {"captures", "collection"}]
"""Captures are taken while it fails, and are not asked for; the collection is its own subject."""
ARTIFACTS: dict[str, type] = {parser.name: parser.fact for parser in PARSERS} | {
    kind.fact.__name__: kind.fact for kind in KINDS
}
MADE = {typing.get_type_hints(function)["return"]: function for function in DERIVED}
NODE = """apiVersion: v1
kind: Node
metadata:
  name: node1.example.com
status:
  addresses:
  - address: 192.168.0.11
    type: InternalIP
  nodeInfo:
    kubeletVersion: {}
"""
NETWORK = """apiVersion: network.openshift.io/v1
kind: ClusterNetwork
metadata:
  name: default
network: 10.128.0.0/14
hostsubnetlength: 9
serviceNetwork: 172.30.0.0/16
pluginName: redhat/openshift-ovs-networkpolicy
"""
OF_RELEASES = (
    ("3.x", ("firewalls-conflict", "network-check-failed")),
    ("4.x", ("network-operator-degraded", "connectivity-check-failed", "proxy-mode-unfit")),
)


def statuses(report: Report) -> dict[str | None, str]:
    return {outcome.node: outcome.status for outcome in report.outcomes}


@functools.cache
def taken_out(name: str) -> frozenset[str]:
    """Take each file out; return the kinds of artifact that were asked for again."""
    asked_again: set[str] = set()
    bundle = FOLDERS[name] / "pass"
    before = analyze(bundle, name)
    kinds = {entry.path: entry.kind for entry in before.inputs}
    for file in sorted(p for p in bundle.rglob("*") if p.is_file()):
        relative = str(file.relative_to(bundle))
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "bundle"
            shutil.copytree(bundle, copy)
            (copy / relative).unlink()
            try:
                after = analyze(copy, name)
            except NotOurs:
                continue
        now = statuses(after)
        for node, status in statuses(before).items():
            if status != "passed" or now.get(node) in {None, "passed"}:
                continue  # a node that nothing names any more is asked for nothing
            if now[node] == "not-applicable":
                assert name in ASKS_NOTHING, (relative, node)
                continue
            assert now[node] == "not-evaluated", (relative, node)
            asked = [s.command for a in after.asks for s in a.steps if name in s.settles]
            assert asked or not after.bundle.nodes, (relative, node)
            if not asked:
                continue
            asked_again.update(kinds[relative].split(", "))
    return frozenset(asked_again)


@pytest.mark.parametrize("name", [rule.name for rule in JUDGED])
def test_what_is_missing_is_asked_for(name: str) -> None:
    taken_out(name)


def needed(fact: type) -> Iterator[type]:
    """Yield the artifacts' facts behind what a rule can't do without."""
    if fact in MADE:
        for need in needs_of(MADE[fact]):
            if not need.optional:
                yield from needed(need.fact)
    elif fact in ARTIFACTS.values():
        yield fact


def test_every_artifact_that_a_rule_needs_is_asked_for() -> None:
    kinds = {kind for rule in JUDGED for kind in taken_out(rule.name)}
    asked = {ARTIFACTS[kind] for kind in kinds if kind in ARTIFACTS}
    wanted = {f for r in JUDGED for n in r.needs if not n.optional for f in needed(n.fact)}
    assert wanted - asked == set()
    assert len(wanted) > 20


@pytest.mark.parametrize(
    ("kubelet", "rules"),
    [
        ("v1.11.0+d4cacc0", {"firewalls-conflict", "network-check-failed"}),
        ("v1.21.1+abc", {"network-operator-degraded", "connectivity-check-failed",
                         "proxy-mode-unfit"}),
        ("v1.27.4+abc", {"network-operator-degraded", "connectivity-check-failed"}),
    ],
)  # fmt: skip
def test_what_a_release_has_is_asked_for(kubelet: str, rules: set[str], tmp_path: Path) -> None:
    (tmp_path / "nodes.yaml").write_text(NODE.format(kubelet))
    (tmp_path / "clusternetwork.yaml").write_text(NETWORK)
    asks = analysis.analyze([tmp_path]).asks
    settled = {rule for ask in asks for step in ask.steps for rule in step.settles}
    assert settled & {rule for _, every in OF_RELEASES for rule in every} == rules
