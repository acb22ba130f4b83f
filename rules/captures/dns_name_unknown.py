"""Names that clients ask for do not exist.

Checks: no name is answered by NXDOMAIN, seconds apart, in all the forms that the search list gives
    it; names of the cluster's own services exist. A name of the outside with a search domain behind
    it is the search list's, though its short form was not captured: a note, as are `printer.local`
    of multicast DNS and `wpad`.
Why: the client has a wrong name, or it asks a server that does not know the zone: the resolv.conf
    of the pod or of the node names the wrong one.
Symptom: `could not resolve host`.
Remedy: compare the nameserver and the search list in resolv.conf of the pod and of the node; ask
    the server with dig (39.9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from parsers.capture.fact import seconds
from parsers.kube.services import Services
from parsers.resolv_conf import Resolver
from rules.base import Finding, Findings, NotApplicable, PerNode, Severity, rule
from rules.derived.address_names import AddressNames
from rules.derived.dns_names import CLUSTER_DOMAIN, NXDOMAIN, Asked, DnsNames

HOSTS = (1, 28, 5)
"""A, AAAA, CNAME: other types are often asked for in vain."""
OFTEN = 2
LATER = 1.0
"""Seconds: what is asked twice at once is one attempt."""
SHOWN = 4
TOP_LEVEL = frozenset(
    ("com", "org", "net", "edu", "gov", "int", "io", "dev", "de", "uk", "fr", "jp", "cn", "eu")
)  # fmt: skip


@rule(Severity.WARNING, "39.9", "DNS-02 DNS-03")
def dns_name_unknown(
    dns: DnsNames,
    names: AddressNames,
    services: Services | None,
    resolvers: PerNode[Resolver] | None,
) -> Findings:
    """Report each server once for the cluster's own names, once for others that are asked often."""
    if not len(dns):
        raise NotApplicable("no capture shows DNS")
    known = {
        f"{each.name}.{each.namespace}.svc.{CLUSTER_DOMAIN}"
        for each in (services.items if services else ())
    }
    search = {domain for each in (resolvers or {}).values() for domain in each.search}
    nodes = (each.name for each in names.holders.values() if each.kind == "node")
    search |= {name.lower().partition(".")[2] for name in nodes}
    search -= {"", CLUSTER_DOMAIN}
    found: dict[tuple[str, str], dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for asked in dns.all():
        if in_vain(asked, dns):
            name = asked.question.name.lower()
            often = "." in name and again(asked) and not expanded(name, search)
            often = often and not discovered(name)
            kind = "service" if name in known else "often" if often else "once"
            found[asked.question.server, kind][name].append(asked)
    for (server, kind), some in found.items():
        first = next(iter(some.values()))[0]
        clients = list(dict.fromkeys(a.question.client for each in some.values() for a in each))
        more = f" and {len(some) - SHOWN} more" if len(some) > SHOWN else ""
        yield Finding(
            f"{names.says(server)} says that {', '.join(list(some)[:SHOWN])}{more} "
            f"{'do' if len(some) > 1 else 'does'} not exist, to "
            + ", ".join(names.says(ip) for ip in clients[:3])
            + ("; but there are such services" if kind == "service" else ""),
            subjects=(*list(some)[:10], server, *names.subjects(clients[0]), *clients[:10]),
            evidence=tuple(
                source
                for each in list(some.values())[:SHOWN]
                for source in (each[0].first, each[0].answer(NXDOMAIN))
            ),
            node=names.node_of(clients[0]) or first.point.node,
            severity=Severity.INFO if kind == "once" else None,
            filter=first.filter,
        )


def again(asked: Asked) -> bool:
    """Return whether a name was asked for in more than one attempt."""
    question = asked.question
    return question.codes[NXDOMAIN] >= OFTEN and seconds(question.last - question.first) >= LATER


def discovered(name: str) -> bool:
    """Return whether a name is one that clients try everywhere: of multicast DNS, of a proxy."""
    return name.startswith("wpad.") or (name.endswith(".local") and name.count(".") == 1)


def expanded(name: str, search: Collection[str]) -> bool:
    """Return whether a name is one of the outside, with a domain of the search list behind it."""
    inside = f".svc.{CLUSTER_DOMAIN}"
    if name.endswith(inside):
        return outside(name.removesuffix(inside).rpartition(".")[0])
    domains = (CLUSTER_DOMAIN, *search)
    return any(name.endswith(f".{each}") and outside(name[: -len(each) - 1]) for each in domains)


def outside(name: str) -> bool:
    """Return whether a name ends as those of the outside do."""
    return "." in name and name.rpartition(".")[2] in TOP_LEVEL


def in_vain(asked: Asked, dns: DnsNames) -> bool:
    """Return whether a name does not exist, and is no form of another that does."""
    question = asked.question
    return bool(
        question.codes.get(NXDOMAIN)
        and not question.codes.get(0)
        and question.type in HOSTS
        and not question.name.lower().endswith(".arpa")
        and dns.last_of_expansion(asked)
        and not dns.resolved_otherwise(asked)
    )
