"""br0 keeps flows for a service address that no service has.

Checks: outside conntrack mode each service address in table 60 (before 3.5: table 4) is that of a
    service. Flows younger than two minutes are not judged.
Why: the address may be given to another service, to which such flows give the VNID of the old one.
Symptom: mostly none; if the address was given anew, other projects reach that service, or its own
    does not.
Remedy: restart the SDN on the node; it removes the flows of services that are gone.
"""

from __future__ import annotations

from parsers.ipv4 import is_address
from parsers.kube.services import Services
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.short_tables import ShortTables
from rules.overlay.stale_pod_flow import MATURE


@rule(Severity.WARNING, "39.7.4", "FS-03", explains=("vnid-rule-missing",))
def stale_service_flow(
    node: Node, flows: FlowTable, layout: Layout, services: Services, short: ShortTables
) -> Findings:
    """Report the addresses that have flows and no service; all of a node in one finding."""
    table = layout.service_table
    if layout.ct or table is None or not layout.since("L1"):
        raise NotApplicable("in this mode br0 has no flows by service")
    if services.partial or not services.items:
        raise NotApplicable("not all services were listed")
    if why := short.ended(Services):
        raise NotApplicable(why)
    stale: dict[str, Flow] = {}
    for flow in flows.in_table(table):
        ip = flow.match.get("nw_dst")
        if not isinstance(ip, str) or not is_address(ip) or ip in services.by_cluster_ip:
            continue
        if flow.duration is None or flow.duration > MATURE:
            stale.setdefault(ip, flow)
    if stale:
        names = list(stale)
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        yield Finding(
            f"br0 on {node} has flows for {', '.join(names[:4])}{more}, which no service has",
            subjects=(*names, *(f"{flow.reg(1):#x}" for flow in stale.values() if flow.reg(1))),
            evidence=(
                *(flow.source for flow in list(stale.values())[:5]),
                services.absence(f"clusterIP {names[0]}"),
            ),
        )
