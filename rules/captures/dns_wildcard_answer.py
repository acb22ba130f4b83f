"""A wildcard record answers for public names.

Checks: no public name with a suffix of the search list behind it (`github.com.example.com`) is
    answered with an address.
Why: a wildcard in a domain of the search list, or a nameserver that answers everything, turns
    every outside name into one address, mostly the router's.
Symptom: pods that call the outside reach the own router instead: wrong certificates, 503.
Remedy: take the domain with the wildcard out of the search list of resolv.conf, or the nameserver
    that answers so (39.9).
"""

from __future__ import annotations

import re
from collections import defaultdict

from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.address_names import AddressNames
from rules.derived.dns_names import CLUSTER_DOMAIN, NOERROR, Asked, DnsNames

PUBLIC = re.compile(
    r"^(?:[a-z0-9_-]+\.)*[a-z0-9-]{2,}\.(?:com|org|net|io|dev|gov|edu|info|biz|app|cloud|co\.[a-z]{2}"
    r"|(?:jp|de|uk|fr|cn|us|eu|ch|br|in|nl|it|es|ca|au|se|no|pl|ru|kr))\.(?P<suffix>.+)$"
)
"""A public name, and what the search list put behind it."""
SEVERAL = 2


@rule(Severity.ERROR, "39.9", "DNS-01 DNS-04", explained_by=("services",))
def dns_wildcard_answer(dns: DnsNames, names: AddressNames) -> Findings:
    """Report each suffix once, with the names that it caught."""
    if not len(dns):
        raise NotApplicable("no capture shows DNS")
    found: dict[tuple[str, str], list[Asked]] = defaultdict(list)
    for asked in dns.all():
        question = asked.question
        match = PUBLIC.match(question.name.lower())
        suffix = match["suffix"] if match else ""
        if "." in suffix and not suffix.endswith(CLUSTER_DOMAIN) and question.codes.get(NOERROR):
            for address in question.addresses[:1]:
                found[suffix, address].append(asked)
    for (suffix, address), some in found.items():
        caught = list(dict.fromkeys(asked.question.name for asked in some))
        ours = names.inside(address)
        first = some[0]
        client = first.question.client
        yield Finding(
            f"{names.says(first.question.server)} answers {', '.join(caught[:3])} with "
            f"{names.says(address)}: a wildcard in {suffix}, which the search list of "
            f"{names.says(client)} holds",
            subjects=(suffix, address, first.question.server, *caught[:5], *names.subjects(client)),
            evidence=tuple(s for asked in some[:4] for s in (asked.first, asked.answer(NOERROR))),
            node=names.node_of(client) or first.point.node,
            severity=None if ours or len(caught) >= SEVERAL else Severity.WARNING,
            filter=first.filter,
        )
