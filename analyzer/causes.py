"""Folds consequences under their root, so that one fault is one card."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from parsers.ipv4 import network
from rules.base import Finding, Rule, Severity

OF_ONE_NODE = re.compile(r"\d+(?:\.\d+){3}(?:/(?:2\d|3[0-2]))?")
"""An address, or a network as small as a node's."""
OF_ITS_NODE = re.compile(r"port \d+")
OF_EVERY_NODE = re.compile(
    r"table \d+|\d+|br0|tun0|vxlan0|vxlan_sys_\d+|(?:eth|en)\w+|[A-Z-]+|\d+(?:\.\d+){3}/1?\d"
)
"""What any node has: a table, an interface, a chain, an MTU, the network of all pods."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the rule that made it."""

    rule: Rule
    finding: Finding

    @property
    def severity(self) -> Severity:
        """The finding's own severity, or its rule's."""
        return self.finding.severity or self.rule.severity


@dataclass(frozen=True, slots=True)
class Card:
    """Indices of judged findings: the root first, then what it explains."""

    members: tuple[int, ...]


def connected(cause: Judged, effect: Judged) -> bool:
    """Return whether one finding can be the cause of another: their places and subjects meet."""
    a, b = cause.finding, effect.finding
    common = set(a.subjects).intersection(b.subjects)
    if not common:
        return False
    here = a.node is None or b.node is None or a.node == b.node
    named = a.node in b.subjects or b.node in a.subjects
    # What is the same on every node (tun0, the pods' network) joins no two of them, and that one
    # speaks of the other's node is not enough: it has to be the same of it.
    if not here:
        common -= {a.node, b.node}
    return here or (named and bool(common)) or any(map(OF_ONE_NODE.fullmatch, common))


def touches(cause: Judged, effect: Judged) -> bool:
    """Return whether a fault can be the cause of a symptom: the symptom concerns its node.

    A fault of one pod or of one other node is no cause of what concerns others.
    """
    node = cause.finding.node
    here = node is not None and node in {effect.finding.node, *effect.finding.subjects}
    return cause.severity > Severity.INFO and (
        connected(cause, effect) or (here and not _elsewhere(cause.finding, effect.finding))
    )


def _elsewhere(cause: Finding, effect: Finding) -> bool:
    """Return whether both name addresses, and none of them meet."""
    ours, theirs = _networks(cause), _networks(effect)
    return bool(ours and theirs) and not any(
        one.overlaps(other) for one in ours for other in theirs
    )


def _networks(finding: Finding) -> list[IPv4Network]:
    found = (network(each) for each in finding.subjects if OF_ONE_NODE.fullmatch(each))
    return [each for each in found if each is not None]


def cards(judged: Sequence[Judged]) -> tuple[Card, ...]:
    """Group findings of severity warning or error under their roots, most severe first.

    An edge goes from a finding to another whose rule it `explains`, where both speak of a common
    subject. Findings of one rule on a common subject, on several nodes, are one fault as well.
    An info finding joins a card that explains it, and makes none of its own.
    """
    edges = _edges(judged)
    twins = _twins(judged)
    explained = {effect for effects in edges.values() for effect in effects}
    order = sorted(
        range(len(judged)),
        key=lambda i: (
            i in explained and not _in_cycle(i, edges),
            -judged[i].severity,
            -len(_reach(i, edges)),
            i,
        ),
    )
    taken: set[int] = set()
    found: list[Card] = []
    for root in order:
        if root in taken or judged[root].severity is Severity.INFO:
            continue
        members = [root]
        queue = [root]
        taken.add(root)
        while queue:
            here = queue.pop(0)
            for other in (*twins.get(here, ()), *edges.get(here, ())):
                if other not in taken:
                    taken.add(other)
                    members.append(other)
                    queue.append(other)
        found.append(Card(tuple(members)))
    found.sort(
        key=lambda card: (
            -max(judged[i].severity for i in card.members),
            -judged[card.members[0]].severity,
            -len(card.members),
            card.members[0],
        )
    )
    return tuple(found)


def _edges(judged: Sequence[Judged]) -> Mapping[int, tuple[int, ...]]:
    by_rule: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(judged):
        by_rule[each.rule.name].append(index)
        by_rule[each.rule.group].append(index)
    edges: dict[int, dict[int, None]] = defaultdict(dict)
    for index, cause in enumerate(judged):
        for name in cause.rule.explains:
            for other in by_rule.get(name, ()):
                if other != index and connected(cause, judged[other]):
                    edges[index][other] = None
        for name in cause.rule.explained_by:
            for other in by_rule.get(name, ()):
                if judged[other].rule is not cause.rule and touches(judged[other], cause):
                    edges[other][index] = None
    return {index: tuple(effects) for index, effects in edges.items()}


def _twins(judged: Sequence[Judged]) -> Mapping[int, tuple[int, ...]]:
    """Return, for each finding, those of the same rule with a common subject.

    What any node has joins two nodes only where all that they are about is the same.
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, each in enumerate(judged):
        whole = _of_any_node(each.finding)
        for subject in each.finding.subjects:
            # Port 4 of one node has nothing to do with port 4 of another.
            node = each.finding.node if OF_ITS_NODE.fullmatch(subject) else None
            alike = whole if OF_EVERY_NODE.fullmatch(subject) else None
            groups[each.rule.name, subject, node, alike].append(index)
    twins: dict[int, dict[int, None]] = defaultdict(dict)
    for members in groups.values():
        if len(members) > 1:
            # A chain is enough: the search walks it, and stays linear.
            for one, two in itertools.pairwise(members):
                twins[one][two] = None
                twins[two][one] = None
    return {index: tuple(others) for index, others in twins.items()}


def _of_any_node(finding: Finding) -> frozenset[str]:
    """Return what a finding is about, without what is its node's alone."""
    own = {finding.node}
    return frozenset(
        each for each in finding.subjects if each not in own and not OF_ONE_NODE.fullmatch(each)
    )


def _reach(start: int, edges: Mapping[int, Iterable[int]]) -> set[int]:
    seen: set[int] = set()
    queue = [start]
    while queue:
        for other in edges.get(queue.pop(), ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


def _in_cycle(index: int, edges: Mapping[int, Iterable[int]]) -> bool:
    return index in _reach(index, edges)
