"""A node's address lies in the pods' or the services' network.

Checks: no hostIP is in a pod network or in the service network, and those two don't overlap.
Why: the node can't tell its neighbours from pods; the SDN refuses to start.
Symptom: the node is not ready, or unreachable from others.
Remedy: plan other networks; pod and service networks of a running cluster can only grow.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.kube.hostsubnets import HostSubnets
from rules.base import Finding, Findings, Severity, rule
from rules.derived.cluster import Cluster


@rule(
    Severity.ERROR,
    "39.6",
    "HS-11 HS-23",
    explains=(
        "conflicting-route", "sdn-setup-failed-log", "network-conflict-log", "duplicate-pod-ip",
        "pod-outside-node-subnet",
    ),
)  # fmt: skip
def node_address_in_cluster_network(subnets: HostSubnets, cluster: Cluster) -> Findings:
    """Compare every hostIP with the cluster's networks."""
    service = cluster.service_network
    said = cluster.sources.get("cidrs")
    networks = [(cidr, said) for cidr in cluster.cidrs]
    if service is not None:
        networks.append((service, cluster.sources.get("service_network")))
    for network, source in networks:
        inside = [s for s in subnets.items if s.host_ip and IPv4Address(s.host_ip) in network]
        if inside:
            which = ", ".join(f"{item.host_ip} of {item.name}" for item in inside[:3])
            more = f" and {len(inside) - 3} more" if len(inside) > 3 else ""
            yield Finding(
                f"the address {which}{more} is inside the cluster's {network}",
                subjects=(str(network), *(x for s in inside for x in (s.host_ip or "", s.name))),
                evidence=(
                    *((source,) if source else ()),
                    *(item.source_of("hostIP") for item in inside),
                ),
                node=inside[0].host or inside[0].name if len(inside) == 1 else None,
            )
    for cidr in cluster.cidrs:
        if service is not None and cidr.overlaps(service) and said is not None:
            yield Finding(
                f"the pods' network {cidr} and the services' {service} overlap",
                subjects=(str(cidr), str(service)),
                evidence=(said,),
            )
