"""Sends packets through real chains and prints which rule of which chain ended each.

Runs in a network namespace of its own: `unshare -n python kernel.py < {"rules": ..., "packets": ...}`.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import subprocess
import sys
from pathlib import Path

MAC = "02:00:00:00:00:01"
SETUP = f"""
link add v0 address {MAC} type veth peer name v1
link set v0 up
link set v1 up
addr add 192.0.2.1/24 dev v0
"""


def run(*words: str, text: str = "") -> str:
    return subprocess.run(words, input=text, capture_output=True, text=True, check=True).stdout


def counters(tool: str) -> dict[str, int]:
    """Chain and place of a rule (or `policy`) -> packets."""
    found: dict[str, int] = {}
    places: dict[str, int] = {}
    for line in run(f"{tool}-save", "-c").splitlines():
        if policy := re.match(r":(\S+) [A-Z]+ \[(\d+):", line):
            found[f"{policy[1]} policy"] = int(policy[2])
        elif rule := re.match(r"\[(\d+):\d+\] -A (\S+)", line):
            places[rule[2]] = places.get(rule[2], -1) + 1
            found[f"{rule[2]} {places[rule[2]]}"] = int(rule[1])
    return found


def frame(packet: dict[str, str | int]) -> bytes:
    """An Ethernet frame with a UDP datagram, or the first segment of a TCP connection."""
    ports = struct.pack("!HH", int(packet["sport"]), int(packet["dport"]))
    udp = packet["proto"] == "udp"
    if udp:
        body = ports + struct.pack("!HH", 8, 0)
    else:
        body = ports + struct.pack("!IIBBHHH", 1, 0, 0x50, 2, 1024, 0, 0)
    src, dst = (socket.inet_aton(str(packet[key])) for key in ("src", "dst"))
    if not udp:
        pseudo = src + dst + struct.pack("!BBH", 0, 6, len(body)) + body
        body = body[:16] + struct.pack("!H", checksum(pseudo)) + body[18:]
    protocol = 17 if udp else 6
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, 64, protocol, 0) + src + dst
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return bytes.fromhex(MAC.replace(":", "")) + b"\x02\0\0\0\0\x02\x08\0" + head + body


def checksum(data: bytes) -> int:
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


def main() -> None:
    """Print a list: for each packet the counters that it raised."""
    task = json.load(sys.stdin)
    tool = task["tool"]
    for line in SETUP.split("\n"):
        if line:
            run("ip", *line.split())
    for name in ("all", "v0"):
        Path(f"/proc/sys/net/ipv4/conf/{name}/rp_filter").write_text("0")
    run(f"{tool}-restore", text=task["rules"])
    raised = []
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind(("v1", 0))
        for packet in task["packets"]:
            before = counters(tool)
            wire.send(frame(packet))
            after = counters(tool)
            raised.append([key for key, value in after.items() if value > before[key]])
    json.dump(raised, sys.stdout)


if __name__ == "__main__":
    main()
