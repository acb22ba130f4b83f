"""A name was not resolved.

Checks: each name that dig was asked for has an address; so has each that curl or telnet tried.
Why: without an address no connection is even tried.
Symptom: `Could not resolve host`, `Name or service not known`.
Remedy: for a route's name, create its record, or a wildcard record that leads to the router. For a
    name of the cluster or of the outside, look at the nameservers of /etc/resolv.conf on the
    machine that asked, and whether they answer (dig @SERVER NAME).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.base import Source
from parsers.curl import Requests
from parsers.dig import Lookup, Lookups
from parsers.kube.routes import Routes
from parsers.records import Seen
from parsers.telnet import Connections
from rules.base import Finding, Findings, Missing, Severity, rule

NOTHING = "(nothing was answered)"
OTHER_KIND = re.compile(r"\b(?:MX|TXT|SRV|NS|SOA|AAAA|PTR|ANY|CNAME)\b|\s-[tx]\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name without an address, and where it was asked for."""

    name: str
    seen: Seen
    sources: tuple[Source, ...]


@rule(
    Severity.ERROR,
    "39.3",
    "EX-01 DNS-02",
    explains=("target-unreachable",),
)
def name_unresolved(
    lookups: Lookups | None,
    requests: Requests | None,
    connections: Connections | None,
    routes: Routes | None,
) -> Findings:
    """Collect the names; one that was resolved elsewhere is judged by machine."""
    if lookups is None and requests is None and connections is None:
        raise Missing((Lookups, Requests, Connections))
    hosts = {(r.host or "").lower(): r for r in (routes.items if routes else ())}
    resolved = {
        (each.name.lower(), each.seen)
        for each in (lookups.items if lookups else ())
        if each.addresses
    }
    found: dict[tuple[str, Seen], Unresolved] = {}
    for each in tried(lookups, requests, connections):
        key = each.name.lower(), each.seen
        if key not in resolved and each.sources:
            found.setdefault(key, each)
    for each in found.values():
        route = hosts.get(each.name.lower())
        where = each.seen.node or each.seen.host
        yield Finding(
            f"{each.name} is not resolved{f' on {where}' if where else ''}"
            + (f": the route {route.namespace}/{route.name} can't be reached" if route else ""),
            subjects=(each.name, *((each.seen.node,) if each.seen.node else ())),
            evidence=(*each.sources[:4], *((route.source_of("host"),) if route else ())),
            # A name that somebody mistyped is none of the cluster's faults.
            severity=None if route else Severity.WARNING,
        )


def tried(
    lookups: Lookups | None, requests: Requests | None, connections: Connections | None
) -> list[Unresolved]:
    """Return every name without an address, in the order of trust."""
    found = [
        Unresolved(each.name, each.seen, each.said)
        for each in (lookups.items if lookups else ())
        if not each.addresses and refused(each)
    ]
    found += [
        Unresolved(each.host, each.seen, each.sources)
        for each in (requests.items if requests else ())
        if each.outcome == "unresolved" and each.host
    ]
    found += [
        Unresolved(each.to, each.seen, each.sources)
        for each in (connections.items if connections else ())
        if each.outcome == "unresolved" and each.to
    ]
    return found


def refused(lookup: Lookup) -> bool:
    """Return whether a name has no address, and not just no record of the kind asked for."""
    if lookup.status in {"NXDOMAIN", "SERVFAIL", "REFUSED", "SILENT"}:
        return True
    said = " ".join(source.text for source in lookup.said)
    return lookup.status is None and NOTHING in said and not OTHER_KIND.search(said)
