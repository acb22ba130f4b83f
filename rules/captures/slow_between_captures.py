"""Packets take long between two captures of one time.

Checks: the same packet passes two points of its way within some milliseconds, the clocks of the
    two captures aligned by packets that went both ways.
Why: a queue on the way is full, or a path leads through far away.
Symptom: everything works, slowly.
Remedy: look at what lies between the two points: load and queues (tc) of the node, or the network.
"""

from __future__ import annotations

from rules.base import Finding, Findings, Severity, rule
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_hops import CaptureHops

MILLISECOND = 1_000_000
SLOW = 50 * MILLISECOND
PEAK = 500 * MILLISECOND
ENOUGH = 5
"""Packets."""


@rule(Severity.WARNING, "39.7.2", "FH-12 EX-03", explained_by=("hosts",))
def slow_between_captures(hops: CaptureHops, names: AddressNames) -> Findings:
    """Report the slowest way of each pair of points."""
    for hop in hops.items:
        slow = [
            way for way in hop.ways
            if way.shared >= ENOUGH and (way.delay >= SLOW or way.slowest >= PEAK)
        ]  # fmt: skip
        if not slow or not hop.both_ways:
            continue
        way = max(slow, key=lambda each: (each.delay, each.slowest))
        first, last = (hop.a, hop.b) if way.forth else (hop.b, hop.a)
        yield Finding(
            f"packets from {names.says(way.source)} to {names.says(way.destination)} take "
            f"{way.delay / MILLISECOND:.1f} ms from {first.name} to {last.name} in the middle, "
            f"{way.slowest / MILLISECOND:.1f} ms at most",
            subjects=(*names.subjects(way.source), *names.subjects(way.destination)),
            evidence=tuple(
                point.capture.source(frame)
                for point, frame in zip((hop.a, hop.b), way.example, strict=True)
            ),
            node=first.node if first.node == last.node else None,
            severity=None if way.delay >= SLOW else Severity.INFO,
            filter=frame_filters.to_host(
                "ip",
                way.destination,
                None,
                frame_filters.tunnel_of(hop.a.capture, way.example[0]),
            ),
        )
