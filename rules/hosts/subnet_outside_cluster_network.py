"""A HostSubnet does not fit the cluster network.

Checks: the subnet lies in a pod network of the cluster, has the length that it gives to nodes,
    and no host bits.
Why: what lies outside is routed to the world instead of the tunnel.
Symptom: pods of the node can't be reached from other nodes.
Remedy: the cluster network was changed: delete the HostSubnet and restart the node so that it
    gets a new one.
"""

from __future__ import annotations

from ipaddress import IPv4Network

from parsers.kube.clusternetworks import ClusterNetworks
from parsers.kube.hostsubnets import HostSubnets
from rules.base import Finding, Findings, NotApplicable, Severity, rule


@rule(
    Severity.ERROR,
    "39.6",
    "HS-07 HS-08",
    explains=(
        "tun0-missing",
        "pod-outside-node-subnet",
        "static-flow-missing",
        "stale-remote-flow",
        "remote-subnet-unreachable",
        "pod-traffic-blocked",
    ),
)
def subnet_outside_cluster_network(subnets: HostSubnets, networks: ClusterNetworks) -> Findings:
    """Compare each subnet with the pod networks."""
    cidrs = [(cidr, length) for item in networks.items for cidr, length in item.cidrs]
    if not cidrs:
        raise NotApplicable("no object names the pod networks")
    said = next(item for item in networks.items if item.cidrs)
    for item in subnets.items:
        if item.subnet is None:
            continue
        inside = [(cidr, length) for cidr, length in cidrs if item.subnet.subnet_of(cidr)]
        subjects = tuple(filter(None, (item.subnet_text, item.name, item.host_ip)))
        proof = (item.source_of("subnet"), said.source_of("network"))
        if not inside:
            yield Finding(
                f"the subnet {item.subnet_text} of {item.name} is in no pod network "
                f"({', '.join(str(cidr) for cidr, _ in cidrs)})",
                subjects=(*subjects, *(str(cidr) for cidr, _ in cidrs)),
                evidence=proof,
                node=item.host or item.name,
            )
        elif all(length not in {None, item.subnet.prefixlen} for _, length in inside):
            yield Finding(
                f"the subnet {item.subnet_text} of {item.name} is no /{inside[0][1]}",
                subjects=subjects,
                evidence=proof,
                node=item.host or item.name,
                severity=Severity.WARNING,
            )
        elif str(IPv4Network(item.subnet)) != item.subnet_text:
            yield Finding(
                f"the subnet {item.subnet_text} of {item.name} has host bits",
                subjects=subjects,
                evidence=proof[:1],
                node=item.host or item.name,
                severity=Severity.WARNING,
            )
