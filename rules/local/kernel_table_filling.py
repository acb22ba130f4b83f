"""A table of the node's kernel is full, or nearly so.

Checks: nf_conntrack_count is below nine tenths of nf_conntrack_max, and the neighbour table holds
    fewer entries than nine tenths of gc_thresh3.
Why: when conntrack is full the kernel drops new connections; when the neighbour table is, it finds
    no MAC address for further pods.
Symptom: connections time out by chance, of all pods of the node.
Remedy: raise net.netfilter.nf_conntrack_max, or net.ipv4.neigh.default.gc_thresh3 (with gc_thresh1
    and 2), and find out what opens so many connections.
"""

from __future__ import annotations

from parsers.ip_neigh import Neighbours
from parsers.sysctl import Sysctl
from rules.base import Finding, Findings, Missing, Node, Severity, rule

COUNT, LIMIT = "net.netfilter.nf_conntrack_count", "net.netfilter.nf_conntrack_max"
OLD_LIMIT = "net.nf_conntrack_max"
THRESHOLD = "net.ipv4.neigh.default.gc_thresh3"
FULL = 0.9


@rule(Severity.WARNING, "39.7.3.1", "LN-16 LN-17", explains=("kernel-table-full-log",))
def kernel_table_filling(node: Node, sysctl: Sysctl, neighbours: Neighbours | None) -> Findings:
    """Compare counts with limits."""
    limit_key = LIMIT if sysctl.get(LIMIT) else OLD_LIMIT
    count, limit = number(sysctl, COUNT), number(sysctl, limit_key)
    threshold = number(sysctl, THRESHOLD)
    if count is None and threshold is None:
        raise Missing(Sysctl)
    if count is not None and limit and count >= FULL * limit:
        yield Finding(
            f"conntrack of {node} holds {count:,} of {limit:,} connections",
            subjects=("nf_conntrack", COUNT, node.name),
            evidence=(sysctl.source(COUNT), sysctl.source(limit_key)),
            severity=Severity.ERROR if count >= limit else None,
        )
    if threshold and neighbours is not None:
        entries = [n for n in neighbours.items if ":" not in n.address]
        if len(entries) >= FULL * threshold:
            yield Finding(
                f"the neighbour table of {node} holds {len(entries):,} of {threshold:,} entries",
                subjects=("gc_thresh3", node.name),
                evidence=(sysctl.source(THRESHOLD), entries[-1].source),
            )


def number(sysctl: Sysctl, key: str) -> int | None:
    """Return a key's number, or None."""
    value = sysctl.get(key)
    return int(value) if value is not None and value.isdecimal() else None
