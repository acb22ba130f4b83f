"""A host of the cluster does not answer ARP.

Checks: who asks again and again for the address of a pod, a gateway or a node gets an answer, if
    the answer could have passed where the capture was taken.
Why: without an answer no packet can be sent at all; br0 has no ARP flow for the address, or its
    port is dead.
Symptom: `no route to host` after some seconds, only to that address.
Remedy: compare the arp_tpa flows of br0 and the pod's port on the node of the address.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.fact import Capture, seconds
from parsers.capture.records import ArpQuestion
from rules.base import Finding, Findings, Severity, rule
from rules.captures.faults import DATA_PATH
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

TIMES = 3
LASTS = 1.5
"""Seconds over which it was asked; hosts ask once a second."""


@rule(Severity.WARNING, "39.7.4", "FP-02 FH-02", explained_by=DATA_PATH)
def arp_unanswered(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each address once, over all captures."""
    found: dict[str, list[tuple[Point, ArpQuestion]]] = defaultdict(list)
    answered: set[str] = set()
    for point in points.items:
        for each in point.capture.arp:
            if each.answers:
                answered.add(each.asked)
            elif in_earnest(point.capture, each) and would_show(point, each):
                found[each.asked].append((point, each))
    elsewhere = {asked: some for asked, some in found.items() if asked in answered}
    if elsewhere:
        yield answered_elsewhere(elsewhere, names)
    for asked, some in found.items():
        if asked in answered:
            continue
        holder = names.get(asked)
        known = holder is not None and holder.kind in {"pod", "gateway", "node"}
        point, each = some[0]
        askers = list(dict.fromkeys(q.asker for _, q in some))
        requests = max(q.requests for _, q in some)
        tunnel = next(iter(point.capture.vxlan_ports), 4789) if each.vni >= 0 else None
        yield Finding(
            f"{requests} ARP requests of {', '.join(names.says(ip) for ip in askers[:3])} for "
            f"{names.says(asked)} got no answer",
            subjects=(*names.subjects(asked), *(s for ip in askers for s in names.subjects(ip))),
            evidence=tuple(
                source for p, q in some[:4]
                for source in (p.capture.source(q.first_frame), p.capture.source(q.last_frame))
            ),
            node=names.node_of(asked) or point.node,
            severity=None if known else Severity.INFO,
            filter=frame_filters.arp(asked, tunnel),
        )  # fmt: skip


def answered_elsewhere(
    found: dict[str, list[tuple[Point, ArpQuestion]]], names: AddressNames
) -> Finding:
    """Return one finding of all addresses that answer some and not others: a symptom, no fault."""
    shown = [names.says(asked) for asked in found]
    more = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
    questions = [question for some in found.values() for question in some]
    point, first = questions[0]
    return Finding(
        f"ARP requests for {', '.join(shown[:4])}{more} got no answer in some captures, and one in "
        "others",
        subjects=tuple(
            dict.fromkeys(
                subject
                for _, each in questions[:20]
                for ip in (each.asked, each.asker)
                for subject in names.subjects(ip)
            )
        ),
        evidence=tuple(p.capture.source(each.first_frame) for p, each in questions[:10]),
        node=point.node if len({p.node for p, _ in questions}) == 1 else None,
        severity=Severity.INFO,
        filter=frame_filters.arp(
            first.asked, frame_filters.tunnel_of(point.capture, first.first_frame)
        ),
    )


def in_earnest(capture: Capture, each: ArpQuestion) -> bool:
    """Return whether a host asked often enough, and the capture went on long enough."""
    return (
        each.requests >= TIMES
        and not each.gratuitous
        and each.asker != "0.0.0.0"  # noqa: S104 - a probe for a free address expects none
        and seconds(each.last - each.first) >= LASTS
        and not capture.near_end(each.first, LASTS)
    )


def would_show(point: Point, each: ArpQuestion) -> bool:
    """Return whether a unicast answer to the asker would pass here: other unicast to it does."""
    if each.asker == point.pod:
        return True
    table = point.capture.packets.table
    mac = int(each.asker_mac.replace(":", ""), 16)
    return mac != 0 and bool((table["destination_mac"] == mac).any())
