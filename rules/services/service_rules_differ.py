"""A node lacks the rules of services that all other nodes have.

Checks: the cluster addresses and ports in KUBE-SERVICES are the same on every node; compared among
    three nodes or more, so that it is clear who is odd. Rejects of services without endpoints
    count as rules. Nodes whose dumps were made minutes apart, and services that are gone or new by
    their objects, are a note: one may have come or gone between the two.
Why: every kube-proxy works from the same objects; the node whose rules differ does not hear of
    changes any more.
Symptom: a service works from all nodes but one.
Remedy: restart kube-proxy (the SDN pod, or the node service) on that node; look in its log for
    `Failed to execute iptables-restore`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import timedelta

from parsers.iptables import IptablesSave
from parsers.iptables_rule import IptRule
from parsers.kube.nodes import Nodes
from parsers.kube.services import Services
from rules.base import Finding, Findings, Missing, NotApplicable, PerNode, Severity, rule
from rules.derived.proxy_jumps import ProxyJumps
from rules.derived.service_chains import Portal

NODES = 3
FEW = 3
APART = timedelta(minutes=2)
"""Between the dumps of two nodes: in more a service may come."""
LONG = timedelta(hours=1)
"""In more even many may come, or a project go."""


@rule(Severity.ERROR, "39.11", "KP-12 XN-01")
def service_rules_differ(
    proxies: PerNode[ProxyJumps],
    saves: PerNode[IptablesSave],
    services: Services | None,
    nodes: Nodes | None,
) -> Findings:
    """Count on how many nodes each address is known; report those that are on all but one."""
    if len(proxies) < NODES <= len(nodes.items if nodes else ()) and len(saves) < NODES:
        raise Missing(IptablesSave)
    if len(proxies) < NODES:
        raise NotApplicable("fewer than three nodes have rules of kube-proxy")
    known = {node: ways_in(proxy) for node, proxy in proxies.items()}
    counts = Counter(portal for portals in known.values() for portal in portals)
    common = {portal for portal, count in counts.items() if count == len(proxies) - 1}
    made = [saves[node].generated for node in proxies if node in saves]
    told = [time for time in made if time is not None]
    apart = max(told) - min(told) if len(told) == len(proxies) else timedelta()
    for node, proxy in proxies.items():
        lost = sorted(common - known[node].keys())
        if not lost:
            continue
        other = next(each for name, each in proxies.items() if name != node)
        entry = ways_in(other)[lost[0]]
        said = ", ".join(f"{ip}:{port}/{proto}" for ip, proto, port in lost[:FEW])
        more = f" and {len(lost) - FEW} more" if len(lost) > FEW else ""
        name = entry.comment.partition(" ")[0].rpartition(":")[0]
        yield Finding(
            f"{node} has no rule for {said}{more}, which all {len(proxies) - 1} other nodes have",
            subjects=(*(ip for ip, _, _ in lost), *((name,) if name else ()), node),
            evidence=(
                entry.source,
                proxy.table.chains["KUBE-SERVICES"].absence(f"-d {lost[0][0]}/32"),
            ),
            node=node,
            severity=severity(lost, apart, services),
        )


def ways_in(proxy: ProxyJumps) -> dict[Portal, IptRule]:
    """Return each address that kube-proxy knows: releases differ in the chains these lead to."""
    outside = {entry: each for entry, each in proxy.entries.items() if entry[0]}
    return outside | proxy.chains.rejects | proxy.chains.portals


def severity(
    lost: Collection[tuple[str, str, int]], apart: timedelta, services: Services | None
) -> Severity | None:
    """Return how sure it is that a node lacks services, and did not just hear of them later."""
    if services is not None and not services.partial:
        known = {service.cluster_ip for service in services.items}
        known |= {ip for service in services.items for ip in service.external_ips}
        if all(ip not in known for ip, _, _ in lost):
            return Severity.INFO  # they are gone, and the others have not heard of it
    if apart > LONG or (apart > APART and len(lost) <= FEW):
        return Severity.INFO
    # One may have come between the collection of two nodes.
    return Severity.WARNING if len(lost) <= FEW else None
