"""A router refuses large packets: "fragmentation needed".

Checks: no ICMP error 3/4 stands in a capture, unless its sender went on with smaller packets. A
    single one of a TCP connection at the end of a capture is a note: TCP learns the MTU by it.
Why: the path carries less than the MTU that the sender believes in; where the error gets lost, or
    is not heeded, large packets vanish.
Symptom: small requests work, large transfers and TLS handshakes hang.
Remedy: set the SDN's mtu to the smallest MTU of the path less 50 and recreate the pods (39.8.1);
    let ICMP 3/4 pass firewalls.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.capture.fact import Capture
from parsers.capture.records import IcmpError
from rules.base import Finding, Findings, Severity, rule
from rules.captures.faults import MTU
from rules.derived import frame_filters
from rules.derived.address_names import AddressNames
from rules.derived.capture_points import CapturePoints, Point

TCP = 6
LEARN = 3.0
"""Seconds within which a sender sends the same again, in smaller packets."""
Key = tuple[str, str, int]


@rule(
    Severity.WARNING,
    "39.8.1",
    "MT-10 MT-01",
    explains=("mtu-black-hole", "tls-handshake-stalled", "tls-handshake-timeout-log"),
    explained_by=MTU,
)
def icmp_frag_needed(points: CapturePoints, names: AddressNames) -> Findings:
    """Report each router, destination and MTU once, over all captures."""
    found: dict[Key, list[tuple[Point, IcmpError]]] = defaultdict(list)
    for point in points.items:
        for error in point.capture.icmp_errors:
            if (error.type, error.code) == (3, 4):
                key = (error.source, error.quoted_destination, error.mtu)
                found[key].append((point, error))
    for (router, destination, mtu), some in found.items():
        senders = dict.fromkeys(error.quoted_source for _, error in some)
        pods = [ip for ip in senders if (holder := names.get(ip)) and holder.kind == "pod"]
        sender = (pods or list(senders))[0]
        heeded = all(adapted(point.capture, error) for point, error in some)
        unseen = not heeded and all(last_word(point.capture, error) for point, error in some)
        point, error = some[0]
        first = {id(p): (p, e) for p, e in reversed(some)}
        yield Finding(
            f"{names.says(router)} answers packets from {names.says(sender)} to "
            f"{names.says(destination)} with 'fragmentation needed' (MTU {mtu or 'not said'}); the "
            f"largest had {max(e.quoted_length for _, e in some)} bytes"
            + ("; the sender went on with smaller ones" if heeded else "")
            + ("; the capture ends before it shows whether the sender heeds it" if unseen else ""),
            subjects=(
                destination, router, str(mtu), *senders,
                *(names.subjects(sender) if names.inside(destination) else ()),
            ),
            evidence=tuple(p.capture.source(e.frame) for p, e in reversed(first.values())),
            node=next((p.node for p, _ in some if p.node), None),
            severity=Severity.INFO if heeded or unseen else None,
            filter=frame_filters.icmp_error(3, 4, tunnel(point.capture, error)),
        )  # fmt: skip


def adapted(capture: Capture, error: IcmpError) -> bool:
    """Return whether the sender's connection went on and everything was acknowledged in the end."""
    if error.protocol != TCP:
        return False
    for each in capture.connections.of_pair(error.quoted_source, error.quoted_destination):
        side = 0 if each.a == error.quoted_source else 1
        ports = (each.a_port, each.b_port)[:: 1 if side == 0 else -1]
        if ports == (error.quoted_source_port, error.quoted_destination_port):
            sent = each.data[side] >= error.quoted_length // 2
            return sent and each.last > error.time and each.unacked[side] == 0
    return False


def last_word(capture: Capture, error: IcmpError) -> bool:
    """Return whether a capture ends before the sender of a segment could show what it learnt."""
    again = sum(
        other.protocol == TCP
        and (other.quoted_source, other.quoted_destination)
        == (error.quoted_source, error.quoted_destination)
        for other in capture.icmp_errors
    )
    return error.protocol == TCP and again == 1 and capture.near_end(error.time, LEARN)


def tunnel(capture: Capture, error: IcmpError) -> int | None:
    """Return the UDP port of VXLAN, if the error was inside of it."""
    return next(iter(capture.vxlan_ports), 4789) if error.vni >= 0 else None
