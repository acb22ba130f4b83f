"""Writes captures of any size: TCP inside VXLAN by scripts, DNS, ARP, ICMP, with known faults.

Run alone: `python -m tests.bench.make_capture FILE [connections] [rounds]`.
"""

from __future__ import annotations

import struct
import sys
from collections import Counter
from pathlib import Path

import numpy as np

CLIENT, SERVER = 0, 1
F, S, R, A = 1, 2, 4, 16
HEADERS = 16 + 14 + 20 + 8 + 8 + 14 + 20 + 20
"""Bytes of a record before its payload: pcap, Ethernet, IPv4, UDP, VXLAN, Ethernet, IPv4, TCP."""
BATCH = 100_000
Step = tuple[int, int, int, int, float]
"""Sender, flags, payload, what its sequence number goes back by, seconds since the last step."""

RTT = 0.0004


def talk(rounds: int, answer: int = 950, times: int = 3) -> list[Step]:
    """Requests and answers of a few segments, each acknowledged."""
    steps: list[Step] = []
    for _ in range(rounds):
        steps.append((CLIENT, A | 8, 300, 0, 0.001))
        steps += [(SERVER, A, answer, 0, 0.0001)] * times
        steps.append((CLIENT, A, 0, 0, RTT))
    return steps


OPEN: list[Step] = [(CLIENT, S, 0, 0, 0.0), (SERVER, S | A, 0, 0, RTT), (CLIENT, A, 0, 0, RTT)]
CLOSE: list[Step] = [(CLIENT, F | A, 0, 0, RTT), (SERVER, F | A, 0, 0, RTT), (CLIENT, A, 0, 0, RTT)]


def scripts(rounds: int) -> list[tuple[str, float, list[Step]]]:
    """Name, share and steps of each kind of connection; `rounds` makes them longer."""
    again = (CLIENT, S, 0, 1, 1.0)
    lost = (SERVER, A, 950, 950, 0.25)
    return [
        ("short", 0.46, [*OPEN, *talk(2 * rounds, 200, 1), *CLOSE]),
        ("api", 0.28, [*OPEN, *talk(4 * rounds), *CLOSE]),
        ("long", 0.035, [*OPEN, *talk(30 * rounds), *CLOSE]),
        ("syn sent again", 0.04, [OPEN[0], again, *OPEN[1:], *talk(2 * rounds), *CLOSE]),
        ("unanswered", 0.04, [OPEN[0], again, again]),
        ("refused", 0.03, [OPEN[0], (SERVER, R | A, 0, 0, RTT)]),
        ("reset", 0.045, [*OPEN, *talk(3 * rounds), (SERVER, R, 0, 0, 0.01)]),
        ("data sent again", 0.07,
         [*OPEN, *talk(2 * rounds)[:-1], lost, (CLIENT, A, 0, 0, RTT), *talk(rounds), *CLOSE]),
    ]  # fmt: skip


def ip_sum(head: np.ndarray) -> None:
    """Fill in the checksums of IPv4 headers, rows of 20 bytes."""
    total = head.reshape(len(head), 10, 2).astype(np.uint32) @ np.array([256, 1], np.uint32)
    total = total.sum(axis=1)
    total = (total & 0xFFFF) + (total >> 16)
    total = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    head[:, 10], head[:, 11] = total >> 8, total & 255


def put(head: np.ndarray, at: int, size: int, value: object) -> None:
    """Write numbers into columns of bytes, big endian."""
    numbers = np.broadcast_to(np.asarray(value, np.uint64), len(head))
    for i in range(size):
        head[:, at + i] = numbers >> np.uint64(8 * (size - 1 - i)) & np.uint64(255)


