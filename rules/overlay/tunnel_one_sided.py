"""A node's own flows know another node only in part; no HostSubnets tell of it.

Checks: where no HostSubnets were collected, each address that br0 takes for another node's has its
    flow for what comes from there, and those for ARP and IP that goes there. Flows younger than two
    minutes are not judged.
Why: the SDN installs the three together, from one HostSubnet; what lacks is dropped.
Symptom: connections time out between two nodes, in one direction or both.
Remedy: restart the SDN on this node; it installs the flows as it starts.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnets
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.overlay.stale_pod_flow import MATURE

FLOW = {"from": "accepts VXLAN from", "arp": "sends ARP to", "ip": "sends IP to"}


@rule(
    Severity.ERROR,
    "39.7.4",
    "FH-01 FH-02 FH-10",
    explains=("one-way-vxlan", "multicast-list-wrong", "packets-dropped", "unexplained-flow"),
)
def tunnel_one_sided(
    node: Node, flows: FlowTable, layout: Layout, subnets: HostSubnets | None
) -> Findings:
    """Compare the flows that name each peer; with HostSubnets other rules know better."""
    if subnets is not None and subnets.items:
        raise NotApplicable("the HostSubnets tell which nodes there are")
    table = layout.tun_src_table
    if table is None:
        raise NotApplicable(f"layout {layout.id} does not check the sender of a tunnel packet")
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    places = {"from": table, "arp": layout.arp_remote_table, "ip": layout.ip_remote_table}
    peers: dict[str, dict[str, Flow]] = {}
    for sender, flow in flows.tunnels_from.items():
        if flow.table == table and sender != "0.0.0.0":  # noqa: S104 - a match
            peers.setdefault(sender, {})["from"] = flow
    for kind, field in (("arp", "arp_tpa"), ("ip", "nw_dst")):
        for flow in flows.in_table(places[kind]):
            for peer in flow.tun_dsts if field in flow.match else ():
                peers.setdefault(peer, {})[kind] = flow
    for peer, known in peers.items():
        if len(known) == len(FLOW) or any(young(flow) for flow in known.values()):
            continue
        lost = [kind for kind in FLOW if kind not in known]
        yield Finding(
            f"br0 on {node} has no flow that {' or '.join(FLOW[kind] for kind in lost)} {peer}, "
            "though it has others for that node",
            subjects=(
                peer,
                *dict.fromkeys(filter(None, map(subnet, known.values()))),
                *layout.unfinished,
            ),
            evidence=(
                *(flow.source for flow in known.values()),
                *(flows.absence(wanted(kind, peer), places[kind]) for kind in lost),
            ),
        )


def subnet(flow: Flow) -> str:
    """Return the pods' network that a flow sends to the peer."""
    return str(flow.match.get("nw_dst") or flow.match.get("arp_tpa") or "")


def wanted(kind: str, peer: str) -> str:
    """Return what the flow that lacks would hold."""
    return f"tun_src={peer}" if kind == "from" else f"{kind} set_field:{peer}->tun_dst"


def young(flow: Flow) -> bool:
    """Return whether a flow came so lately that its siblings may be on their way."""
    return flow.duration is not None and flow.duration <= MATURE
