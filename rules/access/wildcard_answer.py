"""A name of the outside resolves to a machine of this cluster: a wildcard record catches it.

Checks: a name that is neither a route's nor the cluster's own does not resolve to a node's or a
    router's address. Where neither the search list was asked for (dig +search), nor the answer's
    name is a longer one, nor two domains resolve so, it may be another name of the cluster: a note.
Why: with `options ndots:5` pods try every search domain first; if one of them has a wildcard
    record, each name of the outside gets the wildcard's address.
Symptom: pods that ask for github.com reach the cluster's own router, or time out.
Remedy: take the domain with the wildcard out of `search` in /etc/resolv.conf of the nodes, or the
    wildcard record out of that domain.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.dig import Lookups
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.kube.routes import Routes
from rules.base import Finding, Findings, Missing, Severity, rule
from rules.derived.routers import addresses_of_routers

SURE = {True: Severity.WARNING, False: Severity.INFO}
"""Without the name that was found it may be a record of its own: of a route that is not there, or
of a master."""


@rule(Severity.ERROR, "39.9", "DNS-01 DNS-04", explains=("target-unreachable",))
def wildcard_answer(
    lookups: Lookups, routes: Routes | None, pods: Pods | None, nodes: Nodes | None
) -> Findings:
    """Look for names of other domains with an address of ours, or caught by a search domain."""
    hosts = {(r.host or "").lower() for r in (routes.items if routes else ()) if r.host}
    ours = addresses_of_routers(pods) if pods else set()
    ours |= {n.internal_ip for n in (nodes.items if nodes else ()) if n.internal_ip}
    own_names = {n.name.lower() for n in (nodes.items if nodes else ())}
    own = {name.partition(".")[2] for name in (*own_names, *hosts)} - {""}
    if not ours:
        raise Missing((Nodes, Pods))
    found: list[tuple[str, Finding]] = []
    for lookup in lookups.items:
        name = lookup.name.lower().rstrip(".")
        inside = name in hosts or name in own_names or in_any(name, own)
        if "." not in name or inside or name.endswith((".local", ".svc")):
            continue
        caught = next((a for a in lookup.answered if a.lower().startswith(f"{name}.")), None)
        for address, source in zip(lookup.addresses, lookup.sources, strict=False):
            if address in ours and (hosts or caught):
                by = f" as {caught}" if caught else ""
                finding = Finding(
                    f"{lookup.name} resolves{by} to {address}, a machine of this cluster: "
                    "a wildcard record answers for it",
                    subjects=(lookup.name, address, *((caught,) if caught else ())),
                    evidence=(source, *lookup.said[:2]),
                    severity=None if caught else SURE[lookup.searched],
                )
                found.append((".".join(name.split(".")[-2:]), finding))
                break
    several = len({domain for domain, _ in found}) > 1
    for _, finding in found:
        loud = several and finding.severity is Severity.INFO
        yield replace(finding, severity=Severity.WARNING) if loud else finding


def in_any(name: str, domains: set[str]) -> bool:
    """Return whether a name lies in one of the domains."""
    return any(domain and (name == domain or name.endswith(f".{domain}")) for domain in domains)
