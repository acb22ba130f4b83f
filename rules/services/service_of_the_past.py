"""A node still has rules for services that are gone, or chains that kube-proxy does not name so.

Checks: each cluster address in KUBE-SERVICES is that of a service, and the name of the chain behind
    it is the hash of the service's name, port and protocol.
Why: kube-proxy rewrites its chains as a whole; what it would not write is what somebody else wrote,
    or what a proxy left behind that no longer runs.
Symptom: an old address still answers, with old pods; or a service answers from somewhere else.
Remedy: restart kube-proxy (the SDN pod, or the node service) on the node.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.iptables_rule import IptRule
from parsers.kube.services import Service, Services
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.proxy_jumps import ProxyJumps, chain_names
from rules.derived.short_tables import ShortTables

FEW = 3


@rule(Severity.WARNING, "39.11", "KP-10 KP-11")
def service_of_the_past(
    node: Node, proxy: ProxyJumps, services: Services, short: ShortTables
) -> Findings:
    """Look up the service of each rule of KUBE-SERVICES."""
    gone: list[IptRule] = []
    for portal, entry in proxy.chains.portals.items():
        if "cluster IP" not in entry.comment and entry.comment:
            continue
        service = services.by_cluster_ip.get(portal[0])
        if service is None:
            gone.append(entry)
            continue
        wanted = set(names(service, portal[1], portal[2]))
        if wanted and (entry.target or "") not in wanted:
            yield Finding(
                f"{node} sends {service.full_name} ({portal[0]}:{portal[2]}/{portal[1]}) to "
                f"{entry.target}, which is not the name that kube-proxy gives its chain",
                subjects=(service.full_name, portal[0], entry.target or "", str(node)),
                evidence=(entry.source, service.source),
                invariants=("KP-10",),
            )
    if gone and not (services.partial or short.ended(Services)):
        said = ", ".join(
            f"{each.destination_text.removesuffix('/32')}:{each.dport}" for each in gone[:FEW]
        )
        more = f" and {len(gone) - FEW} more" if len(gone) > FEW else ""
        yield Finding(
            f"{node} has rules for {said}{more}, which no service has",
            subjects=(
                *(each.destination_text.removesuffix("/32") for each in gone),
                *(each.comment.partition(":")[0] for each in gone if each.comment),
                str(node),
            ),
            evidence=(
                *(each.source for each in gone[:5]),
                services.absence(gone[0].destination_text.removesuffix("/32")),
            ),
            invariants=("KP-11",),
        )


def names(service: Service, proto: str, number: int) -> Iterator[str]:
    """Yield what the chain of a service's port may be called; a table does not name ports."""
    for port in service.ports:
        if port.port == number and port.protocol.lower() == proto and not service.from_table:
            for kind in ("SVC", "SVL"):
                yield from chain_names(kind, service.full_name, port.name, proto)
