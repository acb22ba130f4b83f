"""Flows of a terminal name ports; the ports' own dump tells their numbers."""

from __future__ import annotations

from parsers import ovs_flows, ovs_ports
from parsers.base import Artifact

FLOWS = """\
 cookie=0x0, duration=9s, table=20, n_packets=0, n_bytes=0, priority=100,ip,in_port="veth-a",nw_src=10.1.0.5 actions=load:0->NXM_NX_REG0[],goto_table:21
 cookie=0x0, duration=9s, table=40, n_packets=0, n_bytes=0, priority=100,arp,arp_tpa=10.1.0.5 actions=output:"veth-a"
 cookie=0x0, duration=9s, table=40, n_packets=0, n_bytes=0, priority=100,arp,arp_tpa=10.1.0.6 actions=output:vethb
 cookie=0x0, duration=9s, table=50, n_packets=0, n_bytes=0, priority=100,arp,arp_tpa=10.1.2.0/24 actions=set_field:192.0.2.1->tun_dst,output:vxlan0
"""
PORTS = """\
OFPST_PORT_DESC reply (OF1.3) (xid=0x2):
 1(vxlan0): addr:4a:86:04:9f:0d:d4
 7("veth-a"): addr:1e:79:f3:a0:e8:8c
"""


def test_numbers_replace_the_names_that_the_ports_explain() -> None:
    flows = ovs_flows.read(Artifact("flows", text=FLOWS)).fact
    ports = ovs_ports.read(Artifact("ports", text=PORTS)).fact
    assert [flow.outputs for flow in flows.flows] == [(), ("veth-a",), ("vethb",), (1,)]
    assert [flow.line for flow in flows.find(20, in_port="veth-a")] == [1]
    named = flows.with_ports(ports)
    assert [flow.outputs for flow in named.flows] == [(), (7,), ("vethb",), (1,)]
    assert [flow.line for flow in named.find(20, in_port=7)] == [1]
    assert named.find(20, in_port="veth-a") == []
    assert named.flows[1].source.text == FLOWS.splitlines()[1], "evidence stays as collected"
