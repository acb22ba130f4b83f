"""IP failover does not work: what ipf-debug found.

Checks: ipf-debug.sh found keepalived running and 224.0.0.18 let in on each node, and the virtual
    addresses answered.
Why: keepalived of the nodes agree by VRRP, which is multicast to 224.0.0.18; a node that does not
    hear the others takes the virtual address as well.
Symptom: the virtual address answers now and then, or from two nodes.
Remedy: add the iptables rule that ipf-debug names on that node; look at the log of the ipfailover
    pod there.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.ip_failover import IpFailover
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, NotApplicable, Severity, rule


@rule(Severity.WARNING, "39.12", "CH-12", explained_by=FAULTS)
def ip_failover_broken(failover: IpFailover | None) -> Findings:
    """Report each node with all that is wrong on it."""
    if failover is None:
        raise NotApplicable("no output of ipf-debug was collected")
    wrong: dict[str, list[tuple[str, Source]]] = {}
    for node, allowed in failover.allowed.items():
        if not allowed:
            said = failover.sources[f"rule {node}"]
            wrong.setdefault(node, []).append(("no iptables rule lets 224.0.0.18 in", said))
    for node, running in failover.running.items():
        if not running:
            said = failover.sources[f"keepalived {node}"]
            wrong.setdefault(node, []).append(("keepalived is not running", said))
    for source, target, passed in failover.pings:
        if not passed:
            said = failover.sources[f"ping {source} {target}"]
            wrong.setdefault(source, []).append((f"{target} does not answer", said))
    for node, faults in wrong.items():
        yield Finding(
            f"{node}: {'; '.join(words for words, _ in faults)}",
            subjects=(node, *failover.vips),
            evidence=tuple(said for _, said in faults),
            node=node if node in failover.nodes else None,
        )
