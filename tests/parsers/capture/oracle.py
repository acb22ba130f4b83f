"""What tshark says of a capture, and what we say, in the same words: kind -> frames."""

from __future__ import annotations

import subprocess
from collections import Counter, defaultdict
from pathlib import Path

from parsers.capture.fact import Capture
from parsers.capture.read import Reader
from parsers.capture.tcp_events import KINDS
from tests import require

EVENTS = {
    "retransmission": "tcp.analysis.retransmission",
    "fast-retransmission": "tcp.analysis.fast_retransmission",
    "spurious-retransmission": "tcp.analysis.spurious_retransmission",
    "out-of-order": "tcp.analysis.out_of_order",
    "keep-alive": "tcp.analysis.keep_alive",
    "zero-window": "tcp.analysis.zero_window",
    "lost-segment": "tcp.analysis.lost_segment",
}
FIELDS = (
    "frame.number", "frame.protocols", "tcp.flags", "tcp.stream", "ip.src", "icmp.type", "icmp.code",
    "dns.flags.rcode", "dns.flags.response", *EVENTS.values(),
)  # fmt: skip
PROTOCOLS = ("arp", "ip", "ipv6", "tcp", "udp", "icmp", "dns", "vlan", "vxlan")

Said = dict[str, object]


def tshark(path: Path, *options: str) -> Said:
    """Run tshark with reassembly of fragments off: the first fragment shows its headers."""
    fields = [word for field in FIELDS for word in ("-e", field)]
    words = [require.program("tshark"), "-n", "-r", str(path), "-o", "ip.defragment:FALSE",
             *options, "-T", "fields", "-E", "separator=|", *fields]  # fmt: skip
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = [dict(zip(FIELDS, line.split("|"), strict=True)) for line in ended.stdout.splitlines()]
    frames: dict[str, list[int]] = defaultdict(list)
    protocols: Counter[str] = Counter()
    icmp: Counter[tuple[int, int]] = Counter()
    codes: Counter[int] = Counter()
    streams: dict[str, set[str]] = defaultdict(set)
    syns: dict[str, int] = {}
    for line in lines:
        frame = int(line["frame.number"])
        # What an ICMP error quotes does not count.
        carried = line["frame.protocols"].split(":icmp:ip")[0].split(":")
        quotes = ":icmp:ip" in line["frame.protocols"]
        names = set(carried) | ({"icmp"} if quotes else set())
        names |= {"vlan"} if "ieee8021ad" in names else set()
        protocols.update(name for name in PROTOCOLS if name in names)
        if "icmp" in names:
            icmp[int(line["icmp.type"].split(",")[0]), int(line["icmp.code"].split(",")[0])] += 1
        if line["dns.flags.response"] in {"1", "True"}:
            codes[int(line["dns.flags.rcode"])] += 1
        if "tcp" not in carried:
            continue
        flags = int(line["tcp.flags"], 16)
        sender = line["ip.src"].split(",")[-1]
        streams[line["tcp.stream"]].add(sender)
        if flags & 18 == 2:
            syns.setdefault(line["tcp.stream"], frame)
        if flags & 4:
            frames["reset"].append(frame)
        said = {kind for kind, field in EVENTS.items() if line[field]}
        # The field of all retransmissions stands beside those of its two kinds.
        if said & {"fast-retransmission", "spurious-retransmission"}:
            said.discard("retransmission")
        for kind in said:
            frames[kind].append(frame)
    frames["syn-unanswered"] = sorted(f for s, f in syns.items() if len(streams[s]) == 1)
    return {
        "frames": len(lines), "protocols": dict(protocols), "icmp": dict(icmp),
        "dns": dict(codes), "streams": len(streams), "events": dict(sorted(frames.items())),
    }  # fmt: skip


def said_of(capture: Capture) -> Said:
    """Return what we say, in the same form; duplicates under their own name."""
    frames: dict[str, list[int]] = defaultdict(list)
    for event in capture.tcp.of():
        frames[event.kind].append(event.frame)
    frames["syn-unanswered"] = sorted(c.syn_frame for c in capture.connections.unanswered_syns())
    tcp = int((capture.connections.table["protocol"] == 6).sum())
    return {
        "frames": capture.frames,
        "protocols": {n: c for n, c in capture.protocols.items() if n in PROTOCOLS},
        "icmp": capture.icmp_counts, "dns": capture.dns_codes, "streams": tcp,
        "events": dict(sorted(frames.items())),
    }  # fmt: skip


def ours(path: Path) -> Said:
    return said_of(Reader(path.name).read([path.read_bytes()]))


assert set(EVENTS) < set(KINDS)
