"""A nameserver does not answer, or answers only with errors.

Checks: queries that were sent again got an answer, and a server's answers are not all SERVFAIL or
    REFUSED.
Why: the server is down, or UDP 53 does not reach it; br0 lets pods ask the node by a flow of its
    own (3.6 and later).
Symptom: every name look-up hangs for seconds, then `could not resolve host`.
Remedy: ask the server with dig from the node and from the pod; look at dnsmasq on the node, or at
    the pods of dns-default.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.fact import seconds
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived.address_names import AddressNames
from rules.derived.dns_names import CODES, REFUSED, SERVFAIL, Asked, DnsNames

LASTS = 5.0
"""Seconds: what a resolver waits before it asks again."""
MANY = 2


@rule(Severity.WARNING, "39.9", "DNS-02 DNS-03", explained_by=DATA_PATH)
def dns_unanswered(dns: DnsNames, names: AddressNames) -> Findings:
    """Report each server once, over all clients and captures."""
    if not len(dns):
        raise NotApplicable("no capture shows DNS")
    servers: dict[str, list[Asked]] = defaultdict(list)
    for asked in dns.all():
        servers[asked.question.server].append(asked)
    for server, some in servers.items():
        answered = sum(asked.question.answers for asked in some)
        silent = [asked for asked in some if in_vain(asked)]
        bad = {code: n for code in (SERVFAIL, REFUSED)
               if (n := sum(a.question.codes.get(code, 0) for a in some))}  # fmt: skip
        if silent:
            yield unanswered(server, silent, answered, names)
        elif bad and sum(bad.values()) >= MANY:
            (code, count), *_ = bad.items()
            failed = [asked for asked in some if asked.question.codes.get(code)]
            client = failed[0].question.client
            yield Finding(
                f"{names.says(server)} answers {CODES[code]} to {count} of {answered} questions, "
                f"of {failed[0].question.name} for one",
                subjects=(server, *names.subjects(client), failed[0].question.name),
                evidence=tuple(s for a in failed[:4] for s in (a.first, a.answer(code))),
                node=names.node_of(client) or failed[0].point.node,
                severity=None if count == answered else Severity.INFO,
                filter=failed[0].filter,
            )


def unanswered(server: str, silent: list[Asked], answered: int, names: AddressNames) -> Finding:
    """Return the finding of a server that does not answer."""
    first = silent[0]
    clients = list(dict.fromkeys(asked.question.client for asked in silent))
    count = sum(asked.question.queries for asked in silent)
    return Finding(
        f"{count} DNS queries to {names.says(server)} got no answer, from "
        + ", ".join(names.says(ip) for ip in clients[:3])
        + (f"; {answered} others did" if answered else "")
        + f": {first.question.name} for one",
        subjects=(
            *names.subjects(server), *(s for ip in clients[:5] for s in names.subjects(ip)),
            first.question.name,
        ),
        evidence=tuple(
            asked.first for asked in silent[:5]
        ),
        node=names.node_of(clients[0]) or first.point.node,
        severity=Severity.INFO if answered else None,
        filter=first.filter,
    )  # fmt: skip


def in_vain(asked: Asked) -> bool:
    """Return whether a question was asked again, never answered, and the capture went on."""
    question = asked.question
    return (
        question.answers == 0
        and question.queries >= MANY
        and seconds(asked.point.capture.last - question.first) >= LASTS
    )
