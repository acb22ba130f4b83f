"""A service's address is not of the service network, or belongs to two services.

Checks: the clusterIP of each service lies in the service network; no two services share one; no
    external IP is an address of a node or lies in the pods' or the services' network.
Why: only the service network is led into kube-proxy's rules by the route to tun0; of two services
    with one address the rules of one win.
Symptom: connections to the service time out, or reach another service.
Remedy: delete the service and create it again; it gets a free address of the network.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.kube.nodes import Nodes
from parsers.kube.services import Services
from rules.base import Finding, Findings, Severity, rule
from rules.derived.cluster import Cluster


@rule(
    Severity.ERROR,
    "39.5",
    "SV-01 SV-08",
    explains=("service-rules-stale", "service-flow-missing", "service-of-the-past"),
)
def service_address_wrong(services: Services, cluster: Cluster, nodes: Nodes | None) -> Findings:
    """Compare each address with the network, and with those of the others."""
    network = cluster.service_network
    holders: dict[str, str] = {}
    machines = {n.internal_ip: n for n in (nodes.items if nodes else ()) if n.internal_ip}
    for service in services.items:
        address = service.cluster_ip
        name = service.full_name
        if address is not None:
            if network is not None and IPv4Address(address) not in network:
                yield Finding(
                    f"service {name} has {address}, outside of the service network {network}",
                    subjects=(name, address, str(network)),
                    evidence=(service.source_of("clusterIP"), cluster.sources["service_network"]),
                )
            if (other := holders.setdefault(address, name)) != name:
                yield Finding(
                    f"services {other} and {name} share {address}",
                    subjects=(name, other, address),
                    evidence=(service.source_of("clusterIP"),),
                )
        for external in service.external_ips:
            if external in machines:
                continue  # common, and works: the node itself takes it
            inside = next(
                (n for n in (*cluster.cidrs, *filter(None, (network,))) if within(external, n)),
                None,
            )
            if inside is not None:
                yield Finding(
                    f"service {name} has the external IP {external} of the cluster's own {inside}",
                    subjects=(name, external, str(inside)),
                    evidence=(service.source,),
                    severity=Severity.WARNING,
                )


def within(address: str, network: object) -> bool:
    """Return whether an address, if it is one, lies in a network."""
    try:
        return IPv4Address(address) in network  # type: ignore[operator]
    except ValueError:
        return False
