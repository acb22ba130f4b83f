"""What made captures say beyond counts: each expectation follows from how the packets were made."""

from __future__ import annotations

import math

import pytest

from parsers.base import Artifact
from parsers.capture.fact import Capture, Captures
from parsers.capture.parser import PARSER
from parsers.capture.read import Reader
from tests.parsers.capture import made
from tests.parsers.capture.fixtures import (
    CLIENT,
    HELLO,
    LISTED,
    OPEN,
    SERVER,
    at,
    c2s,
    ethernet,
    s2c,
)


def capture(name: str) -> Capture:
    return Reader(name).read([LISTED[name]()])


def of(*packets: object, step: float = 0.001) -> Capture:
    return Reader("made.pcap").read([made.pcap(at(*ethernet(*packets), step=step))])


def test_a_handshake_is_timed_on_both_sides() -> None:
    (one,) = of(*OPEN).connections.where(of(*OPEN).connections.table["syns"] > 0)
    assert (one.a, one.a_port, one.b, one.b_port) == (CLIENT, 40000, SERVER, 8443)
    assert (one.syn_frame, one.synack_frame, one.ack_frame) == (1, 2, 3)
    assert one.rtt_b == pytest.approx(0.001, abs=1e-6)
    assert one.rtt_a == pytest.approx(0.001, abs=1e-6)


def test_a_hello_without_an_answer_stalls() -> None:
    stalled = of(*OPEN, c2s("PA", 101, 501, HELLO), s2c("A", 501, 154))
    (one,) = stalled.connections.stalled_hellos()
    assert (one.hello_frame, one.hello_answer_frame, one.data) == (4, 0, (53, 0))
    answered = of(*OPEN, c2s("PA", 101, 501, HELLO), s2c("PA", 501, 154, b"\x16\x03\x03"))
    assert list(answered.connections.stalled_hellos()) == []
    assert answered.connections[0].hello_answer_frame == 5


def test_who_reset_and_who_refused() -> None:
    refused = of(c2s("S", 100), s2c("RA", 0, 101))
    (one,) = refused.connections.refused()
    assert (one.reset_frame, one.resets) == ((0, 2), (0, 1))
    reset = of(*OPEN, c2s("R", 101))
    assert list(reset.connections.refused()) == []
    assert [c.reset_frame for c in reset.connections.reset()] == [(4, 0)]


def test_unanswered_syns_and_their_frames() -> None:
    (one,) = capture("unanswered").connections.unanswered_syns()
    assert (one.syns, one.syn_frame, one.syn_last_frame, one.retransmissions) == (3, 1, 3, (2, 0))
    assert math.isnan(one.rtt_b)


def test_what_was_never_acknowledged_is_known() -> None:
    lost = c2s("A", 101, 501, b"x" * 1400)
    black = of(*OPEN, lost, lost, s2c("A", 501, 101), lost, step=0.5)
    one = black.connections[0]
    assert one.unacked == (1400, 0)
    assert (one.retransmissions, one.retransmitted_longest) == ((0, 0), (0, 0))
    assert black.tcp.counts == {"duplicate": 2}  # the same IP id: the capture saw it twice
    again = [c2s("A", 101, 501, b"x" * 1400, ident=n) for n in (1, 2, 3)]
    one = of(*OPEN, *again, step=0.5).connections[0]
    assert (one.retransmissions, one.retransmitted_longest) == ((2, 0), (1440, 0))


def test_a_packet_seen_twice_is_no_retransmission() -> None:
    seen = of(*[p for packet in [*OPEN, c2s("PA", 101, 501, b"data")] for p in (packet, packet)])
    assert seen.tcp.retransmissions == 0
    assert seen.connections[0].retransmissions == (0, 0)


def test_dns_questions_know_their_answers() -> None:
    good, missing, broken, silent = capture("dns").dns
    assert (good.client, good.server, good.name, good.type) == (
        CLIENT, "172.30.0.10", "db.prod.svc.cluster.local", 1,
    )  # fmt: skip
    assert (good.codes, good.addresses, good.unanswered) == ({0: 1}, ("172.30.0.9",), 0)
    assert good.longest == 1_000_000
    assert (missing.codes, missing.code_frames, missing.first_query_frame) == ({3: 1}, {3: 4}, 3)
    assert (broken.codes, broken.addresses) == ({2: 1}, ())
    assert (silent.type, silent.queries, silent.unanswered, silent.unanswered_frame) == (
        28,
        1,
        1,
        7,
    )


def test_arp_questions_and_two_owners() -> None:
    said = capture("arp")
    gateway, lost = said.arp
    assert (gateway.asked, gateway.requests, gateway.answers, gateway.answer_frame) == (
        "10.128.0.1", 1, 2, 2,
    )  # fmt: skip
    assert (lost.asked, lost.requests, lost.answers, lost.broadcast) == ("10.128.0.9", 2, 0, True)
    assert (lost.first_frame, lost.last_frame) == (3, 4)
    owners = [(m.mac, m.first_frame) for m in said.macs if m.address == "10.128.0.1"]
    assert owners == [("0a:58:0a:80:00:01", 2), ("0a:58:0a:80:00:66", 5)]


