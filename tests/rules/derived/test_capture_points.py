"""Where captures were taken: by path, by the capture, by flows, by the addresses in it."""

from __future__ import annotations

from pathlib import Path

from scapy.utils import PcapNgWriter

from analyzer import analysis
from analyzer.report_captures import CaptureSummary
from tests.rules.captures.frames import BACK, FRONT, NODE1, START, Film
from tests.rules.captures.make import ROOT, around, tunnelled
from tests.rules.captures.objects import OBJECTS

FLOWS = """> ovs-ofctl -O OpenFlow13 dump-flows br0

OFPST_FLOW reply (OF1.3) (xid=0x2):
 cookie=0x0, duration=9000.0s, table=20, n_packets=9, n_bytes=900, priority=100,ip,in_port=7,nw_src=10.128.2.4 actions=load:0x2513fb->NXM_NX_REG0[],goto_table:21
"""
PORTS = """> ovs-ofctl -O OpenFlow13 show br0

OFPT_FEATURES_REPLY (OF1.3) (xid=0x2): dpid:0000ea00372f1940
n_tables:254, n_buffers:0
capabilities: FLOW_STATS TABLE_STATS PORT_STATS GROUP_STATS QUEUE_STATS
OFPST_PORT_DESC reply (OF1.3) (xid=0x3):
 1(vxlan0): addr:4a:86:04:9f:0d:d4
     config:     0
     state:      0
     speed: 0 Mbps now, 0 Mbps max
 7(vethaabbccdd): addr:4a:86:04:9f:0d:d5
     config:     0
     state:      0
     speed: 0 Mbps now, 0 Mbps max
OFPT_GET_CONFIG_REPLY (OF1.3) (xid=0x5): frags=normal miss_send_len=0
"""


def placed(folder: Path, path: str, film: Film, **texts: str) -> CaptureSummary:
    film.save(folder / ROOT / path)
    for name, text in OBJECTS.items():
        file = folder / ROOT / "master" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    for name, text in texts.items():
        file = folder / ROOT / "nodes/node1.example.com" / name.replace("_", "-")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (found,) = analysis.analyze([folder], analysis.Options(select=("syn-unanswered",))).captures
    return found


def plain(*pairs: tuple[str, str]) -> Film:
    film = Film()
    for at, (source, destination) in enumerate(pairs or ((FRONT, BACK), (FRONT, "10.128.4.6"))):
        film.ping(float(at), source, destination, at)
    return film


def test_the_directory_and_the_file_name(tmp_path: Path) -> None:
    found = placed(tmp_path, "nodes/node2.example.com/tun0.pcap", plain())
    assert (found.place, found.node) == ("tun0 of node2.example.com", "node2.example.com")
    assert "the path names node2.example.com" in found.reason


def test_a_loose_capture_of_the_underlay_lies_where_all_tunnels_end(tmp_path: Path) -> None:
    film = around(tunnelled())
    film.tunnel = ("192.168.122.10", "192.168.122.12", 5)
    found = placed(tmp_path, "a.pcap", film.ping(9.0, FRONT, "10.128.6.7", 3))
    assert found.node == "node1.example.com"
    assert "VXLAN in it" in found.reason
    assert "by the addresses in it node1.example.com" in found.reason


def test_a_loose_capture_between_two_nodes_is_of_neither(tmp_path: Path) -> None:
    found = placed(tmp_path, "a.pcap", around(tunnelled()))
    assert (found.place, found.node) == ("a.pcap", None)


def test_a_loose_capture_of_one_pod(tmp_path: Path) -> None:
    found = placed(tmp_path, "trace.pcap", plain())
    assert found.node == "node1.example.com"
    assert f"nearly all packets are from or to {FRONT} (pod web/frontend-1-aaaaa" in found.reason


def test_the_file_is_named_for_a_pod(tmp_path: Path) -> None:
    name = "backend-1-bbbbb-2026-11-23T04_00_00.pcap"
    found = placed(tmp_path, name, plain((FRONT, BACK), (NODE1, BACK)))
    assert found.place == "eth0 of node2.example.com"
    assert "the file's name says pod web/backend-1-bbbbb" in found.reason


def test_the_flows_of_the_port_name_the_pod(tmp_path: Path) -> None:
    film = plain((FRONT, BACK))  # both ends are pods: the addresses alone say nothing
    path = "nodes/node1.example.com/vethaabbccdd.pcap"
    found = placed(tmp_path, path, film, flows=FLOWS, ovs_show=PORTS)
    assert "the flows of its port are of 10.128.2.4 (pod web/frontend-1-aaaaa" in found.reason


def test_the_capture_names_its_interface(tmp_path: Path) -> None:
    file = tmp_path / ROOT / "nodes/node1.example.com/x.pcapng"
    file.parent.mkdir(parents=True)
    writer = PcapNgWriter(str(file))
    for at, packet in plain().frames:
        packet.time = START + at
        packet.sniffed_on = "ens3"
        writer.write(packet)
    writer.close()
    (tmp_path / ROOT / "master").mkdir()
    (tmp_path / ROOT / "master/hostsubnets").write_text(OBJECTS["hostsubnets"])
    report = analysis.analyze([tmp_path], analysis.Options(select=("syn-unanswered",)))
    (found,) = report.captures
    assert found.place == "ens3 of node1.example.com"
    assert "the capture says it is of ens3" in found.reason


def test_nothing_tells(tmp_path: Path) -> None:
    found = placed(tmp_path, "x.pcap", plain(("203.0.113.1", "203.0.113.2")))
    assert (found.place, found.node, found.reason) == ("x.pcap", None, "")
    assert found.conversations[0].client_name == ""
