"""What a small capture of packets shows beside the bundle: written here, header by header."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address

from tests.accuracy.mutation import Mutator, Place
from tests.accuracy.mutators_reports import beside

BEGAN = 1_773_139_200
"""2026-03-10 10:40:00 UTC."""


def checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(macs: tuple[str, str], ends: tuple[str, str], proto: int, payload: bytes) -> bytes:
    """An IPv4 packet in its Ethernet frame; (from, to)."""
    source, target = (IPv4Address(each).packed for each in ends)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 4711, 0x4000, 64, proto, 0,
                       source, target)  # fmt: skip
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    link = b"".join(bytes.fromhex(mac.replace(":", "")) for mac in reversed(macs))
    return link + b"\x08\x00" + head + payload


def pcap(frames: list[tuple[float, bytes]]) -> bytes:
    """A capture file; frames with seconds since its begin."""
    text = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)]
    for at, data in frames:
        seconds, part = divmod(at, 1)
        text += [struct.pack("<IIII", BEGAN + int(seconds), int(part * 1e6), len(data), len(data)), data]  # fmt: skip
    return b"".join(text)


def question(number: int, name: str) -> bytes:
    """A DNS query for an address."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!HH", 1, 1)


def no_names(at: Place) -> str | None:
    """A pod asks a name server again and again, and gets no answer."""
    pod, server = at.pod, "172.16.40.1"
    frames = []
    for number in range(6):
        asked = question(100 + number // 2, f"host{number // 2}.example.org")
        data = struct.pack("!HHHH", 40_000 + number // 2, 53, 8 + len(asked), 0) + asked
        frames.append((5.1 * number, frame((pod.mac, at.host.tun0), (pod.ip, server), 17, data)))
    frames.append((40.0, frame((pod.mac, at.host.tun0), (pod.ip, server), 1, struct.pack("!BBHHH", 8, 0, 0, 1, 1))))  # fmt: skip
    at.bundle.more[beside(at, f"{pod.veth}.pcap")] = pcap(frames)
    return at.host.name


def frag_needed(at: Place) -> str | None:
    """A router between the nodes says that a tunnel's packet is too large for it."""
    inner = frame((at.host.mac, at.other.mac), (at.host.ip, at.other.ip), 17,
                  struct.pack("!HHHH", 40_000, 4789, 1472, 0))[14:42]  # fmt: skip
    size = struct.pack("!H", 1500)
    inner = inner[:2] + size + inner[4:]
    said = struct.pack("!BBHHH", 3, 4, 0, 0, 1400) + inner
    said = said[:2] + struct.pack("!H", checksum(said)) + said[4:]
    gateway = "fa:16:3e:00:00:01"
    frames = [(0.5 * i, frame((gateway, at.host.mac), ("172.16.40.1", at.host.ip), 1, said)) for i in range(3)]  # fmt: skip
    at.bundle.more[beside(at, "ens3.pcap")] = pcap(frames)
    return at.host.name


CAPTURES: dict[str, Mutator] = {
    "capture: a name server does not answer": no_names,
    "capture: a router wants smaller packets": frag_needed,
}
