"""What it means that a flow of br0 drops packets, in words, and whether it is mere noise.

Source: sdn-invariants.md, sections 2 and 3.10; the counters of noise grow on every healthy node.
"""

from __future__ import annotations

from typing import NamedTuple

from parsers.ovs_flow import Flow
from rules.derived.layout import Layout

STARTING = 0x4466B9EB
"""The cookie of the flows that hold a pod until its policies are computed."""


class Meaning(NamedTuple):
    """What a drop says."""

    role: str
    """`sender`, `pod`, `subnet` ...: what the packet was dropped for."""
    words: str
    noise: bool = False


FOREIGN = Meaning("foreign", "no drop flow that the SDN installs")
OF_DEFAULT = {
    "classify": Meaning("classify", "neither IPv4 nor ARP", noise=True),
    "sender": Meaning("sender", "VXLAN from a host that is no node"),
    "from pod": Meaning("from pod", "from a pod with an address that is not its own"),
    "reload": Meaning("reload", "back from a service, from an address that is no pod's here"),
    "leave": Meaning("leave", "no policy lets it out"),
    "routing": Meaning("routing", "ARP for an address beyond the pods' network", noise=True),
    "arp pod": Meaning("arp pod", "ARP for a pod that is not here"),
    "arp subnet": Meaning("arp subnet", "ARP for a pod of no known node"),
    "service": Meaning("service", "to a service, or a port of one, that does not exist"),
    "pod": Meaning("pod", "no such pod here"),
    "enter": Meaning("enter", "to a pod that it may not reach"),
    "subnet": Meaning("subnet", "to a pod of no known node"),
    "multicast": Meaning("multicast", "multicast of a project that has not enabled it", noise=True),
    "multicast in": Meaning("multicast in", "multicast that no pod here has asked for", noise=True),
}
ISOLATION = {
    "multitenant": "to a pod of another project: isolation of ovs-multitenant",
    "networkpolicy": "to a pod, and no policy lets it in",
}


def roles(layout: Layout) -> dict[int, str]:
    """Return what each table of a layout drops at its end."""
    if layout.since("L2"):
        return {
            0: "classify", 10: "sender", 20: "from pod", 25: "reload", 27: "leave",
            layout.routing_table: "routing", 40: "arp pod", 50: "arp subnet", 60: "service",
            70: "pod", 80: "enter", 90: "subnet", 110: "multicast", 120: "multicast in",
        }  # fmt: skip
    if layout.since("L1"):
        return {0: "classify", 1: "sender", 2: "from pod", 4: "service", 5: "routing",
                6: "arp pod", 7: "pod", 8: "subnet"}  # fmt: skip
    return {}


def meaning(flow: Flow, layout: Layout) -> Meaning:
    """Return what a drop flow means."""
    role = roles(layout).get(flow.table, "")
    match = flow.match
    if flow.table == 0 and layout.since("L1"):
        return of_classify(flow)
    if flow.cookie == STARTING:
        return Meaning("starting", "of a pod that just starts: its policies are being computed")
    if flow.proto == "udp" and match.get("tp_dst") and flow.priority == 300:
        return Meaning("vxlan of pod", "a pod sends VXLAN of its own")
    if role and flow.priority == 0 and set(match) <= {"proto"}:
        if role == "enter" and layout.plugin in ISOLATION:
            return Meaning(role, ISOLATION[layout.plugin])
        return OF_DEFAULT[role]
    if flow.table in {27, 80} and flow.priority == 100:
        way = "leaves" if flow.table == 27 else "reaches"
        return Meaning("guarded", f"a NetworkPolicy guards the pod: nothing else {way} it")
    if flow.table in {9, 100, 101} and "reg0" in match:
        if flow.table in {100, 101} and flow.priority == 100:
            return Meaning("egress IP", "the project's egress IP cannot be used")
        return Meaning("egress policy", "the project's EgressNetworkPolicy forbids it")
    return FOREIGN


def of_classify(flow: Flow) -> Meaning:
    """Return the meaning of a drop of table 0, which sorts packets by where they come from."""
    match = flow.match
    if set(match) == {"in_port"} and flow.priority == 150:
        if match["in_port"] in {1, "vxlan0"}:
            what = "VXLAN whose inner addresses are not of the pods' network, or IPv6"
            return Meaning("tunnel", what, noise=True)
        return Meaning("host", "the node's own packet of another kind than IPv4 or ARP", noise=True)
    if match.get("nw_dst") == "224.0.0.0/4" and flow.priority == 250:
        return Meaning("host multicast", "the node's own multicast", noise=True)
    if not match and flow.priority == 0:
        return OF_DEFAULT["classify"]
    return FOREIGN
