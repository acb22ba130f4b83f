"""Packets for fixtures: the same bytes each time they are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.layers.vxlan import VXLAN
from scapy.packet import Packet, Raw
from scapy.utils import PcapWriter

START = 1_795_406_400.0
"""2026-11-23 04:00:00 UTC."""
NODE1, NODE2, ROUTER = "192.168.122.10", "192.168.122.11", "192.168.122.1"
FRONT, BACK, CART = "10.128.2.4", "10.128.4.5", "10.128.4.6"
WEB, SHOP = 2429947, 1614775
CLIENT_HELLO = bytes.fromhex("16030100410100003d0303") + bytes(54)
SERVER_HELLO = bytes.fromhex("16030300310200002d0303") + bytes(38)


def mac(address: str) -> str:
    """The MAC that OpenShift gives a pod; other addresses are treated alike."""
    return "0a:58:" + ":".join(f"{int(part):02x}" for part in address.split("."))


@dataclass
class Film:
    """The packets of one capture, with their times."""

    frames: list[tuple[float, Packet]] = field(default_factory=list)
    ident: int = 100
    tunnel: tuple[str, str, int] | None = None
    """Outer source and destination for packets to BACK, and the VNI; replies go back."""

    def add(self, at: float, packet: Packet, *, back: bool = False) -> Film:
        """Put a packet in, inside the tunnel if there is one."""
        if IP in packet and packet[IP].id == 1:
            self.ident += 1
            packet[IP].id = self.ident
        if self.tunnel:
            source, destination, vni = self.tunnel
            if back:
                source, destination = destination, source
            packet = (
                Ether(src=mac(source), dst=mac(destination))
                / IP(src=source, dst=destination, id=0, flags="DF", ttl=64)
                / UDP(sport=47320, dport=4789, chksum=0)
                / VXLAN(flags=8, vni=vni)
                / packet
            )
        self.frames.append((at, packet))
        return self

    def tcp(self, at: float, source: str, destination: str, flags: str, seq: int, ack: int = 0,
            data: bytes = b"", *, sport: int = 40001, dport: int = 8080, ttl: int = 64,
            back: bool = False, ident: int = 1) -> Film:  # fmt: skip
        """Add a TCP segment."""
        return self.add(
            at,
            Ether(src=mac(source), dst=mac(destination))
            / IP(src=source, dst=destination, flags="DF", ttl=ttl, id=ident)
            / TCP(sport=sport, dport=dport, flags=flags, seq=seq, ack=ack, window=29200)
            / Raw(data),
            back=back,
        )

    def ping(self, at: float, source: str, destination: str, number: int, *,
             reply: bool = True, took: float = 0.001) -> Film:  # fmt: skip
        """Add an echo request, and its reply."""
        self.echo(at, source, destination, number, 8)
        if reply:
            self.echo(at + took, destination, source, number, 0, back=True)
        return self

    def echo(self, at: float, source: str, destination: str, number: int, kind: int, *,
             back: bool = False, size: int = 56) -> Film:  # fmt: skip
        """Add one ICMP echo message."""
        return self.add(
            at,
            Ether(src=mac(source), dst=mac(destination))
            / IP(src=source, dst=destination, flags="DF", id=1)
            / ICMP(type=kind, id=77, seq=number)
            / Raw(bytes(size)),
            back=back,
        )

    def arp(self, at: float, asker: str, asked: str, *, answer: str = "") -> Film:
        """Add an ARP request, or the answer that a MAC gives."""
        if answer:
            return self.add(
                at,
                Ether(src=answer, dst=mac(asker))
                / ARP(op=2, psrc=asked, hwsrc=answer, pdst=asker, hwdst=mac(asker)),
                back=True,
            )
        return self.add(
            at,
            Ether(src=mac(asker), dst="ff:ff:ff:ff:ff:ff")
            / ARP(op=1, psrc=asker, hwsrc=mac(asker), pdst=asked, hwdst="00:00:00:00:00:00"),
        )

    def dns(self, at: float, client: str, server: str, name: str, number: int, *,
            code: int | None = None, address: str = "") -> Film:  # fmt: skip
        """Add a query, or with a code its answer."""
        question = DNSQR(qname=name)
        if code is None:
            layers = IP(src=client, dst=server, id=1) / UDP(sport=50000 + number, dport=53)
            body = DNS(id=number, rd=1, qd=question)
            return self.add(at, Ether(src=mac(client), dst=mac(server)) / layers / body)
        layers = IP(src=server, dst=client, id=1) / UDP(sport=53, dport=50000 + number)
        answer = [DNSRR(rrname=name, rdata=address, ttl=30)] if address else []
        body = DNS(id=number, qr=1, rd=1, ra=1, rcode=code, qd=question, an=answer)
        return self.add(at, Ether(src=mac(server), dst=mac(client)) / layers / body, back=True)

    def handshake(self, at: float, *, seq: int = 1000, sport: int = 40001, dport: int = 8080,
                  ttl: int = 64) -> Film:  # fmt: skip
        """Add SYN, SYN-ACK and ACK between FRONT and BACK."""
        ends = {"sport": sport, "dport": dport}
        self.tcp(at, FRONT, BACK, "S", seq, **ends)
        self.back(at + 0.001, "SA", 5000, seq + 1, ttl=ttl, **ends)
        return self.tcp(at + 0.002, FRONT, BACK, "A", seq + 1, 5001, **ends)

    def back(self, at: float, flags: str, seq: int, ack: int, data: bytes = b"", *,
             sport: int = 40001, dport: int = 8080, ttl: int = 64) -> Film:  # fmt: skip
        """Add a segment from BACK to FRONT."""
        return self.tcp(at, BACK, FRONT, flags, seq, ack, data, sport=dport, dport=sport, ttl=ttl,
                        back=True)  # fmt: skip

    def save(self, path: Path) -> None:
        """Write the capture."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with PcapWriter(str(path), linktype=1, sync=True) as writer:
            for at, packet in sorted(self.frames, key=lambda frame: frame[0]):
                made = Ether(bytes(packet)) if isinstance(packet, Packet) else packet
                made.time = START + at
                writer.write(made)
