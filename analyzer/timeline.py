"""Puts what logs, ages of flows and objects say on one axis of time."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from analyzer.facts import Facts
from analyzer.report_timeline import Event
from parsers.base import Source
from parsers.kube.nodes import Nodes
from parsers.kube.objects import mapping, sequence, when
from parsers.kube.pods import Pod, Pods
from parsers.log_pattern import Pattern
from parsers.log_patterns import by_id
from parsers.node_log import LogEntry, NodeLog, later
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.derived.bundle_time import YOUNG, BundleTime

HAPPENED = frozenset({
    "sdn-node-starting", "sdn-plugin-starting", "sdn-ready", "sdn-setup-required",
    "sdn-setup-not-required", "sdn-already-set-up", "egress-node-online", "pod-restarted",
})  # fmt: skip
"""Messages that are no trouble, but tell what went on."""
TOGETHER = timedelta(minutes=10)
"""Pods that start, and flows that come, within this of each other are one event."""
CLOCK = 1
"""Seconds: what times written by a program are off by; clocks of nodes are taken as equal."""
DUMP = int(YOUNG.total_seconds())
"""Seconds: how far the dump of flows may be from the sign that tells the time of collection."""
RECENT = timedelta(days=7)
FLOW_GROUPS, POD_GROUPS, MOST = 6, 20, 400


@dataclass(frozen=True, slots=True)
class Happening:
    """An event whose time is still a time."""

    time: datetime
    seconds: int
    node: str
    source: str
    text: str
    severity: str = "info"
    evidence: Source | None = None


def timeline(facts: Facts) -> tuple[Event, ...]:
    """Return the latest events of all nodes, in the order of time."""
    now = facts.known(BundleTime)
    found: list[Happening] = []
    for node in facts.nodes:
        log = facts.known(NodeLog, node)
        if log is not None:
            found += of_log(node, log, now)
        flows = facts.known(FlowTable, node)
        if flows is not None and now is not None:
            found += of_flows(node, flows, now)
    found += of_objects(facts.known(Pods), facts.known(Nodes), now)
    if now is not None:
        found.append(Happening(now.collected, DUMP, "", "collection", f"collected ({now.sign})"))
    found.sort(key=lambda each: (each.time, each.node))
    return tuple(event(each, now) for each in found[-MOST:])


def event(each: Happening, now: BundleTime | None) -> Event:
    """Print the time."""
    young = now is not None and each.source != "collection" and now.young(each.time)
    return Event(
        each.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        each.seconds,
        each.node,
        each.source,
        each.text,
        each.severity,
        young,
        each.evidence,
    )


def of_log(node: str, log: NodeLog, now: BundleTime | None) -> Iterator[Happening]:
    """Yield what a log tells: starts, and the first and last of each trouble."""
    rows = by_id()
    shift = 0
    if not log.dated:
        if now is None or log.last is None:
            return
        shift = now.collected.year - log.last.year
        if later(log.last, shift) > now.collected + timedelta(days=1):
            shift -= 1
    seen: dict[str, datetime] = {}
    for entry in log.entries:
        row = rows[entry.pattern]
        if entry.time is None or (row.severity == "info" and entry.pattern not in HAPPENED):
            continue
        at = later(entry.time, shift) if shift else entry.time
        text = said(row, entry, log.counts.get(entry.pattern, 1))
        if text in seen and at - seen[text] < timedelta(minutes=1):
            continue
        seen[text] = at
        yield Happening(at, CLOCK, node, "log", text, row.severity, entry.source)


def said(row: Pattern, entry: LogEntry, count: int) -> str:
    """Return what a message means, with its reason or how often it was said."""
    reason = entry.groups.get("reason") or entry.groups.get("error") or ""
    more = f" ({reason[:80]})" if reason else ""
    if row.severity != "info" and count > 2:
        more += f", {count} times in all"
    return f"{row.meaning}{more}"


def of_flows(node: str, flows: FlowTable, now: BundleTime) -> Iterator[Happening]:
    """Yield when the bridge was built, and when flows came after that."""
    aged = [(flow.duration, flow) for flow in flows.flows if flow.duration is not None]
    if not aged:
        return
    aged.sort(key=lambda each: -each[0])
    groups: list[list[tuple[float, Flow]]] = [[aged[0]]]
    for before, each in itertools.pairwise(aged):
        if before[0] - each[0] > TOGETHER.total_seconds():
            groups.append([])
        groups[-1].append(each)
    first = now.collected - timedelta(seconds=aged[0][0])
    yield Happening(first, DUMP, node, "flows", "the oldest flow of br0", "info", aged[0][1].source)
    for group in groups[1:][-FLOW_GROUPS:]:
        tables = sorted({flow.table for _, flow in group})
        names = ", ".join(map(str, tables[:8])) + (" ..." if len(tables) > 8 else "")
        flow_word = "flow" if len(group) == 1 else "flows"
        at = now.collected - timedelta(seconds=group[0][0])
        text = f"{len(group)} {flow_word} came, in table{'s' * (len(tables) > 1)} {names}"
        yield Happening(at, DUMP, node, "flows", text, "info", group[0][1].source)


def of_objects(
    pods: Pods | None, nodes: Nodes | None, now: BundleTime | None
) -> Iterator[Happening]:
    """Yield starts of pods, marks of deletion, and nodes that came or are not Ready."""
    started = sorted(
        ((at, pod) for pod in (pods.items if pods else ()) if (at := pod.started)),
        key=lambda each: each[0],
    )
    for group in groups_of(started)[-POD_GROUPS:]:
        yield pods_started(group)
    for pod in pods.items if pods else ():
        at = when(pod.raw.metadata.get("deletionTimestamp"))
        if at is not None:
            text = f"pod {pod.full_name} is to be gone by then: it is being deleted"
            yield Happening(at, CLOCK, pod.node or "", "objects", text, "info", pod.source)
    for node in nodes.items if nodes else ():
        if node.created and now and timedelta() < now.collected - node.created < RECENT:
            text = "the node joined"
            yield Happening(node.created, CLOCK, node.name, "objects", text, "info", node.source)
        status = mapping(node.raw.data.get("status"))
        for condition in map(mapping, sequence(status.get("conditions"))):
            at = when(condition.get("lastTransitionTime"))
            if condition.get("type") == "Ready" and node.ready is False and at:
                why = condition.get("message") or "no reason given"
                text = f"the node is not Ready from here on: {why}"
                yield Happening(at, CLOCK, node.name, "objects", text, "warning", node.source)


def groups_of(started: Sequence[tuple[datetime, Pod]]) -> list[list[tuple[datetime, Pod]]]:
    """Part pods where none started for a while."""
    groups: list[list[tuple[datetime, Pod]]] = []
    for each in started:
        if not groups or each[0] - groups[-1][-1][0] > TOGETHER:
            groups.append([])
        groups[-1].append(each)
    return groups


def pods_started(group: Sequence[tuple[datetime, Pod]]) -> Happening:
    """Make one event of pods that started together."""
    (first, pod), last = group[0], group[-1][0]
    if len(group) == 1:
        text = f"pod {pod.full_name} started"
        return Happening(first, CLOCK, pod.node or "", "objects", text, "info", pod.source)
    where = Counter(each.node or "no node" for _, each in group).most_common(4)
    on = ", ".join(f"{name}: {count}" for name, count in where) + (" ..." if len(where) > 3 else "")
    until = f", the last {int((last - first).total_seconds() // 60)} minutes later"
    text = f"{len(group)} pods started ({on}){until if last - first > timedelta(minutes=1) else ''}"
    return Happening(first, CLOCK, "", "objects", text, "info", pod.source)


__all__ = ["timeline"]
