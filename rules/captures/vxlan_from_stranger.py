"""VXLAN comes from, or goes to, a host that is no node.

Checks: both ends of every tunnel that a capture shows are addresses of HostSubnets.
Why: br0 drops VXLAN from an address that no HostSubnet names; what is sent to a host that is no
    node is lost. A node with several interfaces may send from the wrong one.
Symptom: the pods of one node can't reach those of others; or another cluster shares the network
    and its port.
Remedy: compare `oc get hostsubnets` with the addresses of the nodes; keep two clusters on one
    network apart by different VXLAN ports.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.records import Tunnel
from parsers.kube.hostsubnets import HostSubnets
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

FEW = 3
"""Packets; fewer are noise."""


@rule(
    Severity.WARNING,
    "39.7.4.2",
    "FH-01 HS-04 XF-01",
    explains=("vxlan-one-way", "syn-unanswered", "arp-unanswered"),
    explained_by=DATA_PATH,
)
def vxlan_from_stranger(
    points: CapturePoints, names: AddressNames, subnets: HostSubnets
) -> Findings:
    """Report each such host once, over all captures."""
    hosts = {each.host_ip for each in subnets.items if each.host_ip}
    if subnets.partial or len(hosts) < 2:  # one alone is that of the node whose files came
        raise NotApplicable("not all HostSubnets were listed")
    if not any(point.capture.tunnels for point in points.items):
        raise NotApplicable("no capture shows VXLAN")
    found: dict[str, list[tuple[Point, Tunnel]]] = defaultdict(list)
    for point in points.items:
        for tunnel in point.capture.tunnels:
            if not {tunnel.source, tunnel.destination} & hosts:
                continue  # of another cluster altogether: none of it concerns this one
            for end in {tunnel.source, tunnel.destination} - hosts:
                found[end].append((point, tunnel))
    for stranger, some in found.items():
        count = sum(tunnel.packets for _, tunnel in some)
        point, tunnel = some[0]
        sends = any(tunnel.source == stranger for _, tunnel in some)
        nodes = {end for _, t in some for end in (t.source, t.destination)} - {stranger}
        holder = names.get(stranger)
        own = f", an address of {holder}, but not the one of its HostSubnet" if holder else ""
        first = {id(p): (p, t) for p, t in reversed(some)}
        yield Finding(
            f"{count} packets of VXLAN {'come from' if sends else 'go to'} {stranger}"
            + (own or ", which is no node of this cluster"),
            subjects=(
                stranger, *((holder.name,) if holder else ()),
                *(s for ip in sorted(nodes) for s in names.subjects(ip)[:4]),
            ),
            evidence=(
                *(p.capture.source(t.first_frame) for p, t in reversed(first.values())),
                subnets.absence(f"hostIP: {stranger}"),
            ),
            node=(holder.node if holder else None) or point.node,
            severity=None if count >= FEW else Severity.INFO,
            filter=frame_filters.vxlan(tunnel.source, tunnel.destination, None, tunnel.port),
        )  # fmt: skip
