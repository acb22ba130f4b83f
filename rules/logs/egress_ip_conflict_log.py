"""An egress IP is claimed twice, or is on no interface.

Checks: the node's log says that two nodes or two projects claim an egress IP, that it can't be
    assigned, or that its node is offline; and nothing later says otherwise.
Why: an egress IP that two claim is used by neither; one that is on no interface drops what its
    project sends.
Symptom: pods of one project reach nothing outside the cluster, or leave it with the node's
    address.
Remedy: leave the address in one HostSubnet and one NetNamespace; choose it from the node's own
    subnet.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from parsers.kube.hostsubnets import HostSubnets
from parsers.node_log import LogEntry
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import RESTARTED, report

MESSAGES = {
    "egress-ip-two-nodes": "EG-02",
    "egress-ip-two-namespaces": "EG-02",
    "egress-ips-on-one-node": "EG-06",
    "egress-ip-unassigned": "EG-03",
    "egress-node-offline": "EG-08",
}


@rule(Severity.ERROR, "39.10", "EG-02 EG-03 EG-06 EG-08")
def egress_ip_conflict_log(node: Node, log: NodeLog, subnets: HostSubnets | None) -> Findings:
    """Report conflicts, unless the HostSubnets of today have none."""

    def contradicted(entry: LogEntry) -> str:
        address = entry.groups.get("address")
        if subnets is None or not address:
            return ""
        claims = [subnet.name for subnet in subnets.items if address in subnet.egress_ips]
        if entry.pattern == "egress-ip-two-nodes" and len(claims) < 2:
            return f"{address} is claimed by {claims[0] if claims else 'no node'} alone"
        if entry.pattern == "egress-ip-unassigned" and node.name not in claims:
            return f"{address} is not asked of {node}"
        return ""

    yield from report(
        node.name,
        log,
        MESSAGES,
        ends=(*RESTARTED, "egress-node-online"),
        same=("node",),
        contradicted=contradicted,
        invariants=MESSAGES,
    )