def tcp(connections: int, rounds: int) -> tuple[np.ndarray, Counter[str]]:
    """Return the TCP packets of all connections, unsorted."""
    kind = np.dtype([("time", "f8"), ("conn", "u4"), ("way", "u1"), ("flags", "u1"),
                     ("size", "u2"), ("seq", "u4"), ("ack", "u4")])  # fmt: skip
    parts, truth, number = [], Counter(), 0
    chance = np.random.default_rng(5)
    for name, share, steps in scripts(rounds):
        count = int(connections * share)
        truth[name] = count
        sent, at, clock = [0, 0], [], 0.0
        for way, flags, size, back, wait in steps:
            clock += wait
            ack = sent[1 - way] if flags & A else 0
            at.append((clock, 0, way, flags, size, sent[way] - back, ack))
            sent[way] += size - back + bool(flags & (S | F))
        one = np.array(at, kind)
        many = np.tile(one, count)
        owner = np.repeat(np.arange(number, number + count), len(one))
        many["conn"] = owner
        many["time"] += np.repeat(chance.uniform(0, 600, count), len(one))
        base = np.stack([owner * 2654435761 & 0xFFFFFFFF, owner * 40503 + 99991 & 0xFFFFFFFF])
        way = many["way"]
        many["seq"] += np.where(way == 0, base[0], base[1]).astype(np.uint32)
        answered = (many["flags"] & A) != 0
        many["ack"] += np.where(answered, np.where(way == 0, base[1], base[0]), 0).astype(np.uint32)
        parts.append(many)
        number += count
    return np.concatenate(parts), truth


