"""kube-proxy's chain of a service does not share connections out as it should.

Checks: the i-th of a service's n jumps to endpoints has the probability 1/(n-i), the last one none,
    so that each endpoint gets the same share; each endpoint's chain marks what the endpoint sends
    to itself; a service with session affinity has a jump by which known clients come back.
Why: with other probabilities one endpoint gets too much; without the mark a pod does not reach
    itself through its own service, as the reply never passes the node.
Symptom: uneven load; or a pod times out, now and then, on the service that it is part of.
Remedy: restart kube-proxy (the SDN pod, or the node service) on the node; find out who edits its
    chains.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.kube.services import Services
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.proxy_jumps import Jump, ProxyJumps

TOLERANCE = 2e-3
"""A dump shows five to eleven digits."""
CLIENT_IP = "ClientIP"


@rule(Severity.WARNING, "39.11", "KP-05 KP-08 KP-16")
def service_share_wrong(node: Node, proxy: ProxyJumps, services: Services | None) -> Findings:
    """Compute the probabilities of every service's chain."""
    affine = {
        (service.cluster_ip, port.protocol.lower(), port.port)
        for service in (services.items if services else ())
        for port in service.ports
        if service.session_affinity == CLIENT_IP
    }
    for portal, entry in proxy.chains.portals.items():
        chain = entry.target or ""
        jumps = proxy.jumps.get(chain, [])
        faults = [*uneven(jumps, chain, proxy), *unmarked(jumps, proxy)]
        if portal in affine and jumps and not any(jump.affinity for jump in jumps):
            faults.append(("forgets its clients, though it has session affinity", entry.source))
        if faults:
            name = entry.comment.removesuffix(" cluster IP") or f"{portal[0]}:{portal[2]}"
            yield Finding(
                f"{node}'s chain {chain} of service {name} {faults[0][0]}",
                subjects=(name.partition(":")[0], portal[0], chain, str(node)),
                evidence=(entry.source, *(source for _, source in faults[:6])),
            )


def uneven(jumps: list[Jump], chain: str, proxy: ProxyJumps) -> Iterator[tuple[str, Source]]:
    """Yield the jumps whose probability is not that of an even share."""
    shared = [jump for jump in jumps if not jump.affinity]
    for index, jump in enumerate(shared):
        left = len(shared) - index
        wanted = None if left == 1 else 1 / left
        given = jump.probability
        right = given is None if wanted is None else (
            given is not None and abs(given - wanted) < TOLERANCE
        )  # fmt: skip
        if not right:
            said = "no probability" if given is None else f"probability {given}"
            due = "none" if wanted is None else f"{wanted:.5f}"
            lines = [s for s in proxy.sources(chain) if s.text.endswith(jump.to)]
            for line in lines[:1]:
                yield f"has {said} for {jump.to} where {due} is even", line


def unmarked(jumps: list[Jump], proxy: ProxyJumps) -> Iterator[tuple[str, Source]]:
    """Yield the endpoints that don't reach themselves through the service."""
    for jump in jumps if "KUBE-MARK-MASQ" in proxy.table.chains else ():
        if jump.to in proxy.masked or jump.to not in proxy.table.chains:
            continue
        chain = proxy.table.chains[jump.to]
        yield (
            f"leads to {jump.to}, which does not mark what the endpoint sends to itself",
            chain.absence("-s endpoint -j KUBE-MARK-MASQ"),
        )
