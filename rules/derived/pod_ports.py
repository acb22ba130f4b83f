"""The ports that the flows of a pod name."""

from __future__ import annotations

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.derived.layout import Layout


def pod_ports(ip: str, flows: FlowTable, layout: Layout) -> dict[int, Flow]:
    """Return port -> the first flow of a pod's address that comes from it or leads to it."""
    ports: dict[int, Flow] = {}
    if layout.pod_in_table is not None:
        for field in ("arp_spa", "nw_src"):
            for flow in flows.find(layout.pod_in_table, **{field: ip}):
                port = flow.match.get("in_port")
                if isinstance(port, int):
                    ports.setdefault(port, flow)
    for table, field in ((layout.pod_arp_table, "arp_tpa"), (layout.pod_ip_table, "nw_dst")):
        for flow in flows.find(table, **{field: ip}) if table is not None else ():
            port = flow.reg(2) if flow.reg(2) is not None else next(iter(flow.outputs), None)
            if isinstance(port, int) and not flow.is_drop:
                ports.setdefault(port, flow)
    return ports
