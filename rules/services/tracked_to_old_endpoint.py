"""The node still sends clients of a service to an endpoint that is gone.

Checks: UDP connections that the node tracks to a service's address are answered by one of its
    endpoints. Only those that nobody answers are told. Where a table cuts the endpoints off, the
    node's own rules tell the others.
Why: a tracked connection is translated as it was at first, whatever the rules say now; UDP clients
    that ask again and again, as resolvers do, keep it alive.
Symptom: names, or other UDP requests, time out for some clients after pods were replaced.
Remedy: delete the entries (conntrack -D -p udp --dst ADDRESS), or restart the clients.
"""

from __future__ import annotations

from parsers.conntrack import ConnectionTable, TrackedConnection
from parsers.kube.endpoints import Endpoints
from parsers.kube.services import Services
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.proxy_jumps import ProxyJumps

FEW = 3


@rule(Severity.WARNING, "39.11", "KP-14")
def tracked_to_old_endpoint(
    node: Node,
    connections: ConnectionTable,
    services: Services,
    endpoints: Endpoints,
    proxy: ProxyJumps | None,
) -> Findings:
    """Join tracked connections with services and their endpoints; one finding a service."""
    led = {ip for ip, _ in proxy.chains.targets.values()} if proxy else set()
    stale: dict[tuple[str, str], list[TrackedConnection]] = {}
    for each in connections.items:
        if each.protocol != "udp" or not each.unreplied or each.replies_from is None:
            continue
        service = services.by_cluster_ip.get(each.destination_ip)
        behind = endpoints.by_name.get((service.namespace, service.name)) if service else None
        if service is None or behind is None or not behind.ready or (behind.truncated and not led):
            continue
        known = {address.ip for address in (*behind.ready, *behind.not_ready)}
        known |= led if behind.truncated else set()
        if each.replies_from not in known | {each.destination_ip}:
            stale.setdefault((service.namespace, service.name), []).append(each)
    for key, found in stale.items():
        service, behind = services.by_name[key], endpoints.by_name[key]
        gone = list(dict.fromkeys(each.replies_from or "" for each in found))
        yield Finding(
            f"{node} still sends {len(found)} UDP client{'s' * (len(found) > 1)} of "
            f"{service.full_name} to {', '.join(gone[:FEW])}, which is no endpoint and does not "
            "answer",
            subjects=(service.full_name, service.cluster_ip or "", *gone, str(node)),
            evidence=(
                *(each.source for each in found[:4]),
                behind.source,
                *(
                    [proxy.table.absence(f"one that leads to {gone[0]}")]
                    if proxy and behind.truncated
                    else []
                ),
            ),
        )
