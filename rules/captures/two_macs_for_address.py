"""Two hosts claim one address by ARP.

Checks: all ARP packets that a capture shows of an address come from one MAC, or the address moved
    once from one to the other.
Why: packets go now to one host and now to the other; half of every connection is lost.
Symptom: connections to the address break or are reset at random.
Remedy: find both hosts by their MACs; take the address from one of them.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.records import MacOf
from rules.base import Finding, Findings, Severity, rule
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints

LISTED = 10
"""Addresses of one capture that are loud: more of them are a proxy's, or a test's."""


@rule(Severity.WARNING, "39.6", "HS-05 HS-12", explained_by=("hosts",))
def two_macs_for_address(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each address of each capture whose owners take turns."""
    for point in points.items:
        reported = 0
        owners: dict[tuple[str, int], list[MacOf]] = defaultdict(list)
        for each in point.capture.macs:
            owners[each.address, each.vni].append(each)
        for (address, vni), some in owners.items():
            if len({each.mac for each in some}) < 2 or address.startswith("0."):
                continue
            some.sort(key=lambda each: each.first_frame)
            first, second = some[:2]
            turns = first.last_frame > second.first_frame
            reported += turns
            if reported > LISTED:
                turns = False
            tunnel = next(iter(point.capture.vxlan_ports), 4789) if vni >= 0 else None
            yield Finding(
                f"{names.says(address)} is claimed by {first.mac} and by {second.mac} at "
                f"{point.name}" + (", in turns" if turns else ": it moved from one to the other"),
                subjects=(*names.subjects(address), first.mac, second.mac),
                evidence=tuple(
                    point.capture.source(frame)
                    for each in (first, second)
                    for frame in dict.fromkeys((each.first_frame, each.last_frame))
                ),
                node=names.node_of(address) or point.node,
                severity=None if turns else Severity.INFO,
                filter=frame_filters.arp(address, tunnel),
            )
