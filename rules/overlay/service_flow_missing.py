"""br0 has no flows for a service, so pods can't reach it through its address.

Checks: outside conntrack mode table 60 has, for each service with a cluster address, a flow for
    each port (and one for fragments, from 3.6 on) that loads the VNID of the service's project.
Why: packets to a service that table 60 does not know are dropped before the node sees them.
Symptom: pods get time-outs on the service's address, while the node and pods of default reach it.
Remedy: restart the SDN on the node.
"""

from __future__ import annotations

from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.services import Service, Services
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout


@rule(
    Severity.ERROR,
    "39.7.4",
    "FS-01 FS-02",
    explains=(
        "vnid-rule-missing",
        "stale-service-flow",
        "unexplained-flow",
    ),
)
def service_flow_missing(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    services: Services,
    networks: NetNamespaces | None,
) -> Findings:
    """Report services without flows, and those whose flows load another project's VNID."""
    table = layout.service_table
    if layout.ct or table is None or not layout.since("L1"):
        raise NotApplicable("in this mode br0 has no flows by service")
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    lost: list[tuple[Service, str]] = []
    for service in services.items:
        if service.cluster_ip is None:
            continue
        found = flows.find(table, nw_dst=service.cluster_ip)
        ports = {(flow.proto, flow.match.get("tp_dst")) for flow in found}
        for port in service.ports:
            proto = port.protocol.lower()
            if (proto, port.port) not in ports:
                lost.append((service, f"{proto},nw_dst={service.cluster_ip},tp_dst={port.port}"))
        if layout.since("L3") and not any("nw_frag" in flow.match for flow in found):
            lost.append((service, f"ip,nw_dst={service.cluster_ip},nw_frag=later"))
        yield from wrong_vnid(node, service, found, layout, networks)
    if lost:
        names = list(dict.fromkeys(service.full_name for service, _ in lost))
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        yield Finding(
            f"br0 on {node} has no flow for service {', '.join(names[:4])}{more}: {lost[0][1]}",
            subjects=(
                *(p for s, _ in lost for p in (s.full_name, s.cluster_ip or "")),
                *vnids_of(lost, networks),
                *layout.unfinished,
            ),
            evidence=(
                *(service.source_of("clusterIP") for service, _ in lost[:5]),
                *(flows.absence(what, table) for _, what in lost[:4]),
            ),
        )


def vnids_of(lost: list[tuple[Service, str]], networks: NetNamespaces | None) -> list[str]:
    """Return the VNIDs of services, as subjects."""
    found: dict[str, None] = {}
    for service, _ in lost:
        network = networks.by_name.get(service.namespace) if networks else None
        if network is not None and network.netid:
            found[f"{network.netid:#x}"] = None
    return list(found)


def wrong_vnid(
    node: Node,
    service: Service,
    found: list[Flow],
    layout: Layout,
    networks: NetNamespaces | None,
) -> Findings:
    """Report a service whose flows load a VNID that is not its project's."""
    network = networks.by_name.get(service.namespace) if networks else None
    expected = 0 if layout.plugin == "subnet" else network.netid if network else None
    if expected is None or not layout.since("L2"):
        return
    wrong = [flow for flow in found if flow.reg(1) not in {None, expected}]
    if wrong:
        vnid = wrong[0].reg(1) or 0
        yield Finding(
            f"the flows of service {service.full_name} on {node} load VNID {vnid:#x} "
            f"instead of {expected:#x}",
            subjects=(service.full_name, service.cluster_ip or "", f"{vnid:#x}", f"{expected:#x}"),
            evidence=(
                *((network.source_of("netid"),) if network else ()),
                *(flow.source for flow in wrong[:4]),
            ),
            invariants=("FS-02",),
        )
