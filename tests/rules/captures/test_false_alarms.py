"""What looks like a fault in a capture and is none: nothing of it may be loud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from scapy.layers.inet import ICMP, IP, TCP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from analyzer import analysis
from rules.captures.catalog import CAPTURE_RULES
from tests.rules.captures.frames import (
    BACK,
    CART,
    CLIENT_HELLO,
    FRONT,
    NODE1,
    NODE2,
    ROUTER,
    Film,
    mac,
)
from tests.rules.captures.make import (
    ETH1,
    ETH2,
    ROOT,
    VETH1,
    VETH2,
    Bundle,
    around,
    syns,
    tunnelled,
)
from tests.rules.captures.objects import OBJECTS


def a_last_syn_that_the_end_cuts() -> Bundle:
    return {ETH1: tunnelled().ping(0.0, FRONT, BACK, 1).tcp(5.0, FRONT, BACK, "S", 1000)}


def syns_that_the_end_cuts() -> Bundle:
    film = tunnelled().ping(0.0, FRONT, BACK, 1)
    return {ETH1: film.tcp(5.0, FRONT, BACK, "S", 1000).tcp(6.0, FRONT, BACK, "S", 1000)}


def one_syn_captured_twice() -> Bundle:
    film = around(Film())
    for at in (1.0, 1.0001):
        film.tcp(at, FRONT, BACK, "S", 1000, ident=400)
    return {"nodes/node1.example.com/any.pcap": film}


def a_scan() -> Bundle:
    film = around(Film())
    for number in range(20):
        for at in (1.0, 2.0):
            film.tcp(at, FRONT, f"203.0.113.{number}", "S", 1000 + number, sport=41000 + number)
    return {VETH1: film}


def projects_that_are_isolated() -> Bundle:
    return {ETH1: syns(around(tunnelled()), CART)}


def probes_that_hang_up_with_rst() -> Bundle:
    film = Film()
    for number in range(6):
        film.handshake(1.0 + number, sport=40001 + number)
        film.tcp(1.01 + number, FRONT, BACK, "RA", 1001, 5001, sport=40001 + number)
    return {VETH2: film}


def a_process_that_starts() -> Bundle:
    film = Film()
    for number, at in enumerate((1.0, 2.0, 3.0)):
        film.tcp(at, FRONT, BACK, "S", 1000 * number, sport=40001 + number)
        film.back(at + 0.001, "RA", 0, 1000 * number + 1, sport=40001 + number)
    return {VETH2: film.handshake(4.0, sport=40009)}


def forms_of_the_search_list() -> Bundle:
    film = Film()
    number = 1
    for at in (1.0, 3.0):
        for suffix in (".web.svc.cluster.local", ".svc.cluster.local", ".cluster.local", ""):
            name = f"registry.example.com{suffix}"
            film.dns(at, FRONT, NODE1, name, number)
            film.dns(at + 0.001, FRONT, NODE1, name, number, code=3 if suffix else 0,
                     address="" if suffix else "203.0.113.7")  # fmt: skip
            number += 1
    return {VETH1: film}


def a_service_found_by_the_second_form() -> Bundle:
    film = Film()
    for at in (1.0, 3.0):
        for number, (name, code) in enumerate(
            (("backend.shop.web.svc.cluster.local", 3), ("backend.shop.svc.cluster.local", 0))
        ):
            film.dns(at, FRONT, NODE1, name, number + 1)
            film.dns(at + 0.001, FRONT, NODE1, name, number + 1, code=code,
                     address="172.30.1.1" if code == 0 else "")  # fmt: skip
    return {VETH1: film}


def icmp(film: Film, at: float, quoted: Film, kind: int, code: int, mtu: int = 0) -> Film:
    inner = bytes(quoted.frames[0][1][IP])[:48]
    return film.add(
        at,
        Ether(src=mac(ROUTER), dst=mac(NODE1))
        / IP(src=ROUTER, dst=NODE1, id=1)
        / ICMP(type=kind, code=code, nexthopmtu=mtu)
        / Raw(inner),
    )


def syns_that_a_node_rejects() -> Bundle:
    film = Film()
    for at in (1.0, 2.0, 4.0):
        film.tcp(at, NODE1, NODE2, "S", 1000)
        quoted = Film().tcp(at, NODE1, NODE2, "S", 1000)
        icmp(film, at + 0.001, quoted, 3, 10)
    return {ETH1: film.echo(8.0, NODE1, ROUTER, 1, 8)}


def a_sender_that_heeds_the_mtu() -> Bundle:
    film = Film()
    remote = "203.0.113.2"
    film.tcp(1.0, NODE1, remote, "S", 1000).tcp(1.01, remote, NODE1, "SA", 5000, 1001,
                                                sport=8080, dport=40001)  # fmt: skip
    film.tcp(1.02, NODE1, remote, "A", 1001, 5001)
    film.tcp(1.03, NODE1, remote, "A", 1001, 5001, bytes(1400))
    icmp(film, 1.04, Film().tcp(0, NODE1, remote, "A", 1001, 5001, bytes(1400)), 3, 4, 1300)
    film.tcp(1.05, NODE1, remote, "A", 1001, 5001, bytes(1240))
    film.tcp(1.06, NODE1, remote, "A", 2241, 5001, bytes(160))
    return {ETH1: film.tcp(1.07, remote, NODE1, "A", 5001, 2401, sport=8080, dport=40001)}


def an_mtu_error_that_is_the_last_packet() -> Bundle:
    film = Film()
    remote = "203.0.113.2"
    film.echo(0.1, NODE1, ROUTER, 1, 8)
    film.tcp(1.03, NODE1, remote, "A", 1001, 5001, bytes(1400))
    quoted = Film().tcp(0, NODE1, remote, "A", 1001, 5001, bytes(1400))
    return {ETH1: icmp(film, 1.04, quoted, 3, 4, 1300)}


def a_form_of_a_name_that_the_node_had_cached() -> Bundle:
    film = Film()
    for number, at in enumerate((1.0, 5.0, 9.0)):
        name = "github.com.example.com"
        film.dns(at, NODE1, ROUTER, name, number)
        film.dns(at + 0.001, NODE1, ROUTER, name, number, code=3)
    return {ETH1: film}


def names_of_multicast_dns() -> Bundle:
    film = around(Film())
    for number in range(4):
        film.dns(1.0 + 2 * number, FRONT, NODE1, "printer.local.", number + 1)
        film.dns(1.001 + 2 * number, FRONT, NODE1, "printer.local.", number + 1, code=3)
    return {VETH1: film}


def a_name_that_two_threads_ask_for_at_once() -> Bundle:
    film = Film()
    for number, at in enumerate((1.0, 1.01)):
        film.dns(at, FRONT, NODE1, "metadata.corp.internal", number)
        film.dns(at + 0.001, FRONT, NODE1, "metadata.corp.internal", number, code=3)
    return {VETH1: film}


def arp_whose_answers_pass_elsewhere() -> Bundle:
    film = Film()
    for at in (1.0, 2.0, 3.0, 4.0):
        film.arp(at, CART, BACK)
    return {VETH1: film.ping(8.0, FRONT, BACK, 1)}


def an_address_that_moved_once() -> Bundle:
    film = Film()
    for at, owner in ((1.0, mac(NODE2)), (2.0, mac(NODE2)), (3.0, mac(ROUTER)), (4.0, mac(ROUTER))):
        film.arp(at, NODE1, "192.168.122.200", answer=owner)
    return {ETH1: film}


def logs_that_go_one_way() -> Bundle:
    film = tunnelled()
    for number in range(30):
        film.add(
            1.0 + 0.3 * number,
            Ether(src=mac(FRONT), dst=mac(BACK))
            / IP(src=FRONT, dst=BACK, id=1)
            / Raw(bytes.fromhex("9c40020200200000") + bytes(24)),
        )
        film.frames[-1][1].getlayer(IP, 2).proto = 17
    return {ETH1: film}


def a_capture_that_begins_in_the_middle() -> Bundle:
    film = tunnelled()
    for at in (1.0, 1.2, 1.6, 2.4):
        film.tcp(at, FRONT, BACK, "A", 9000, 5001, bytes(1360))
    film.back(1.3, "A", 5001, 9000)
    return {ETH1: film.ping(6.0, FRONT, BACK, 1)}


def a_handshake_that_the_end_cuts() -> Bundle:
    film = tunnelled().handshake(1.0, dport=8443)
    return {ETH1: film.tcp(1.01, FRONT, BACK, "PA", 1001, 5001, CLIENT_HELLO, dport=8443)}


def transfer(film: Film) -> Film:
    film.handshake(1.5)
    for number in range(20):
        film.tcp(2.0 + 0.2 * number, FRONT, BACK, "PA", 1001 + 10 * number, 5001, bytes(10))
        film.back(2.001 + 0.2 * number, "A", 5001, 1011 + 10 * number)
    return film


def two_captures_with_different_filters() -> Bundle:
    here, there = tunnelled(), tunnelled()
    for number in range(8):
        for film in (here, there):
            film.ping(1.0 + number, FRONT, BACK, number)
    return {ETH1: transfer(here), ETH2: there}


def two_captures_that_overlap_in_part() -> Bundle:
    here, there = around(tunnelled()), tunnelled()
    for number in range(40):
        here.ident = there.ident = 1000 + 2 * number
        here.ping(0.2 * number, FRONT, BACK, 10 + number)
        if 0.2 * number > 4:
            there.ping(0.2 * number + 0.0003, FRONT, BACK, 10 + number)
    return {ETH1: here, ETH2: there}


def a_capture_that_dropped_packets_itself() -> Bundle:
    here, there = tunnelled(), tunnelled()
    for number in range(100):
        here.ident = there.ident = 1000 + 2 * number
        if number % 7:
            here.ping(0.1 * number, FRONT, BACK, number)
        if number % 5:
            there.ping(0.1 * number + 0.0003, FRONT, BACK, number)
    return {ETH1: here, ETH2: there}


def a_capture_on_any_that_shows_packets_twice() -> Bundle:
    here, there = tunnelled(), tunnelled()
    for number in range(40):
        here.ident = there.ident = 1000 + 2 * number
        here.ping(0.2 * number, FRONT, BACK, number)
        there.ping(0.2 * number + 0.0003, FRONT, BACK, number)
        inner = Film(ident=1000 + 2 * number).ping(0.2 * number + 0.0004, FRONT, BACK, number)
        there.frames += inner.frames
    return {ETH1: here, "nodes/node2.example.com/any.pcap": there}


def segments_that_the_card_cut() -> Bundle:
    here, there = around(Film()), around(tunnelled())
    there.handshake(1.0)
    here.handshake(1.0)
    for number in range(8):
        at, seq = 1.5 + 0.5 * number, 1001 + 2720 * number
        here.tcp(at, FRONT, BACK, "A", seq, 5001, bytes(2720), ident=500 + number)
        for part in (0, 1):
            there.tcp(at + 0.0001, FRONT, BACK, "A", seq + 1360 * part, 5001, bytes(1360))
    return {VETH1: here, ETH1: there}


NAMES = tuple(rule.name for rule in CAPTURE_RULES)
QUIET: tuple[Callable[[], Bundle], ...] = (
    a_last_syn_that_the_end_cuts,
    syns_that_the_end_cuts,
    one_syn_captured_twice,
    a_scan,
    projects_that_are_isolated,
    probes_that_hang_up_with_rst,
    a_process_that_starts,
    forms_of_the_search_list,
    a_service_found_by_the_second_form,
    syns_that_a_node_rejects,
    a_sender_that_heeds_the_mtu,
    an_mtu_error_that_is_the_last_packet,
    a_form_of_a_name_that_the_node_had_cached,
    names_of_multicast_dns,
    a_name_that_two_threads_ask_for_at_once,
    arp_whose_answers_pass_elsewhere,
    an_address_that_moved_once,
    logs_that_go_one_way,
    a_capture_that_begins_in_the_middle,
    a_handshake_that_the_end_cuts,
    two_captures_with_different_filters,
    two_captures_that_overlap_in_part,
    a_capture_that_dropped_packets_itself,
    a_capture_on_any_that_shows_packets_twice,
    segments_that_the_card_cut,
)


@pytest.mark.parametrize("scene", QUIET, ids=lambda scene: scene.__name__)
def test_it_is_not_loud(scene: Callable[[], Bundle], tmp_path: Path) -> None:
    for path, film in scene().items():
        film.save(tmp_path / ROOT / path)
    for name, text in OBJECTS.items():
        file = tmp_path / ROOT / "master" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    report = analysis.analyze([tmp_path], analysis.Options(select=NAMES))
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    assert len(report.captures) == len(scene())
    assert [f"{f.rule}: {f.message}" for f in report.findings if f.severity != "info"] == []


def test_tcp_is_what_scapy_makes() -> None:
    """The scenes above stand on these fields."""
    (_, packet), *_ = Film().tcp(1.0, FRONT, BACK, "S", 1000).frames
    assert (packet[TCP].flags, packet[IP].id) == ("S", 101)
