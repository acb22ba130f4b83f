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
    explains=("conflicting-route", "sdn-setup-failed-log", "network-conflict-log"),
)
def node_address_in_cluster_network(subnets: HostSubnets, cluster: Cluster) -> Findings:
    """Compare every hostIP with the cluster's networks."""
    service = cluster.service_network
    networks = [*cluster.cidrs, *((service,) if service else ())]
    said = cluster.sources.get("cidrs")
    for item in subnets.items:
        if item.host_ip is None:
            continue
        for network in networks:
            if IPv4Address(item.host_ip) in network:
                yield Finding(
                    f"the address {item.host_ip} of {item.name} is inside the cluster's {network}",
                    subjects=(item.host_ip, item.name, str(network)),
                    evidence=(item.source_of("hostIP"), *((said,) if said else ())),
                    node=item.host or item.name,
                )
    for cidr in cluster.cidrs:
        if service is not None and cidr.overlaps(service) and said is not None:
            yield Finding(
                f"the pods' network {cidr} and the services' {service} overlap",
                subjects=(str(cidr), str(service)),
                evidence=(said,),
            )
