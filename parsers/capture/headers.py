"""Layouts of the headers that are read as columns: offsets and formats of their fields."""

from __future__ import annotations

from parsers.capture.window import layout

ETHER = layout(
    26, d1=(0, ">u2"), d2=(2, ">u4"), s1=(6, ">u2"), s2=(8, ">u4"),
    type=(12, ">u2"), type2=(16, ">u2"), type3=(20, ">u2"), type4=(24, ">u2"),
)  # fmt: skip
SLL = layout(16, s1=(6, ">u2"), s2=(8, ">u4"), type=(14, ">u2"))
SLL2 = layout(20, type=(0, ">u2"), ifindex=(4, ">u4"), s1=(12, ">u2"), s2=(14, ">u4"))
FIRST = layout(4, little=(0, "<u4"), big=(0, ">u4"), nibble=(0, "u1"))
ARPS = layout(
    28, protocol=(2, ">u2"), sizes=(4, ">u2"), operation=(6, ">u2"),
    s1=(8, ">u2"), s2=(10, ">u4"), sender=(14, ">u4"), target=(24, ">u4"),
)  # fmt: skip

# A frame as Open vSwitch sends VXLAN: Ethernet, IPv4 without options, UDP, VXLAN, Ethernet inside.
TUNNELLED = layout(
    64, type=(12, ">u2"), version=(14, "u1"), length=(16, ">u2"), fragment=(20, ">u2"),
    protocol=(23, "u1"), source=(26, ">u4"), destination=(30, ">u4"), dport=(36, ">u2"),
    udp_length=(38, ">u2"), vxlan=(42, ">u4"), vni=(46, ">u4"), d1=(50, ">u2"), d2=(52, ">u4"),
    s1=(56, ">u2"), s2=(58, ">u4"), inner_type=(62, ">u2"),
)  # fmt: skip

# IPv4 without options and what may lie behind it: TCP, UDP, ICMP, VXLAN and its inner Ethernet.
IP = layout(
    60, version=(0, "u1"), length=(2, ">u2"), ident=(4, ">u2"), fragment=(6, ">u2"),
    ttl=(8, "u1"), protocol=(9, "u1"), source=(12, ">u4"), destination=(16, ">u4"),
    sport=(20, ">u2"), dport=(22, ">u2"), udp_length=(24, ">u2"),
    sequence=(24, ">u4"), acknowledgement=(28, ">u4"), offset=(32, "u1"), flags=(33, "u1"),
    window=(34, ">u2"), icmp_type=(20, "u1"), icmp_code=(21, "u1"),
    icmp_id=(24, ">u2"), icmp_seq=(26, ">u2"),
    vxlan=(28, ">u4"), vni=(32, ">u4"), inner_type=(48, ">u2"), inner_version=(50, "u1"),
    inner_length=(52, ">u2"),
)  # fmt: skip
