"""A service has no portal on a node whose kube-proxy works in userspace mode.

Checks: each port of each service has its rule in KUBE-PORTALS-CONTAINER and in KUBE-PORTALS-HOST;
    services younger than two minutes and nodes in iptables mode are not judged.
Why: in this mode a service's address leads to a port of kube-proxy, by these rules alone.
Symptom: the service's address does not answer, from this node's pods or from the node itself.
Remedy: restart kube-proxy (the node service) on the node, and look in its log for
    `Failed to install iptables`.
"""

from __future__ import annotations

from parsers.kube.services import Service, Services
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.userspace_proxy import PORTALS, UserspaceProxy


@rule(Severity.ERROR, "39.11", "KP-02 KP-03")
def portal_missing(
    node: Node, proxy: UserspaceProxy, services: Services, time: BundleTime | None
) -> Findings:
    """Look up each port of each service; all that a node lacks is one finding."""
    lost: list[tuple[Service, str, str]] = []
    for service in services.items:
        if service.cluster_ip is None or (time is not None and time.young(service.created)):
            continue
        for port in service.ports:
            key = (service.cluster_ip, port.protocol.lower(), port.port)
            lost += [
                (service, chain, f"-d {key[0]}/32 -p {key[1]} --dport {key[2]}")
                for chain in PORTALS
                if key not in proxy.portals[chain]
            ]
    if not lost:
        return
    names = list(dict.fromkeys(service.full_name for service, _, _ in lost))
    chains = list(dict.fromkeys(chain for _, chain, _ in lost))
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    table = proxy.table
    yield Finding(
        f"{node} has no portal for service {', '.join(names[:4])}{more} "
        f"in {' and '.join(chains)}: kube-proxy's userspace mode does not serve it there",
        subjects=(
            *(each for s, _, _ in lost for each in (s.full_name, s.cluster_ip or "")),
            *chains,
            str(node),
        ),
        evidence=(
            *(service.source_of("clusterIP") for service, _, _ in lost[:3]),
            *(
                table.chains[chain].absence(what) if chain in table.chains else table.absence(chain)
                for _, chain, what in lost[:4]
            ),
        ),
    )
