"""Writes pass/ and fail/ of every rule on captures: `python -m tests.rules.captures.make`.

Each pair of captures differs in what the rule is about and in nothing else.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from tests.rules.captures.frames import (
    BACK,
    CART,
    CLIENT_HELLO,
    FRONT,
    NODE1,
    NODE2,
    ROUTER,
    SERVER_HELLO,
    WEB,
    Film,
    mac,
)
from tests.rules.captures.objects import OBJECTS

HERE = Path(__file__).parent
ROOT = "openshift-sdn-debug"
ETH1, ETH2 = "nodes/node1.example.com/eth0.pcap", "nodes/node2.example.com/eth0.pcap"
VETH1 = "nodes/node1.example.com/veth0a800204.pcap"
VETH2 = "nodes/node2.example.com/veth0a800405.pcap"
Bundle = dict[str, Film]


def tunnelled(vni: int = WEB) -> Film:
    return Film(tunnel=(NODE1, NODE2, vni))


def syns(film: Film, target: str = BACK, **ends: int) -> Film:
    for at in (1.0, 2.0, 4.0):
        film.tcp(at, FRONT, target, "S", 1000, **ends)
    return film


def answered(film: Film) -> Film:
    film.back(4.001, "SA", 5000, 1001)
    return film.tcp(4.002, FRONT, BACK, "A", 1001, 5001)


def around(film: Film) -> Film:
    """Pings before and after, so that the capture goes on."""
    return film.ping(0.0, FRONT, BACK, 1).ping(8.0, FRONT, BACK, 2)


def syn_unanswered(fail: bool) -> Bundle:
    film = syns(around(tunnelled()))
    return {ETH1: film if fail else answered(film)}


def pod_does_not_answer(fail: bool) -> Bundle:
    film = syns(around(Film()))
    return {VETH2: film if fail else answered(film)}


def packet_to_unknown_pod(fail: bool) -> Bundle:
    return {ETH1: syns(around(tunnelled()), "10.128.4.99" if fail else CART) if fail
            else answered(syns(around(tunnelled())))}  # fmt: skip


def transfer(film: Film, lost: tuple[int, ...] = (), shift: float = 0.0) -> Film:
    """Twelve segments and their acknowledgements; every lost one is sent again."""
    film.handshake(1.0 + shift)
    for number in range(12):
        at = 1.5 + 0.1 * number + shift
        seq = 1001 + 100 * number
        if number not in lost:
            film.tcp(at, FRONT, BACK, "PA", seq, 5001, bytes(100), ident=500 + number)
        if number in (2, 5, 6):
            film.tcp(at + 0.25, FRONT, BACK, "PA", seq, 5001, bytes(100), ident=600 + number)
        film.back(at + 0.3, "A", 5001, seq + 100)
    return film


def lost_between_captures(fail: bool) -> Bundle:
    # The node's clock is 50 ms ahead, and the way takes 2 ms.
    there = transfer(around(tunnelled()), (2, 5, 6) if fail else (), 0.052)
    return {ETH1: transfer(around(tunnelled())), ETH2: there}


def slow_between_captures(fail: bool) -> Bundle:
    here, there = tunnelled(), tunnelled()
    delay, ahead = 0.08 if fail else 0.001, 0.05
    for number in range(8):
        at = 1.0 + 0.5 * number
        here.ping(at, FRONT, BACK, number, took=2 * delay + 0.001)
        there.ping(at + delay + ahead, FRONT, BACK, number, took=0.001)
    return {ETH1: here, ETH2: there}


def vxlan_wrong_vni(fail: bool) -> Bundle:
    return {ETH1: around(tunnelled(0x1234 if fail else WEB))}


def vxlan_from_stranger(fail: bool) -> Bundle:
    film = Film(tunnel=("192.168.122.99" if fail else NODE2, NODE1, WEB))
    for number in range(4):
        film.echo(1.0 + number, BACK, FRONT, number, 8)
    return {ETH1: film}


def vxlan_damaged(fail: bool) -> Bundle:
    film = tunnelled()
    for number in range(4):
        film.ping(1.0 + number, FRONT, BACK, number)
    if fail:
        for _, packet in film.frames[:3]:
            packet[UDP].len = 40
    return {ETH1: film}


def service_address_untranslated(fail: bool) -> Bundle:
    film = Film() if fail else tunnelled()
    target = "172.30.81.14" if fail else BACK
    for at in (1.0, 2.0, 4.0):
        film.tcp(at, NODE1 if fail else FRONT, target, "S", 1000)
    around(film) if fail else answered(around(film))
    other = tunnelled().ping(5.0, FRONT, BACK, 9)
    film.frames += other.frames
    return {ETH1: film}


def two_macs_for_address(fail: bool) -> Bundle:
    film = Film()
    owners = [mac(NODE2), "52:54:00:66:66:66" if fail else mac(NODE2), mac(NODE2)]
    for at, owner in enumerate(owners):
        film.arp(1.0 + at, NODE1, NODE2).arp(1.001 + at, NODE1, NODE2, answer=owner)
    return {ETH1: film}


def icmp_frag_needed(fail: bool) -> Bundle:
    film = Film().echo(1.0, NODE1, "203.0.113.2", 1, 8, size=1400)
    if not fail:
        return {ETH1: film.echo(1.001, "203.0.113.2", NODE1, 1, 0, size=1400)}
    quoted = bytes(film.frames[0][1][IP])[:48]
    film.add(
        1.001,
        Ether(src=mac(ROUTER), dst=mac(NODE1))
        / IP(src=ROUTER, dst=NODE1, id=1)
        / ICMP(type=3, code=4, nexthopmtu=1300)
        / Raw(quoted),
    )
    return {ETH1: film.echo(2.0, NODE1, "203.0.113.2", 2, 8, size=100)}


def vxlan_one_way(fail: bool) -> Bundle:
    film = tunnelled()
    for number in range(12):
        film.ping(1.0 + 0.5 * number, FRONT, BACK, number, reply=not fail)
    return {ETH1: film}


def mtu_black_hole(fail: bool) -> Bundle:
    film = tunnelled().handshake(1.0).tcp(1.01, FRONT, BACK, "PA", 1001, 5001, bytes(80))
    film.back(1.02, "A", 5001, 1081)
    for at in (1.1, 1.3, 1.7, 2.5, 4.1) if fail else (1.1,):
        film.tcp(at, FRONT, BACK, "A", 1081, 5001, bytes(1360))
    film.back(2.0, "PA", 5001, 1081 if fail else 2441, b"still here")
    return {ETH1: film.tcp(2.001, FRONT, BACK, "A", 2441, 5011)}


def tls_handshake_stalled(fail: bool) -> Bundle:
    film = around(tunnelled()).handshake(1.0, dport=8443)
    film.tcp(1.01, FRONT, BACK, "PA", 1001, 5001, CLIENT_HELLO, dport=8443)
    film.back(1.02, "A", 5001, 1001 + len(CLIENT_HELLO), dport=8443)
    if not fail:
        film.back(1.03, "PA", 5001, 1001 + len(CLIENT_HELLO), SERVER_HELLO, dport=8443)
    return {ETH1: film}


def connection_refused(fail: bool) -> Bundle:
    film = Film()
    for number in range(3):
        at, port = 1.0 + number, 40001 + number
        film.tcp(at, FRONT, BACK, "S", 1000 * number, sport=port)
        film.back(at + 0.001, "RA" if fail else "SA", 0, 1000 * number + 1, sport=port)
    return {VETH2: film}


def connection_reset(fail: bool) -> Bundle:
    film = Film()
    for number in range(3):
        at, ends = 1.0 + number, {"sport": 40001 + number}
        film.handshake(at, **ends)
        film.tcp(at + 0.01, FRONT, BACK, "PA", 1001, 5001, b"GET / HTTP/1.1\r\n\r\n", **ends)
        if not fail:
            film.back(at + 0.015, "PA", 5001, 1019, b"HTTP/1.1 200 OK\r\n\r\n", **ends)
        film.back(at + 0.02, "RA", 5001 if fail else 5020, 1019, **ends)
    return {VETH2: film}


def reset_by_stranger(fail: bool) -> Bundle:
    film = Film()
    for number in range(2):
        at, ends = 1.0 + number, {"sport": 40001 + number}
        film.handshake(at, ttl=62, **ends)
        film.tcp(at + 0.01, FRONT, BACK, "PA", 1001, 5001, b"GET / HTTP/1.1\r\n\r\n", **ends)
        film.back(at + 0.02, "A", 5001, 1019, ttl=62, **ends)
        film.back(at + 0.03, "PA", 5001, 1019, b"HTTP/1.1 200 OK\r\n\r\n", ttl=62, **ends)
        film.back(at + 0.04, "RA", 5020, 1019, ttl=250 if fail else 62, **ends)
    return {VETH1: film}


def arp_unanswered(fail: bool) -> Bundle:
    film = Film()
    for at in (1.0, 2.0, 3.0):
        film.arp(at, FRONT, "10.128.2.1")
    if not fail:
        film.arp(3.001, FRONT, "10.128.2.1", answer="5e:5b:ae:df:04:f0")
    return {VETH1: film.echo(6.0, BACK, FRONT, 1, 8).echo(6.001, FRONT, BACK, 1, 0)}


def dns_wildcard_answer(fail: bool) -> Bundle:
    film = Film().dns(1.0, FRONT, NODE1, "github.com.example.com", 1)
    if fail:
        film.dns(1.001, FRONT, NODE1, "github.com.example.com", 1, code=0, address=NODE2)
    else:
        film.dns(1.001, FRONT, NODE1, "github.com.example.com", 1, code=3)
    film.dns(1.1, FRONT, NODE1, "github.com", 2)
    return {VETH1: film.dns(1.101, FRONT, NODE1, "github.com", 2, code=0, address="140.82.121.4")}


def dns_unanswered(fail: bool) -> Bundle:
    film = Film()
    for number, at in enumerate((1.0, 6.0)):
        film.dns(at, FRONT, NODE1, "backend.web.svc.cluster.local", 7)
        if not fail and number:
            film.dns(at + 0.001, FRONT, NODE1, "backend.web.svc.cluster.local", 7, code=0,
                     address="172.30.81.14")  # fmt: skip
    return {VETH1: film.ping(9.0, FRONT, NODE1, 1)}


def dns_name_unknown(fail: bool) -> Bundle:
    film = Film()
    number = 1
    for at in (1.0, 3.0):
        for name in ("db.example.com.web.svc.cluster.local", "db.example.com"):
            known = not fail and name == "db.example.com"
            film.dns(at, FRONT, NODE1, name, number)
            film.dns(at + 0.001, FRONT, NODE1, name, number, code=0 if known else 3,
                     address="203.0.113.9" if known else "")  # fmt: skip
            number += 1
            at += 0.01  # noqa: PLW2901
    return {VETH1: film}


RULES: tuple[Callable[[bool], Bundle], ...] = (
    arp_unanswered,
    connection_refused,
    connection_reset,
    dns_name_unknown,
    dns_unanswered,
    dns_wildcard_answer,
    icmp_frag_needed,
    lost_between_captures,
    mtu_black_hole,
    packet_to_unknown_pod,
    pod_does_not_answer,
    reset_by_stranger,
    service_address_untranslated,
    slow_between_captures,
    syn_unanswered,
    tls_handshake_stalled,
    two_macs_for_address,
    vxlan_damaged,
    vxlan_from_stranger,
    vxlan_one_way,
    vxlan_wrong_vni,
)


def main() -> None:
    for make in RULES:
        for which in ("pass", "fail"):
            top = HERE / make.__name__ / which
            shutil.rmtree(top, ignore_errors=True)
            for path, film in make(which == "fail").items():
                film.save(top / ROOT / path)
            for name, text in OBJECTS.items():
                file = top / ROOT / "master" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)


if __name__ == "__main__":
    main()
