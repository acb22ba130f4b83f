"""Takes the frames that findings cite apart, layer by layer, with scapy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzer.report import ReportedFinding

if TYPE_CHECKING:
    from scapy.packet import Packet


FRAMES = 40
"""Frames of one report that are taken apart."""
EACH = 4
"""Frames of one finding."""
DNS_PORT = b"\0\x35"
HEADERS = 120
"""Bytes in which the ports of a packet inside VXLAN lie."""
LONGEST = 6_000
"""Characters of one dissection."""


def cited_frames(findings: Iterable[ReportedFinding], paths: set[str]) -> dict[str, set[int]]:
    """Return the frames to take apart, by capture: a few of each finding, the worst first."""
    wanted: dict[str, set[int]] = {}
    total = 0
    for finding in findings:
        taken = 0
        for source in finding.evidence:
            if source.path not in paths or not source.line or taken == EACH or total == FRAMES:
                continue
            frames = wanted.setdefault(source.path, set())
            if source.line not in frames:
                frames.add(source.line)
                total += 1
            taken += 1
    return wanted


def text_of(data: bytes, linktype: int) -> str:
    """Return a frame's layers and fields, as scapy shows them."""
    try:
        said = str(layers(data, linktype).show(dump=True))
    except Exception as error:  # noqa: BLE001 - scapy must not stop the report on a hostile frame
        said = f"scapy can't take this frame apart: {type(error).__name__}"
    return said if len(said) <= LONGEST else said[:LONGEST] + "\n... (cut)"


def load() -> None:
    """Load what most frames need of scapy."""
    from scapy.config import conf

    # This machine's routes are not of the bundle, and take as long as the frames.
    conf.route_autoload = conf.route6_autoload = False
    from scapy.layers import inet, l2, vxlan  # noqa: F401 - vxlan binds UDP 4789


def layers(data: bytes, linktype: int) -> Packet:
    """Return the frame as scapy's layers."""
    load()
    if DNS_PORT in data[:HEADERS]:
        from scapy.layers.dns import DNS  # noqa: F401 - binds UDP 53; slow to load
    from scapy.layers.inet import IP
    from scapy.layers.l2 import CookedLinux, CookedLinuxV2, Ether, Loopback

    first = {0: Loopback, 1: Ether, 108: Loopback, 113: CookedLinux, 276: CookedLinuxV2}
    return first.get(linktype, IP)(data)
