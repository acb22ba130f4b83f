"""There are no subnets left for nodes, or no addresses left for a node's pods.

Checks: the cluster networks have more subnets than there are HostSubnets; a node's subnet has more
    addresses than the node has pods.
Why: a further node gets no subnet, a further pod no address.
Symptom: `error allocating network for node`; `no IP addresses available in network`.
Remedy: add a cluster network (3.7 and later), or delete HostSubnets of nodes that are gone; for a
    node, lower its maximum of pods, or delete stale files in /var/lib/cni/networks/openshift-sdn.
"""

from __future__ import annotations

from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.pods import Pods
from rules.base import Finding, Findings, Severity, rule
from rules.derived.local_pods import attached

RESERVED = 3
"""Addresses of a subnet that no pod gets: the network's, the gateway, the broadcast."""


@rule(Severity.WARNING, "39.6", "HS-16 HS-17", explains=("subnet-allocation-failed-log",))
def subnets_exhausted(
    networks: ClusterNetworks, subnets: HostSubnets, pods: Pods | None
) -> Findings:
    """Count subnets and addresses."""
    network = next((each for each in networks.items if each.cidrs), None)
    if network is not None and all(length for _, length in network.cidrs):
        room = sum(2 ** ((length or 0) - cidr.prefixlen) for cidr, length in network.cidrs)
        if len(subnets) >= room > 0:
            yield Finding(
                f"all {room:,} subnets of the cluster network are given to nodes",
                subjects=(*(str(cidr) for cidr, _ in network.cidrs), "HostSubnet"),
                evidence=(network.source_of("network"), subnets.items[-1].source),
            )
    for subnet in subnets.items:
        name = subnet.host or subnet.name
        if subnet.subnet is None or pods is None:
            continue
        held = {
            pod.pod_ip
            for pod in pods.by_node.get(name, ())
            if attached(pod) and pod.pod_ip != subnet.host_ip and not pod.from_table
        }
        room = subnet.subnet.num_addresses - RESERVED
        if room > 0 and len(held) >= room:
            yield Finding(
                f"{name} has {len(held)} pods, all {room} addresses of {subnet.subnet}",
                subjects=(name, str(subnet.subnet)),
                evidence=(subnet.source_of("subnet"),),
                node=name,
            )
