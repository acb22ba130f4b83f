"""The master could not give a node its subnet, or refuses the cluster's networks.

Checks: no log of the master's controllers (sdn-controller in 4.x) says at its end that a subnet
    could not be created, that a node has no address, or that objects do not fit the
    ClusterNetwork.
Why: each node needs a HostSubnet; the master makes it when the node registers.
Symptom: a new node stays NotReady; its log says `Could not find an allocated subnet`.
Remedy: if no subnet is left, delete HostSubnets of nodes that are gone, or widen the cluster
    network; give the Node an internal address; restart the controllers.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.journal import LogEntry, NodeLog
from parsers.kube.hostsubnets import HostSubnets
from rules.base import Findings, PerNode, Severity, rule
from rules.logs.standing import report

MESSAGES = {
    "subnet-not-created": "HS-16",
    "node-ip-unset": "HS-03",
    "subnet-without-node": "HS-09",
    "subnet-of-other-node": "HS-10",
    "cluster-network-refused": "HS-23",
    "service-network-refused": "HS-23",
}

KEPT = {*MESSAGES, "subnet-created"}


@rule(
    Severity.ERROR,
    "39.10",
    "HS-01 HS-03 HS-09 HS-10 HS-16 HS-23",
    explains=("subnet-not-allocated-log",),
)
def subnet_allocation_failed_log(logs: PerNode[NodeLog], subnets: HostSubnets | None) -> Findings:
    """Join the logs of all masters, since one of them leads at a time."""

    def contradicted(entry: LogEntry) -> str:
        name = entry.groups.get("node", "")
        subnet = subnets.by_name.get(name) if subnets is not None else None
        if subnet is None or subnet.subnet is None:
            return ""
        return f"{name} has the subnet {subnet.subnet}"

    masters = [log for log in logs.values() if log.of(*KEPT)]
    if masters:
        # Entries of several hosts are judged together: the lease moves from one to the other.
        log = NodeLog.merge([without_hosts(log) for log in masters])
        yield from report(
            "master",
            log,
            MESSAGES,
            ends=("subnet-created",),
            same=("node",),
            contradicted=contradicted,
            invariants=MESSAGES,
        )


def without_hosts(log: NodeLog) -> NodeLog:
    """Return a log as if all its lines were of one host."""
    entries = tuple(replace(e, host="") for e in log.entries if e.pattern in KEPT)
    return replace(log, entries=entries, ends={})
