"""Packets of a node do not pass kube-proxy's chains.

Checks: nat PREROUTING and OUTPUT jump to KUBE-SERVICES, POSTROUTING to KUBE-POSTROUTING; in
    userspace mode PREROUTING to KUBE-PORTALS-CONTAINER and OUTPUT to KUBE-PORTALS-HOST.
Why: these jumps are the only way from a service's address to its endpoints; without the last one,
    replies of a service to clients outside the pod network come from the wrong address.
Symptom: no service address answers on this node, while the endpoints do; or node ports fail.
Remedy: restart kube-proxy (the SDN, from 3.2 on) on the node; it restores them within 30 seconds.
    If they vanish again, look for what flushes the nat table.
"""

from __future__ import annotations

from parsers.base import Source
from parsers.iptables import IptablesSave
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.own_subnet import OwnSubnet
from rules.derived.require_table import require_table
from rules.derived.userspace_proxy import userspace

JUMPS = (
    ("PREROUTING", "KUBE-SERVICES"),
    ("OUTPUT", "KUBE-SERVICES"),
    ("POSTROUTING", "KUBE-POSTROUTING"),
)
USERSPACE = (("PREROUTING", "KUBE-PORTALS-CONTAINER"), ("OUTPUT", "KUBE-PORTALS-HOST"))


@rule(
    Severity.ERROR,
    "39.11",
    "KP-01 KP-02",
    explains=(
        "service-rules-stale",
        "masquerade-wrong",
        "release-chains-missing",
    ),
)
def kube_proxy_jumps_missing(node: Node, tables: IptablesSave, own: OwnSubnet) -> Findings:
    """Look for the jumps of the proxy's mode."""
    table = require_table(tables, "nat")
    lacks: list[tuple[str, Source]] = []
    wanted = USERSPACE if userspace(table) else JUMPS
    for chain, target in wanted:
        found = table.chains.get(chain)
        if target == "KUBE-POSTROUTING" and target not in table.chains and not lacks:
            continue  # 3.2 masquerades in its own chains' rules
        if found is None:
            lacks.append((f"{chain} -> {target}", table.absence(chain)))
        elif not any(each.target == target for each in found.rules):
            lacks.append((f"{chain} -> {target}", found.absence(f"-j {target}")))
        elif target not in table.chains:
            lacks.append((target, table.absence(target)))
    if lacks:
        names = ", ".join(name for name, _ in lacks)
        only_back = all("POSTROUTING" in name for name, _ in lacks)
        effect = "outside clients get no replies" if only_back else "service addresses lead nowhere"
        yield Finding(
            f"{node} lacks kube-proxy's jumps {names}: {effect}",
            subjects=(
                *(("KUBE-SERVICES",) if wanted is JUMPS else ()),
                *(word for name, _ in lacks for word in name.split(" -> ")),
                str(node),
            ),
            evidence=(*(source for _, source in lacks), own.source),
        )
