"""A table of a node's kernel is full.

Checks: the kernel says to the end of its log that the conntrack table or the neighbour table is
    full.
Why: a connection that finds no place in the table is dropped, whatever rules and flows say.
Symptom: new connections fail now and then, on this node alone, the more the busier it is.
Remedy: raise net.netfilter.nf_conntrack_max, or net.ipv4.neigh.default.gc_thresh1 to 3; find what
    opens so many connections.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report

MESSAGES = {"conntrack-full": "LN-16", "arp-table-full": "LN-17"}


@rule(Severity.WARNING, "39.10", "LN-16 LN-17")
def kernel_table_full_log(node: Node, log: NodeLog) -> Findings:
    """Report a table that was full when the log ended."""
    yield from report(node.name, log, MESSAGES, ends=("sdn-node-starting",), invariants=MESSAGES)
