"""Chains that the SDN of this release keeps in iptables are gone.

Checks: from 4.5 on OPENSHIFT-SDN-CANARY is in nat, filter and mangle; from 4.6 on raw lets VXLAN
    pass untracked; from 4.2 on the first rule of OPENSHIFT-MASQUERADE leaves to kube-proxy what it
    has marked. Only tables that were collected are judged.
Why: the SDN tells by its canary that the tables were flushed, and writes them again. Where it is
    gone the SDN has not noticed yet, or does not run.
Symptom: after a flush: no traffic to services or the outside, until the SDN is restarted. Without
    the raw rule: connections are tracked twice, the table fills up.
Remedy: restart the SDN on the node; find out what flushes the tables (iptables.service, firewalld).
"""

from __future__ import annotations

from parsers.base import Source
from parsers.iptables import IptablesSave
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout

CANARY = "OPENSHIFT-SDN-CANARY"
NOTRACK = "OPENSHIFT-NOTRACK"
TABLES = ("nat", "filter", "mangle")


@rule(Severity.WARNING, "39.7.4.1", "IP-01 KP-09", explains=("masquerade-wrong",))
def release_chains_missing(node: Node, tables: IptablesSave, layout: Layout) -> Findings:
    """Look for what this layout's releases have, where the table was dumped whole."""
    if not layout.since("L7"):
        raise NotApplicable("releases before 4.5 differ in what they have")
    lacks: list[tuple[str, Source]] = []
    for name in TABLES:
        table = tables.tables.get(name)
        if table is not None and table.complete and table.chains and CANARY not in table.chains:
            lacks.append((f"{CANARY} in {name}", table.absence(CANARY)))
    raw = tables.tables.get("raw")
    if layout.since("L9") and raw is not None and raw.complete and NOTRACK not in raw.chains:
        lacks.append((f"{NOTRACK} in raw", raw.absence(NOTRACK)))
    ours = tables.chain("nat", "OPENSHIFT-MASQUERADE")
    if ours is not None and ours.table.complete and ours.rules:
        first = ours.rules[0]
        if first.target != "RETURN" and not any(each.target == "RETURN" for each in ours.rules):
            lacks.append((
                "the RETURN of marked packets in OPENSHIFT-MASQUERADE",
                ours.absence("-m mark --mark 0x1/0x1 -j RETURN"),
            ))  # fmt: skip
    if lacks:
        yield Finding(
            f"{node} lacks {', '.join(what for what, _ in lacks[:4])}",
            subjects=(
                *dict.fromkeys(what.partition(" ")[0] for what, _ in lacks),
                *dict.fromkeys(what.rpartition(" ")[2] for what, _ in lacks),
                str(node),
            ),
            evidence=(*(source for _, source in lacks), layout.source),
        )