def records(packets: np.ndarray) -> bytes:
    """Return the pcap records of TCP packets inside VXLAN."""
    head = np.zeros((len(packets), HEADERS), np.uint8)
    conn = packets["conn"].astype(np.int64)
    way, size = packets["way"] == 1, packets["size"].astype(np.int64)
    ends = [10 << 24 | 128 << 16, 10 << 24 | 129 << 16]
    hosts = [conn % 8, conn // 8 % 7]
    pods = [ends[0] + hosts[0] * 512 + 2 + conn % 61, ends[1] + hosts[1] * 512 + 2 + conn % 53]
    nodes = [192 << 24 | 168 << 16 | hosts[0] + 1, 192 << 24 | 168 << 16 | 256 | hosts[1] + 1]
    ports = [32768 + conn // 50 % 28000, 8080 + conn % 4]

    def of(pair: list[np.ndarray], far: bool = False) -> np.ndarray:
        return np.where(way != far, pair[1], pair[0])

    stamp = packets["time"]
    length = HEADERS - 16 + size
    little = head[:, :16].view("<u4")
    little[:, 0] = 1_700_000_000 + stamp.astype(np.int64)
    little[:, 1] = ((stamp % 1) * 1e6).astype(np.int64)
    little[:, 2] = little[:, 3] = length
    frame = head[:, 16:]
    put(frame, 0, 6, 0x525400000000 | of(nodes, far=True) & 0xFFFF)
    put(frame, 6, 6, 0x525400000000 | of(nodes) & 0xFFFF)
    put(frame, 12, 2, 0x0800)
    outer, inner = frame[:, 14:34], frame[:, 64:84]
    for ip, total, protocol, source, target in (
        (outer, length - 14, 17, of(nodes), of(nodes, far=True)),
        (inner, 40 + size, 6, of(pods), of(pods, far=True)),
    ):
        put(ip, 0, 1, 0x45)
        put(ip, 2, 2, total)
        put(ip, 4, 2, (np.arange(len(ip)) & 0xFFFF))
        put(ip, 6, 2, 0x4000)
        put(ip, 8, 1, 64)
        put(ip, 9, 1, protocol)
        put(ip, 12, 4, source)
        put(ip, 16, 4, target)
        ip[...] = summed(ip)
    put(frame, 34, 2, 49152 + conn % 16000)
    put(frame, 36, 2, 4789)
    put(frame, 38, 2, length - 34)
    put(frame, 42, 1, 8)
    put(frame, 46, 3, 1000 + conn % 40)
    put(frame, 50, 6, 0x0A5800000000 | of(pods, far=True) & 0xFFFF)
    put(frame, 56, 6, 0x0A5800000000 | of(pods) & 0xFFFF)
    put(frame, 62, 2, 0x0800)
    put(frame, 84, 2, of(ports))
    put(frame, 86, 2, of(ports, far=True))
    put(frame, 88, 4, packets["seq"])
    put(frame, 92, 4, packets["ack"])
    put(frame, 96, 1, 0x50)
    put(frame, 97, 1, packets["flags"])
    put(frame, 98, 2, 60_000)
    starts = np.cumsum(HEADERS + size) - HEADERS - size
    made = np.full(int((HEADERS + size).sum()), 0x61, np.uint8)
    made[starts[:, None] + np.arange(HEADERS)] = head
    return made.tobytes()


def summed(ip: np.ndarray) -> np.ndarray:
    head = np.ascontiguousarray(ip)
    ip_sum(head)
    return head


def others(count: int) -> tuple[list[tuple[float, bytes]], Counter[str]]:
    """Return DNS, ARP and ICMP frames on the wire itself, with their times."""
    import random

    chance = random.Random(7)
    frames: list[tuple[float, bytes]] = []
    truth: Counter[str] = Counter()
    ether = bytes.fromhex("5254000000015254000000020800")

    def ip(protocol: int, source: int, target: int, body: bytes) -> bytes:
        head = np.frombuffer(
            struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(body), chance.randrange(65536), 0, 64,
                        protocol, 0, source, target), np.uint8).reshape(1, 20).copy()  # fmt: skip
        ip_sum(head)
        return ether + head.tobytes() + body

    server = 192 << 24 | 168 << 16 | 53
    for number in range(count * 9 // 20):
        client = 192 << 24 | 168 << 16 | 1 + number % 90
        moment, port, ident = chance.uniform(0, 600), 30000 + number % 30000, number & 0xFFFF
        missing = chance.random() < 0.3
        name = f"no{number % 40}" if missing else f"svc{number % 300}"
        question = bytes([len(name)]) + name.encode() + b"\x07default\x03svc\x00\x00\x01\x00\x01"
        body = struct.pack(">HHHHHH", ident, 0x0100, 1, 0, 0, 0) + question
        udp = struct.pack(">HHHH", port, 53, 8 + len(body), 0) + body
        frames.append((moment, ip(17, client, server, udp)))
        truth["dns queries"] += 1
        if chance.random() < 0.01:
            truth["dns lost"] += 1
            continue
        code = 3 if missing else 0
        truth[f"dns code {code}"] += 1
        found = (
            b"" if missing else b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x1e\x00\x04\x0a\x80\x00\x09"
        )
        body = struct.pack(">HHHHHH", ident, 0x8180 | code, 1, not missing, 0, 0) + question + found
        udp = struct.pack(">HHHH", 53, port, 8 + len(body), 0) + body
        frames.append((moment + 0.0007, ip(17, server, client, udp)))
    for number in range(count // 20):
        asker, asked = 192 << 24 | 168 << 16 | 1 + number % 90, 192 << 24 | 168 << 16 | number % 250
        moment = chance.uniform(0, 600)
        arp = struct.pack(">HHBBHHII", 1, 0x0800, 6, 4, 1, 0x5254, number, asker)
        frames.append((moment, b"\xff" * 6 + ether[6:12] + b"\x08\x06" + arp + b"\0" * 6
                       + struct.pack(">I", asked)))  # fmt: skip
        truth["arp requests"] += 1
        if number % 20:
            arp = struct.pack(">HHBBHHII", 1, 0x0800, 6, 4, 2, 0x5254, 7, asked)
            frames.append((moment + 0.0002, ether[:12] + b"\x08\x06" + arp + b"\0" * 6
                           + struct.pack(">I", asker)))  # fmt: skip
    for number in range(count // 350):
        quoted = ip(6, 10 << 24 | number, 10 << 24 | 99, b"\x1f\x90\x1f\x90" + b"\0" * 16)[14:]
        body = struct.pack(">BBHHH", 3, 4, 0, 0, 1400) + quoted
        frames.append((chance.uniform(0, 600), ip(1, server + 1, 10 << 24 | number, body)))
        truth["frag needed"] += 1
    return frames, truth


def make(
    path: Path, connections: int = 40_500, rounds: int = 1, other: int = 130_000
) -> Counter[str]:
    """Write a capture, and return what is in it."""
    packets, truth = tcp(connections, rounds)
    packets = packets[np.argsort(packets["time"], kind="stable")]
    frames, more = others(other)
    frames.sort(key=lambda each: each[0])
    truth += more
    truth["packets"] = len(packets) + len(frames)
    truth["vxlan"] = len(packets)
    batches = np.array_split(np.arange(len(frames)), max(1, -(-len(packets) // BATCH)))
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for number, some in enumerate(batches):
            file.write(records(packets[number * BATCH : (number + 1) * BATCH]))
            for at in some.tolist():
                moment, frame = frames[at]
                file.write(struct.pack("<IIII", 1_700_000_000 + int(moment), int(moment % 1 * 1e6),
                                       len(frame), len(frame)) + frame)  # fmt: skip
    return truth


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), *map(int, sys.argv[2:])))
