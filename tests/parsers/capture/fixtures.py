"""Made captures, one for each thing that a capture may hold: name -> bytes of the file."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable

from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import ICMP, IP, TCP, UDP, fragment
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import ARP, CookedLinux, CookedLinuxV2, Dot1AD, Dot1Q, Ether
from scapy.layers.vxlan import VXLAN

from tests.parsers.capture import made
from tests.parsers.capture.made import Frame, pcap, pcapng

CLIENT, SERVER, NODES = "10.128.0.5", "10.129.0.7", ("192.168.1.1", "192.168.1.2")
PEER = "0a:58:0a:81:00:07"
START = 1_700_000_000.0
HELLO = bytes.fromhex("16030100300100002c0303") + b"\x11" * 42


def at(*packets: object, step: float = 0.001) -> list[Frame]:
    """Give packets of scapy times, one after the other."""
    return [(START + step * i, bytes(packet)) for i, packet in enumerate(packets)]  # type: ignore[call-overload]


def c2s(flags: str, seq: int, ack: int = 0, data: bytes = b"", **more: int) -> IP:
    ip = IP(src=CLIENT, dst=SERVER, id=more.pop("ident", seq + 1))
    return ip / TCP(sport=40000, dport=8443, flags=flags, seq=seq, ack=ack, **more) / data


def s2c(flags: str, seq: int, ack: int = 0, data: bytes = b"", **more: int) -> IP:
    ip = IP(src=SERVER, dst=CLIENT, id=more.pop("ident", seq + 30000))
    return ip / TCP(sport=8443, dport=40000, flags=flags, seq=seq, ack=ack, **more) / data


OPEN = [c2s("S", 100), s2c("SA", 500, 101), c2s("A", 101, 501)]


def ethernet(*packets: object) -> list[object]:
    return [Ether(src="0a:58:0a:80:00:05", dst=PEER) / p for p in packets]  # type: ignore[operator]


def tunnelled(*packets: object, port: int = 4789, vni: int = 77) -> list[object]:
    made = []
    for p in packets:
        ends = NODES if IP in p and p[IP].src == CLIENT else NODES[::-1]  # type: ignore[index,operator]
        made.append(
            Ether(dst=PEER) / IP(src=ends[0], dst=ends[1]) / UDP(sport=51000, dport=port)
            / VXLAN(flags=8, vni=vni) / Ether(dst=PEER) / p
        )  # fmt: skip
    return made


def dns() -> list[object]:
    found = []
    for ident, name, code in ((1, "db.prod.svc.cluster.local", 0), (2, "nowhere.example.com", 3),
                              (3, "broken.example.com", 2)):  # fmt: skip
        ask = DNS(id=ident, qd=DNSQR(qname=name))
        answer = DNS(id=ident, qr=1, rcode=code, qd=DNSQR(qname=name),
                     an=DNSRR(rrname=name, rdata="172.30.0.9") if not code else [])  # fmt: skip
        found.append(IP(src=CLIENT, dst="172.30.0.10") / UDP(sport=33000 + ident, dport=53) / ask)
        found.append(
            IP(src="172.30.0.10", dst=CLIENT) / UDP(sport=53, dport=33000 + ident) / answer
        )
    lost = DNS(id=9, qd=DNSQR(qname="silent.example.com", qtype="AAAA"))
    found.append(IP(src=CLIENT, dst="172.30.0.10") / UDP(sport=33009, dport=53) / lost)
    return found


def arp() -> list[object]:
    ask = Ether(dst="ff:ff:ff:ff:ff:ff", src="0a:58:0a:80:00:05")
    return [
        ask / ARP(op=1, hwsrc="0a:58:0a:80:00:05", psrc=CLIENT, pdst="10.128.0.1"),
        Ether(dst="0a:58:0a:80:00:05") / ARP(op=2, hwsrc="0a:58:0a:80:00:01", psrc="10.128.0.1",
                                             hwdst="0a:58:0a:80:00:05", pdst=CLIENT),
        ask / ARP(op=1, hwsrc="0a:58:0a:80:00:05", psrc=CLIENT, pdst="10.128.0.9"),
        ask / ARP(op=1, hwsrc="0a:58:0a:80:00:05", psrc=CLIENT, pdst="10.128.0.9"),
        Ether(dst="0a:58:0a:80:00:05") / ARP(op=2, hwsrc="0a:58:0a:80:00:66", psrc="10.128.0.1",
                                             hwdst="0a:58:0a:80:00:05", pdst=CLIENT),
    ]  # fmt: skip


def frag_needed() -> IP:
    big = (
        IP(src=CLIENT, dst=SERVER, flags="DF", id=77) / TCP(sport=40000, dport=8443) / (b"x" * 1400)
    )
    return (
        IP(src="192.168.1.254", dst=CLIENT)
        / ICMP(type=3, code=4, nexthopmtu=1400)
        / bytes(big)[:28]
    )


def talk() -> list[IP]:
    """Each verdict of the TCP analysis once, in one connection."""
    return [
        *OPEN,
        c2s("PA", 101, 501, HELLO),
        c2s("PA", 101, 501, HELLO, ident=900),
        s2c("A", 501, 154),
        s2c("A", 501, 154, ident=901),
        s2c("A", 501, 154, ident=902),
        c2s("PA", 154, 501, b"a" * 100),
        c2s("PA", 254, 501, b"b" * 100),
        c2s("PA", 154, 501, b"a" * 100, ident=903),
        c2s("PA", 454, 501, b"d" * 100),
        c2s("PA", 354, 501, b"c" * 100),
        s2c("A", 501, 554, window=0),
        c2s("A", 553, 501),
        c2s("PA", 101, 501, HELLO, ident=904),
        s2c("R", 501),
    ]


LISTED: dict[str, Callable[[], bytes]] = {
    "tcp": lambda: pcap(at(*ethernet(*talk()))),
    "tcp-in-vxlan": lambda: pcap(at(*tunnelled(*talk()))),
    "big-endian": lambda: pcap(at(*ethernet(*talk())), order=">"),
    "nanoseconds": lambda: pcap(at(*ethernet(*talk())), nano=True),
    "nanoseconds-big-endian": lambda: pcap(at(*ethernet(*talk())), nano=True, order=">"),
    "raw": lambda: pcap(at(*talk()), link=101),
    "null": lambda: pcap([(t, b"\x02\0\0\0" + f) for t, f in at(*talk())], link=0),
    "sll": lambda: pcap(at(*[CookedLinux(src=b"\x0a\x58\0\0\0\1") / p for p in talk()]), link=113),
    "sll2": lambda: pcap(at(*[CookedLinuxV2(src=b"\x0a\x58\0\0\0\1") / p for p in talk()]), link=276),
    "vlan": lambda: pcap(at(*[Ether(dst=PEER) / Dot1Q(vlan=5) / p for p in talk()])),
    "qinq": lambda: pcap(at(*[Ether(dst=PEER) / Dot1AD(vlan=5) / Dot1Q(vlan=6) / p for p in talk()])),
    "options": lambda: pcap(at(*ethernet(*[with_options(p) for p in talk()]))),
    "fragments": lambda: pcap(at(*ethernet(*[f for p in big_datagrams() for f in fragment(p, 800)]))),
    "dns": lambda: pcap(at(*ethernet(*dns()))),
    "dns-in-vxlan": lambda: pcap(at(*tunnelled(*dns()))),
    "arp": lambda: pcap(at(*arp())),
    "icmp": lambda: pcap(at(*ethernet(frag_needed(), IP(src=CLIENT, dst=SERVER) / ICMP(id=5),
                                      IP(src=SERVER, dst=CLIENT) / ICMP(type=0, id=5)))),
    "icmp-in-vxlan": lambda: pcap(at(*tunnelled(frag_needed()))),
    "ipv6": lambda: pcap(at(Ether(dst=PEER) / IPv6(nh=59), *ethernet(*OPEN))),
    "snaplen": lambda: pcap(at(*ethernet(*talk())), snaplen=60),
    "padded": lambda: pcap([(t, f + b"\0" * 9) for t, f in at(*ethernet(*OPEN))]),
    "pcapng": lambda: pcapng(((0, t, f) for t, f in at(*ethernet(*talk()))), [(1, b"eth0", 6)]),
    "pcapng-big-endian": lambda: pcapng(
        ((0, t, f) for t, f in at(*ethernet(*talk()))), [(1, b"eth0", 9)], order=">"
    ),
    "pcapng-binary-clock": lambda: pcapng(
        ((0, t, f) for t, f in at(*ethernet(*talk()))), [(1, b"eth0", 0x80 | 20)]
    ),
    "pcapng-two-links": lambda: pcapng(
        [(0, t, f) for t, f in at(*ethernet(*talk()))]
        + [(1, t + 1, f) for t, f in at(*dns())],
        [(1, b"eth0", 6), (101, b"tun0", 9)],
    ),
    "sections": lambda: pcapng(((0, t, f) for t, f in at(*ethernet(*talk()))), [(1, b"eth0", 6)])
    + pcapng(((0, t, f) for t, f in at(*dns())), [(101, b"tun0", 9)], order=">"),
    "reused-ports": lambda: pcap(at(*ethernet(*talk(), c2s("S", 9000), s2c("SA", 70, 9001),
                                              c2s("A", 9001, 71)))),
    "unanswered": lambda: pcap(at(*ethernet(c2s("S", 100), c2s("S", 100, ident=7),
                                            c2s("S", 100, ident=8)), step=1.0)),
    "nothing": lambda: pcap([]),
}  # fmt: skip


def with_options(packet: IP) -> IP:
    from scapy.layers.inet import IPOption

    return IP(src=packet.src, dst=packet.dst, id=packet.id,
              options=[IPOption(b"\x94\x04\x00\x00")]) / packet[TCP]  # fmt: skip


def big_datagrams() -> list[IP]:
    return [IP(src=CLIENT, dst=SERVER, id=n) / UDP(sport=5000, dport=6000 + n) / (b"z" * 2000)
            for n in range(3)]  # fmt: skip


def kuznetzov(frames: list[Frame]) -> bytes:
    """The modified header: 24 bytes a record."""
    whole = pcap(frames)
    found = [struct.pack("<I", 0xA1B2CD34) + whole[4:24]]
    offset = 24
    while offset < len(whole):
        size = struct.unpack_from("<I", whole, offset + 8)[0]
        found.append(whole[offset : offset + 16] + struct.pack("<IHBx", 1, 0x800, 0))
        found.append(whole[offset + 16 : offset + 16 + size])
        offset += 16 + size
    return b"".join(found)


def zipped(name: str) -> bytes:
    return gzip.compress(LISTED[name]())


assert made
