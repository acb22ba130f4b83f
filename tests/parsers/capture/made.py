"""Makes packets and capture files byte by byte, for what no recorded capture holds."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

Frame = tuple[float, bytes]
ETHER = bytes.fromhex("5254000000025254000000010800")
F, S, R, P, A = 1, 2, 4, 8, 16


def checksum(head: bytes) -> int:
    total = sum(struct.unpack(f">{len(head) // 2}H", head))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def number(address: str) -> int:
    a, b, c, d = map(int, address.split("."))
    return a << 24 | b << 16 | c << 8 | d


def ip(
    source: str, target: str, protocol: int, body: bytes, *, ident: int = 0, fragment: int = 0x4000,
    options: bytes = b"", length: int | None = None,
) -> bytes:  # fmt: skip
    size = 20 + len(options)
    total = size + len(body) if length is None else length
    head = struct.pack(">BBHHHBBHII", 0x40 | size // 4, 0, total, ident, fragment, 64, protocol, 0,
                       number(source), number(target)) + options  # fmt: skip
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + body


def tcp(
    sport: int, dport: int, flags: int, seq: int, ack: int = 0, data: bytes = b"",
    window: int = 60000, options: bytes = b"",
) -> bytes:  # fmt: skip
    return struct.pack(">HHIIBBHHH", sport, dport, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF,
                       (5 + len(options) // 4) << 4, flags, window, 0, 0) + options + data  # fmt: skip


def udp(sport: int, dport: int, data: bytes) -> bytes:
    return struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data


def vxlan(packet: bytes, vni: int = 77, outer: tuple[str, str] = ("192.168.0.1", "192.168.0.2"),
          port: int = 4789, flags: int = 8) -> bytes:  # fmt: skip
    inside = struct.pack(">B3xI", flags, vni << 8) + ETHER + packet
    return ip(*outer, 17, udp(50000, port, inside))


def pcap(
    frames: Iterable[Frame], *, order: str = "<", nano: bool = False, link: int = 1,
    snaplen: int = 262144,
) -> bytes:  # fmt: skip
    unit = 1_000_000_000 if nano else 1_000_000
    made = [struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, snaplen,
                        link)]  # fmt: skip
    for time, frame in frames:
        whole, part = divmod(round(time * unit), unit)
        made.append(struct.pack(order + "IIII", whole, part, min(snaplen, len(frame)), len(frame)))
        made.append(frame[:snaplen])
    return b"".join(made)


def block(order: str, kind: int, body: bytes) -> bytes:
    body += b"\0" * (-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def pcapng(
    frames: Iterable[tuple[int, float, bytes]], links: Iterable[tuple[int, bytes, int]],
    order: str = "<",
) -> bytes:  # fmt: skip
    """`frames`: (interface, time, bytes); `links`: (link type, name, if_tsresol)."""
    made = [block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))]
    links = list(links)
    for link, name, power in links:
        options = struct.pack(order + "HH", 2, len(name)) + name + b"\0" * (-len(name) % 4)
        options += struct.pack(order + "HHBxxx", 9, 1, power) + struct.pack(order + "HH", 0, 0)
        made.append(block(order, 1, struct.pack(order + "HHI", link, 0, 0) + options))
    for interface, time, frame in frames:
        power = links[interface][2]
        stamp = round(time * (1 << (power & 127) if power & 128 else 10**power))
        made.append(block(order, 6, struct.pack(order + "IIIII", interface, stamp >> 32,
                                                stamp & 0xFFFFFFFF, len(frame), len(frame)) + frame))  # fmt: skip
    return b"".join(made)


@dataclass
class Side:
    seq: int
    sent: int = 0
    acked: int = 0


@dataclass
class Network:
    """Random TCP connections whose packets are lost, sent again, repeated, late and reordered."""

    seed: int
    frames: list[Frame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def connections(self, count: int, loss: float = 0.1) -> list[Frame]:
        for n in range(count):
            self.connection(n, loss)
        self.frames.sort(key=lambda frame: frame[0])
        return self.frames

    def connection(self, n: int, loss: float) -> None:
        c = self.chance
        ends = (f"10.128.0.{n % 200 + 2}", f"10.129.0.{n % 7 + 2}")
        ports = (40000 + n % 300, c.choice((80, 443, 8080)))
        base = [c.getrandbits(32), c.getrandbits(32)]
        if c.random() < 0.2:
            base[0] = 0xFFFFFFFF - 797
        time = 1_700_000_000 + c.random() * 5
        rtt = c.choice((0.0001, 0.0008, 0.02))
        sent, acked, windows = [0, 0], [0, 0], [60000, 60000]
        log: list[tuple[int, int, int, int]] = []

        def send(way: int, flags: int, seq: int, ack: int, size: int, at: float) -> None:
            ident = c.getrandbits(16) | 1
            segment = tcp(ports[way], ports[1 - way], flags, base[way] + seq,
                          base[1 - way] + ack if flags & A else 0, b"x" * size,
                          windows[way])  # fmt: skip
            packet = ip(ends[way], ends[1 - way], 6, segment, ident=ident)
            if n % 3 == 0:
                packet = vxlan(packet)
            self.frames.append((at, ETHER + packet))

        if c.random() < 0.8:
            send(0, S, 0, 0, 0, time)
            if c.random() < 0.2:
                time += c.choice((0.001, 1.0))
                send(0, S, 0, 0, 0, time)
            time += rtt
            sent[0] = 1
            if c.random() < 0.1:
                return
            send(1, S | A, 0, 1, 0, time)
            if c.random() < 0.1:
                time += 1
                send(1, S | A, 0, 1, 0, time)
            time += rtt
            sent[1] = 1
            acked = [1, 1]
            send(0, A, 1, 1, 0, time)
        else:
            sent = acked = [1, 1]
            sent, acked = [1, 1], [1, 1]
        for _ in range(c.randrange(1, 40)):
            way = c.randrange(2)
            time += c.choice((0.00005, 0.0005, 0.004, 0.05, 0.4))
            what = c.random()
            if what < 0.45:
                size = c.choice((1, 2, 100, 1400))
                if c.random() >= loss:
                    send(way, A | P, sent[way], acked[way], size, time)
                log.append((way, sent[way], size, 0))
                sent[way] += size
            elif what < 0.7:
                acked[way] = sent[1 - way] if c.random() < 0.8 else acked[way]
                for _ in range(c.choice((1, 1, 1, 2, 4))):
                    send(way, A, sent[way], acked[way], 0, time)
                    time += 0.00002
            elif what < 0.85 and log:
                again, seq, size, _ = c.choice(log[-4:])
                if c.random() < 0.15:
                    seq, size = seq + size // 2, size - size // 2
                send(again, A | P, seq, acked[again], size, time)
            elif what < 0.88:
                send(way, A, sent[way] - 1, acked[way], c.randrange(2), time)
            elif what < 0.93:
                windows[way] = c.choice((0, 0, 500, 60000))
                send(way, A, sent[way], acked[way], 0, time)
            elif what < 0.95:
                send(way, R | (A if c.random() < 0.5 else 0), sent[way], acked[way], 0, time)
                return
            elif what < 0.97:
                send(way, F | A, sent[way], acked[way], 0, time)
                sent[way] += 1
