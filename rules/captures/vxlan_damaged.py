"""VXLAN packets arrive damaged.

Checks: the lengths and headers of VXLAN packets, and the checksums of the IP headers inside, are
    right.
Why: a card that computes checksums or cuts segments of tunnelled packets wrongly breaks them; the
    receiver drops them without a word.
Symptom: connections between nodes are slow or hang; those on one node are well.
Remedy: switch the offloading of tunnels off (`ethtool -K <interface> tx-udp_tnl-segmentation off
    tx-udp_tnl-csum-segmentation off`), and update the driver.
"""

from __future__ import annotations

from rules.base import Finding, Findings, FrameFilter, NotApplicable, Severity, rule
from rules.derived.capture_points import CapturePoints

KINDS = {
    "vxlan-header": "an invalid VXLAN header",
    "vxlan-length": "lengths of UDP and IP that disagree",
    "ip-checksum": "a wrong checksum of the IP header inside",
}
MANY = 3
SHARE = 0.001
"""Of the packets in tunnels."""


@rule(
    Severity.WARNING,
    "39.13.3",
    "LN-24",
    explains=("syn-unanswered",),
    explained_by=("hosts",),
)
def vxlan_damaged(points: CapturePoints) -> Findings:
    """Report each capture with such packets; few of them are no more than worth knowing."""
    if not any(point.capture.tunnels for point in points.items):
        raise NotApplicable("no capture shows VXLAN")
    for point in points.items:
        capture = point.capture
        found = {kind: n for kind in KINDS if (n := capture.damage.counts.get(kind, 0))}
        if not found:
            continue
        total = sum(tunnel.packets for tunnel in capture.tunnels)
        count = sum(found.values())
        said = ", ".join(f"{n} with {KINDS[kind]}" for kind, n in found.items())
        port = next(iter(capture.vxlan_ports), 4789)
        yield Finding(
            f"{count} of {total} VXLAN packets at {point.name} are damaged: {said}",
            subjects=(point.interface or capture.path, *((point.node,) if point.node else ())),
            evidence=tuple(
                capture.source(capture.damage.frames[kind], KINDS[kind]) for kind in found
            ),
            node=point.node,
            severity=None if count >= MANY and count >= SHARE * total else Severity.INFO,
            filter=FrameFilter(
                f"udp.port == {port} && (_ws.malformed || ip.checksum.status == 0 || _ws.expert)",
                f"udp port {port}",
            ),
        )
