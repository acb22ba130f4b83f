"""The filters that show a fault's frames: one for Wireshark, one for tcpdump.

libpcap knows no inner headers of VXLAN: there the filter counts bytes from the outer UDP header
(8 bytes of UDP, 8 of VXLAN, 14 of Ethernet, then IPv4 without options).
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.capture.fact import Capture
from rules.base import FrameFilter

INNER_TYPE, INNER_IP = 28, 30
"""Offsets in the outer UDP: the inner EtherType, the inner IPv4 or ARP header."""
PROTOCOL, SOURCE, DESTINATION, PORTS = INNER_IP + 9, INNER_IP + 12, INNER_IP + 16, INNER_IP + 20
NUMBERS = {"icmp": 1, "tcp": 6, "udp": 17}


def conversation(
    protocol: str, one: str, other: str, port: int | None = None, tunnel: int | None = None
) -> FrameFilter:
    """Show what two hosts say to each other, with a port of either; `tunnel`: VXLAN's UDP port."""
    display = f"ip.addr == {one} && ip.addr == {other} && {protocol}"
    if port is not None:
        display += f".port == {port}"
    if tunnel is None:
        plain = f"{protocol} and host {one} and host {other}"
        return FrameFilter(display, plain + (f" and port {port}" if port is not None else ""))
    a, b = _number(one), _number(other)
    ways = " or ".join(
        f"(udp[{SOURCE}:4] = {x} and udp[{DESTINATION}:4] = {y})" for x, y in ((a, b), (b, a))
    )
    said = f"udp port {tunnel} and udp[{PROTOCOL}] = {NUMBERS[protocol]} and ({ways})"
    if port is not None:
        said += f" and (udp[{PORTS}:2] = {port} or udp[{PORTS + 2}:2] = {port})"
    return FrameFilter(display, said)


def to_host(
    protocol: str, address: str, port: int | None = None, tunnel: int | None = None
) -> FrameFilter:
    """Show what one host, and one of its ports, gets and answers."""
    display = f"ip.addr == {address} && {protocol}" + (f".port == {port}" if port else "")
    if tunnel is None:
        plain = f"{protocol} and host {address}" + (f" and port {port}" if port else "")
        return FrameFilter(display, plain)
    value = _number(address)
    kind = f"udp[{PROTOCOL}] = {NUMBERS[protocol]} and " if protocol in NUMBERS else ""
    said = (
        f"udp port {tunnel} and {kind}(udp[{SOURCE}:4] = {value} or udp[{DESTINATION}:4] = {value})"
    )
    if port:
        said += f" and (udp[{PORTS}:2] = {port} or udp[{PORTS + 2}:2] = {port})"
    return FrameFilter(display, said)


def icmp_error(kind: int, code: int, tunnel: int | None = None) -> FrameFilter:
    """Show one kind of ICMP error."""
    display = f"icmp.type == {kind} && icmp.code == {code}"
    if tunnel is None:
        return FrameFilter(display, f"icmp[0] = {kind} and icmp[1] = {code}")
    return FrameFilter(
        display,
        f"udp port {tunnel} and udp[{PROTOCOL}] = 1 and udp[{PORTS}] = {kind} "
        f"and udp[{PORTS + 1}] = {code}",
    )


def arp(address: str, tunnel: int | None = None) -> FrameFilter:
    """Show who asks for an address by ARP and who answers."""
    display = f"arp.src.proto_ipv4 == {address} || arp.dst.proto_ipv4 == {address}"
    if tunnel is None:
        return FrameFilter(display, f"arp host {address}")
    value = _number(address)
    return FrameFilter(
        display,
        f"udp port {tunnel} and udp[{INNER_TYPE}:2] = 0x0806 and "
        f"(udp[{INNER_IP + 14}:4] = {value} or udp[{INNER_IP + 24}:4] = {value})",
    )


def dns(client: str, name: str, tunnel: int | None = None) -> FrameFilter:
    """Show the questions of one client for one name; tcpdump's filter shows all of its DNS."""
    shown = name.replace("\\", "\\\\").replace('"', '\\"')
    display = f'dns.qry.name == "{shown}" && ip.addr == {client}'
    return FrameFilter(display, to_host("udp", client, 53, tunnel).capture)


def vxlan(source: str, destination: str | None, vni: int | None, port: int) -> FrameFilter:
    """Show the VXLAN that one host sends: to another, with one VNI."""
    display = f"ip.src == {source} && udp.dstport == {port}"
    said = f"udp dst port {port} and src host {source}"
    if destination is not None:
        display += f" && ip.dst == {destination}"
        said += f" and dst host {destination}"
    if vni is not None:
        display += f" && vxlan.vni == {vni}"
        said += f" and udp[12:4] & 0xffffff00 = {vni << 8:#010x}"
    return FrameFilter(display, said)


def hosts(one: str, other: str, port: int) -> FrameFilter:
    """Show the VXLAN between two hosts, both ways."""
    return FrameFilter(
        f"ip.addr == {one} && ip.addr == {other} && udp.dstport == {port}",
        f"udp dst port {port} and host {one} and host {other}",
    )


def tunnel_of(capture: Capture, frame: int) -> int | None:
    """Return the UDP port of VXLAN if a frame holds its packet inside of it; else None."""
    row = capture.packets.row(frame)
    return next(iter(capture.vxlan_ports), 4789) if row is not None and row["vni"] >= 0 else None


def _number(address: str) -> str:
    return f"{int(IPv4Address(address)):#010x}"
