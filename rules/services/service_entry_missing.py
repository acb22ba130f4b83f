"""A service can't be reached from outside on a node: its nodePort or address leads nowhere.

Checks: each nodePort, external IP and address of a load balancer of a service with ready endpoints
    has its rule in KUBE-NODEPORTS or KUBE-SERVICES, which leads to a chain that exists; no two
    services have the same nodePort.
Why: without that rule the node takes the packets for its own and refuses them.
Symptom: clients outside the cluster are refused on this node, while the cluster address works.
Remedy: restart kube-proxy (the SDN pod, or the node service) on the node; look in its log for
    "can't open node port".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from parsers.kube.endpoints import Endpoints, EndpointsObject
from parsers.kube.objects import ipv4
from parsers.kube.pods import Pods
from parsers.kube.services import Service, ServicePort, Services
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.proxy_jumps import Entry, ProxyJumps
from rules.derived.service_faults import judged
from rules.derived.service_row_faults import unjoined
from rules.services.service_rules_stale import just_changed, young_or_ending

OUTSIDE = ("KUBE-XLB-", "KUBE-EXT-", "KUBE-FW-")


@rule(Severity.ERROR, "39.13.1", "KP-07 RT-11", explains=("service-rules-differ",))
def service_entry_missing(
    node: Node,
    proxy: ProxyJumps,
    services: Services,
    endpoints: Endpoints,
    pods: Pods | None,
    time: BundleTime | None,
) -> Findings:
    """Look up each entry of each service that has endpoints."""
    unsure = young_or_ending(pods, time)
    users: dict[tuple[str, int], list[Service]] = defaultdict(list)
    for service in services.items:
        behind = endpoints.by_name.get((service.namespace, service.name))
        for port in service.ports:
            if port.node_port is not None:
                users[port.protocol, port.node_port].append(service)
        if behind is None or not judged(service, behind) or just_changed(behind, time):
            continue
        if not any(address.ip not in unsure for address in behind.ready):
            continue
        for what, entry in entries(service, led_on(service, behind, proxy)):
            lack = lacking(entry, proxy)
            if lack:
                name = f"{what} {entry[0]}{':' * bool(entry[0])}{entry[2]}/{entry[1]}"
                chain = "KUBE-SERVICES" if entry[0] else "KUBE-NODEPORTS"
                found = proxy.table.chains.get(chain)
                text = f"--dport {entry[2]}"
                yield Finding(
                    f"{node} {lack} {name} of service {service.full_name}",
                    subjects=(service.full_name, service.name, str(entry[2]), entry[0] or chain,
                              service.cluster_ip or "", chain, str(node)),
                    evidence=(
                        service.source,
                        behind.source,
                        found.absence(text) if found else proxy.table.absence(chain),
                    ),
                )  # fmt: skip
    for (proto, number), owners in users.items():
        names = list(dict.fromkeys(owner.full_name for owner in owners))
        if len(names) > 1:
            yield Finding(
                f"services {' and '.join(names[:4])} have the same nodePort {number}/{proto}",
                subjects=(*names, str(number)),
                evidence=tuple(owner.source for owner in owners),
            )


def led_on(service: Service, behind: EndpointsObject, proxy: ProxyJumps) -> Iterator[ServicePort]:
    """Yield the ports that have endpoints; what tables don't join, the node's own rules do."""
    for port in service.ports:
        portal = (service.cluster_ip or "", port.protocol.lower(), port.port)
        if not unjoined(service, behind) or portal in proxy.chains.portals:
            yield port


def entries(service: Service, ports: Iterable[ServicePort]) -> Iterator[tuple[str, Entry]]:
    """Yield the ways into a service from outside."""
    for port in ports:
        proto = port.protocol.lower()
        if port.node_port is not None:
            yield "nodePort", ("", proto, port.node_port)
        yield from of_addresses(service, port, proto)


def of_addresses(service: Service, port: ServicePort, proto: str) -> Iterator[tuple[str, Entry]]:
    """Yield the external addresses of a service."""
    for ip in service.external_ips:
        if ipv4(ip):
            yield "external IP", (ip, proto, port.port)
    for ip in service.balancer_ips:
        if ipv4(ip):
            yield "load balancer's address", (ip, proto, port.port)


def lacking(entry: Entry, proxy: ProxyJumps) -> str:
    """Return what is wrong with an entry; empty if it leads to a chain that exists."""
    found = proxy.entries.get(entry)
    if found is None:
        return "has no rule for"
    chain = found.target or ""
    return "" if chain in proxy.table.chains else f"has no chain {chain} for"
