"""A name that clients ask for does not exist.

Checks: no name is answered by NXDOMAIN in all the forms that the search list gives it; names of
    the cluster's own services exist.
Why: the client has a wrong name, or it asks a server that does not know the zone: the resolv.conf
    of the pod or of the node names the wrong one.
Symptom: `could not resolve host`.
Remedy: compare the nameserver and the search list in resolv.conf of the pod and of the node; ask
    the server with dig (39.9).
"""

from __future__ import annotations

from collections import defaultdict

from parsers.kube.services import Services
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.address_names import AddressNames
from rules.derived.dns_names import CLUSTER_DOMAIN, NXDOMAIN, Asked, DnsNames

HOSTS = (1, 28, 5)
"""A, AAAA, CNAME: other types are often asked for in vain."""
OFTEN = 2


@rule(Severity.WARNING, "39.9", "DNS-02 DNS-03")
def dns_name_unknown(dns: DnsNames, names: AddressNames, services: Services | None) -> Findings:
    """Report each name once, over all clients and captures."""
    if not len(dns):
        raise NotApplicable("no capture shows DNS")
    found: dict[str, list[Asked]] = defaultdict(list)
    for asked in dns.all():
        question = asked.question
        name = question.name.lower()
        if (
            question.codes.get(NXDOMAIN)
            and not question.codes.get(0)
            and question.type in HOSTS
            and not name.endswith(".arpa")
            and dns.last_of_expansion(asked)
            and not dns.resolved_otherwise(asked)
        ):
            found[name].append(asked)
    known = {
        f"{each.name}.{each.namespace}.svc.{CLUSTER_DOMAIN}"
        for each in (services.items if services else ())
    }
    for name, some in found.items():
        first = some[0]
        clients = list(dict.fromkeys(asked.question.client for asked in some))
        count = max(asked.question.codes[NXDOMAIN] for asked in some)
        exists = name in known
        loud = exists or (count >= OFTEN and "." in name)
        yield Finding(
            f"{names.says(first.question.server)} says that {name} does not exist, to "
            + ", ".join(names.says(ip) for ip in clients[:3])
            + (f"; but the service {name.split('.')[0]} does" if exists else ""),
            subjects=(name, first.question.server, *names.subjects(clients[0]), *clients),
            evidence=tuple(s for asked in some[:4] for s in (asked.first, asked.answer(NXDOMAIN))),
            node=names.node_of(clients[0]) or first.point.node,
            severity=None if loud else Severity.INFO,
            filter=first.filter,
        )