@pytest.mark.parametrize(("name", "vni"), [("icmp", -1), ("icmp-in-vxlan", 77)])
def test_an_icmp_error_quotes_its_packet(name: str, vni: int) -> None:
    said = capture(name)
    (error,) = said.icmp_errors
    assert (error.frame, error.source, error.destination) == (1, "192.168.1.254", CLIENT)
    assert (error.type, error.code, error.mtu, error.vni) == (3, 4, 1400, vni)
    assert (error.quoted_source, error.quoted_destination, error.quoted_destination_port) == (
        CLIENT, SERVER, 8443,
    )  # fmt: skip
    assert (error.quoted_length, error.quoted_ident) == (1440, 77)
    assert "need to frag (mtu 1400)" in said.source(1).text


def test_tunnels_add_up_in_each_direction() -> None:
    said = capture("tcp-in-vxlan")
    there, back = said.tunnels
    assert (there.source, there.destination, there.vni, there.port) == (
        "192.168.1.1", "192.168.1.2", 77, 4789,
    )  # fmt: skip
    assert (there.packets, back.packets) == (11, 6)
    assert said.connections[0].tunnel == (0, 1)
    assert (there.first_frame, back.first_frame, there.last_frame) == (1, 2, 16)
    # Each way: Ethernet, IPv4, UDP, VXLAN, Ethernet, IPv4 and TCP take 104 bytes a packet.
    assert there.octets == 11 * 104 + 3 * len(HELLO) + 5 * 100


def test_interfaces_have_names_and_packets() -> None:
    said = capture("pcapng-two-links")
    assert [(i.name, i.linktype, i.frames) for i in said.interfaces] == [
        ("eth0", "ethernet", 17), ("tun0", "raw", 7),
    ]  # fmt: skip


def test_times_are_nanoseconds_in_every_format() -> None:
    first = {name: capture(name).first for name in ("tcp", "nanoseconds", "pcapng", "sections")}
    assert set(first.values()) == {1_700_000_000 * 10**9}
    assert capture("pcapng-binary-clock").duration == pytest.approx(0.016, abs=1e-5)


def test_lines_read_like_tcpdump() -> None:
    said = capture("tcp-in-vxlan")
    assert said.source(2).text == (
        "22:13:20.001000 [VXLAN 192.168.1.2 > 192.168.1.1 vni 77] IP 10.129.0.7.8443 > "
        "10.128.0.5.40000: Flags [S.], seq 500, ack 101, win 8192, length 0"
    )
    assert said.source(2).line == 2


@pytest.mark.parametrize("keep", [30, 100, 300])
def test_a_cut_file_is_read_up_to_the_cut(keep: int) -> None:
    data = LISTED["tcp"]()
    parsed = PARSER.read(Artifact("cut.pcap", data[:-keep]))
    assert isinstance(parsed.fact, Captures)
    (said,) = parsed.fact
    assert said.damage.counts == {"cut": 1}
    assert said.frames < 17
    assert parsed.unread == ()


def test_a_broken_structure_is_unread_from_there_on() -> None:
    data = LISTED["tcp"]() + b"\xff" * 64
    parsed = PARSER.read(Artifact("broken.pcap", data))
    (said,) = parsed.fact  # type: ignore[misc]
    assert said.frames == 17
    assert [(s.line, s.text) for s in parsed.unread] == [(17, "no record header after frame 17")]


def test_damage_is_counted_and_kept_apart() -> None:
    assert capture("snaplen").damage.counts == {}
    short = Reader("s").read([made.pcap(at(*ethernet(*OPEN)), snaplen=40)])
    assert short.damage.counts == {"snapped": 3}
    assert len(short.connections) == 1
    wrong = made.vxlan(made.ip(CLIENT, SERVER, 6, made.tcp(1, 2, 2, 0)), flags=0)
    none = Reader("v").read([made.pcap([(0.0, made.ETHER + wrong)])])
    assert none.damage.counts == {"vxlan-header": 1}
    assert none.tunnels == ()


def test_a_wrong_checksum_inside_a_tunnel_is_damage() -> None:
    packet = made.ip(CLIENT, SERVER, 6, made.tcp(1, 2, 2, 0))
    wrong = packet[:10] + b"\x12\x34" + packet[12:]
    frames = [(n * 0.1, made.ETHER + made.vxlan(each)) for n, each in enumerate((packet, wrong))]
    said = Reader("c").read([made.pcap(frames)])
    assert (said.damage.counts, said.damage.frames) == ({"ip-checksum": 1}, {"ip-checksum": 2})
    outside = Reader("o").read([made.pcap([(0.0, made.ETHER + wrong)])])
    assert outside.damage.counts == {}
