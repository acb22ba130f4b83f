"""Captures of one time, compared: the right hop, the clocks within a millisecond, translation."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from parsers.base import Artifact
from parsers.capture.parser import read
from rules.base import NotApplicable, PerNode
from rules.derived.address_names import AddressNames, Holder
from rules.derived.capture_hops import CaptureHops, derive_capture_hops
from rules.derived.capture_points import CapturePoints, Point
from rules.derived.translations import derive_translations
from tests.rules.captures.frames import BACK, FRONT, NODE1, NODE2, WEB, Film

NAMES = AddressNames(
    holders={
        FRONT: Holder("pod", "web/front", "node1", "web"),
        BACK: Holder("pod", "web/back", "node2", "web"),
        NODE1: Holder("node", "node1", "node1"),
        NODE2: Holder("node", "node2", "node2"),
    },
    services_of={},
    subnets=((IPv4Network("10.128.2.0/23"), "node1"), (IPv4Network("10.128.4.0/23"), "node2")),
    cidrs=(IPv4Network("10.128.0.0/14"),),
    service_network=IPv4Network("172.30.0.0/16"),
    pods_known=True,
)
VETH1 = Point(None, "node1", "veth1", "veth", FRONT, "")  # type: ignore[arg-type]
ETH1 = replace(VETH1, interface="eth0", kind="uplink", pod=None)
ETH2 = replace(ETH1, node="node2")
VETH2 = replace(VETH1, node="node2", interface="veth2", pod=BACK)
WAY = (VETH1, ETH1, ETH2, VETH2)
AHEAD = (0.0, 0.0, 0.05, 0.05)
"""Seconds by which each clock is ahead: node2's runs 50 ms before node1's."""
STEP = (0.00002, 0.0003, 0.00004)
"""Seconds from each point to the next."""


def captured(films: dict[int, Film], folder: Path) -> CapturePoints:
    points = []
    for index, film in films.items():
        path = folder / f"{index}.pcap"
        film.save(path)
        (capture,) = read(Artifact(f"{index}.pcap", path.read_bytes())).fact
        points.append(replace(WAY[index], capture=capture))
    return CapturePoints(tuple(points))


def walk(lost_after: Callable[[int], int | None], extra: float = 0.0) -> dict[int, Film]:
    """120 requests and their answers past four points; some get lost after one of them.

    `extra`: seconds that each packet waits between the two nodes.
    """
    dice = random.Random(7)
    films = {i: Film(tunnel=(NODE1, NODE2, WEB) if i in (1, 2) else None) for i in range(4)}
    step = (STEP[0], STEP[1] + extra, STEP[2])
    for number in range(120):
        at = 1.0 + number * 0.05
        gone = lost_after(number)
        for i in range(4):
            if gone is not None and i > gone:
                break
            films[i].ident = 1000 + number
            films[i].echo(at + AHEAD[i], FRONT, BACK, number, 8)
            at += step[min(i, 2)] + dice.expovariate(20_000) if i < 3 else 0.0
        else:
            for i in (3, 2, 1, 0):
                films[i].ident = 5000 + number
                films[i].echo(at + 0.0001 + AHEAD[i], BACK, FRONT, number, 0, back=True)
                at += step[max(i - 1, 0)] + dice.expovariate(20_000)
    return films


def lost_frames(hops: CaptureHops) -> dict[tuple[str, str], int]:
    """(interface and node passed first, the next) -> packets lost between them."""
    found = {}
    for hop in hops.items:
        for way in hop.ways:
            first, last = (hop.a, hop.b) if way.forth else (hop.b, hop.a)
            if way.lost:
                found[f"{first.interface}@{first.node}", f"{last.interface}@{last.node}"] = len(
                    way.lost
                )
    return found


def test_the_offset_of_two_clocks_is_found_within_a_millisecond(tmp_path: Path) -> None:
    hops = derive_capture_hops(captured(walk(lambda _: None), tmp_path), NAMES)
    assert len(hops) == 6
    for hop in hops.items:
        same = hop.a.node == hop.b.node
        assert hop.both_ways
        assert abs(hop.offset - (0 if same else 50_000_000)) < 1_000_000, (hop.a.name, hop.b.name)
        assert hop.shared == 240
        assert not any(way.lost for way in hop.ways)


@pytest.mark.parametrize("where", [0, 1, 2])
def test_the_loss_is_between_the_right_two_points(where: int, tmp_path: Path) -> None:
    films = walk(lambda number: where if number % 10 == 5 else None)
    hops = derive_capture_hops(captured(films, tmp_path), NAMES)
    lost = lost_frames(hops)
    ends = [f"{point.interface}@{point.node}" for point in WAY]
    # What lies within a second of a capture's ends is not counted.
    for (first, last), count in lost.items():
        assert ends.index(first) <= where < ends.index(last), (first, last)
        assert 7 <= count <= 12
    assert (ends[where], ends[where + 1]) in lost


def test_a_delay_in_both_directions_is_no_offset(tmp_path: Path) -> None:
    films = walk(lambda _: None, extra=0.03)
    points = captured({i: films[i] for i in (1, 2)}, tmp_path)
    (hop,) = derive_capture_hops(points, NAMES).items
    assert abs(hop.offset - 50_000_000) < 1_000_000
    assert {way.forth for way in hop.ways} == {True, False}
    for way in hop.ways:
        assert 30_000_000 < way.delay < 31_000_000


def test_a_tunnel_makes_frames_longer_by_its_headers(tmp_path: Path) -> None:
    films = walk(lambda _: None)
    (hop,) = derive_capture_hops(captured({i: films[i] for i in (0, 1)}, tmp_path), NAMES).items
    assert hop.grew == 50


def test_one_capture_alone_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotApplicable, match="second one"):
        derive_capture_hops(captured({1: walk(lambda _: None)[1]}, tmp_path), NAMES)


def translated_films() -> tuple[Film, Film]:
    """The client's veth, where the service's address stands, and the server's."""
    here, there = Film(), Film()
    for number in range(3):
        at, port = 1.0 + number, 40001 + number
        for film, server, client in ((here, "172.30.81.14", FRONT), (there, BACK, "10.128.2.1")):
            film.ident = 300 + number
            film.tcp(at, client, server, "S", 9000 + number, sport=port)
    return here, there


