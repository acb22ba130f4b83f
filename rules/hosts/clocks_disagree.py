"""The clock of a node is not that of the others.

Checks: the last report of each Ready node, of nodes that were listed together, lies within six
    minutes and a half of the others' (a kubelet reports every five minutes at least); what chronyc
    says the clock is off is less than a second. That a clock is not synchronised is told as well.
Why: certificates, tokens and leases hold for a time, and each machine asks its own clock.
Symptom: TLS errors (`certificate has expired or is not yet valid`), nodes that turn NotReady, logs
    of two nodes that do not fit together.
Remedy: start chronyd on the node and let it reach its servers (UDP 123); then restart the node's
    services.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from parsers.base import Source
from parsers.clock import Clocks
from parsers.kube.nodes import NodeObject, Nodes
from rules.base import Finding, Findings, Missing, PerNode, Severity, rule

APART = timedelta(minutes=6, seconds=30)
"""The five minutes between two reports, the forty seconds of a lease, and the time of a listing."""
OFF = 1.0
"""Seconds."""


@rule(Severity.WARNING, "39.13.2", "LN-21", explains=("clock-wrong-log",))
def clocks_disagree(nodes: Nodes | None, clocks: PerNode[Clocks] | None) -> Findings:
    """Compare the reports, and read what is said of each clock."""
    beats = [*together(nodes)]
    if not clocks and not beats:
        raise Missing((Nodes, Clocks))
    for group in beats:
        yield from of_reports(group)
    for node, said in (clocks or {}).items():
        for each in said.items:
            if each.offset is not None and abs(each.offset) >= OFF:
                way = "ahead of" if each.offset > 0 else "behind"
                yield Finding(
                    f"the clock of {node} is {abs(each.offset):g} seconds {way} its servers",
                    subjects=(node,),
                    evidence=(each.source,),
                    node=node,
                )
        loose = [each for each in said.items if each.synchronised is False]
        if loose:
            yield Finding(
                f"the clock of {node} is not synchronised",
                subjects=(node,),
                evidence=tuple(each.source for each in loose),
                node=node,
                severity=Severity.INFO,
            )


def together(nodes: Nodes | None) -> Iterator[list[tuple[NodeObject, datetime]]]:
    """Yield Ready nodes that were listed at one time: in one file, or in files of one directory."""
    groups: dict[str, list[tuple[NodeObject, datetime]]] = defaultdict(list)
    for node in nodes.items if nodes else ():
        if node.ready and node.heartbeat:
            path = node.source.path
            folder, _, name = path.rpartition("/")
            groups[folder if name.startswith(node.name) else path].append((node, node.heartbeat))
    yield from (group for group in groups.values() if len(group) > 1)


def of_reports(group: list[tuple[NodeObject, datetime]]) -> Findings:
    """Report each node whose report is far from that of every other; of two, the one behind."""
    for node, beat in group:
        others = [(time, other) for other, time in group if other is not node]
        nearest, witness = min(others, key=lambda pair: abs(pair[0] - beat))
        apart = abs(nearest - beat)
        if apart <= APART or (len(group) == 2 and beat > nearest):
            continue
        way = "behind" if beat < nearest else "ahead of"
        yield Finding(
            f"the clock of {node.name} is some {int(apart.total_seconds() // 60)} minutes {way} "
            f"the others': it reported at {beat:%H:%M:%S}, {witness.name} at {nearest:%H:%M:%S}, "
            "and both are Ready",
            subjects=(node.name,),
            evidence=(beat_of(node), beat_of(witness)),
            node=node.name,
        )


def beat_of(node: NodeObject) -> Source:
    """Return the line of a node's report."""
    return node.source_of("lastHeartbeatTime")