def test_translation_is_seen_across_two_captures(tmp_path: Path) -> None:
    here, there = translated_films()
    points = captured({0: here, 3: there}, tmp_path)
    (found,) = derive_translations(points, NAMES, PerNode()).items
    assert (found.before, found.after) == (("172.30.81.14", 8080), (BACK, 8080))
    assert (found.client, found.client_after) == (FRONT, "10.128.2.1")
    assert found.packets == 3
    assert found.points == ("veth1 of node1", "veth2 of node2")


def test_translation_is_seen_within_one_capture(tmp_path: Path) -> None:
    here, there = translated_films()
    here.frames += [(at + 0.0001, packet) for at, packet in there.frames]
    (found,) = derive_translations(captured({0: here}, tmp_path), NAMES, PerNode()).items
    assert found.packets == 3
    assert str(found) == (
        "172.30.81.14:8080 becomes 10.128.4.5:8080, from 10.128.2.4 as 10.128.2.1"
    )


def test_what_is_translated_is_not_lost(tmp_path: Path) -> None:
    here, there = translated_films()
    for number in range(8):
        here.ping(1.0 + number, FRONT, BACK, number)
        there.ping(1.0001 + number, FRONT, BACK, number)
    for film in (here, there):
        film.frames.sort(key=lambda frame: frame[0])
    hops = derive_capture_hops(captured({0: here, 3: there}, tmp_path), NAMES)
    assert lost_frames(hops) == {}
