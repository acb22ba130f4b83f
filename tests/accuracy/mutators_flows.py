"""Ways to break br0: its flows, its ports."""

from __future__ import annotations

import re

from tests.accuracy.mutation import Mutator, Place, both, flow, gone, only, swap

REG2 = "output:NXM_NX_REG2[]"
SEND = "move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31],set_field:{}->tun_dst,output:1"


def no_flows(at: Place) -> str | None:
    """What a bridge without a controller has."""
    dump = at.text("flows")
    if dump is None:
        return None
    head = dump.partition("\n")[0]
    normal = " cookie=0x0, duration=600123.4s, table=0, n_packets=9, n_bytes=882, priority=0 actions=NORMAL"
    return at.put("flows", f"{head}\n{normal}\n")


def other_port(at: Place) -> str:
    """The port of another pod of the node."""
    return next(str(p.port) for p in at.bundle.plan.live(at.host) if p is not at.pod)


def to_other_port(pattern: str, new: str) -> Mutator:
    return lambda at: swap("flows", pattern, new.replace("<otherport>", other_port(at)))(at)


def missing_port(at: Place) -> str | None:
    """All flows of a pod name a port that is gone."""
    nodes = [
        swap("flows", r"in_port=<port>,(?=arp_spa=<pod>,|nw_src=<pod> )", "in_port=77,", 0)(at),
        swap("flows", r"(arp_tpa=<pod> actions=output:)<port>\b", r"\g<1>77")(at),
        swap("flows", r"(nw_dst=<pod> actions=\S+,load:)0x\w+(->NXM_NX_REG2)", r"\g<1>0x4d\2")(at),
    ]
    return nodes[0]


def left_over(at: Place) -> str | None:
    """Flows like those of a pod, for an address that no pod has."""
    dump = at.text("flows")
    if dump is None:
        return None
    old, new = at.pod.ip, at.host.subnet[-3]
    sha = "00:00:" + ":".join(f"{octet:02x}" for octet in new.packed)
    lines = []
    for line in dump.split("\n"):
        lines.append(line)
        if re.search(rf"table=(20|25|40|70),.*={re.escape(old)}[ ,]", line):
            copy = line.replace(f"={old}", f"={new}")
            lines.append(copy.replace(f"arp_sha=00:00{at.pod.mac[5:]}", f"arp_sha={sha}"))
    return at.put("flows", "\n".join(lines))


VNID = r"(0x\w+|0)(->NXM_NX_REG[01])"
STATIC = r"table=(?:0|10|20|21|25|27|30|31|40|50|60|70|80|90|110|120),.*"

FLOWS: dict[str, Mutator] = {
    "sender flow deleted": gone("flows", "table=10,.*tun_src=<other> "),
    "ARP tunnel flow deleted": gone("flows", "table=50,.*arp_tpa=<far> "),
    "IP tunnel flow deleted": gone("flows", "table=90,.*nw_dst=<far> "),
    "all flows of a node deleted": gone("flows", "tun_src=<other> |(table=50|table=90),.*=<far> ", every=True),
    "IP tunnel to a wrong address": swap("flows", "(table=90,.*nw_dst=<far> .*set_field:)<other>", r"\g<1><stranger>"),
    "ARP tunnel to a wrong address": swap("flows", "(table=50,.*arp_tpa=<far> .*set_field:)<other>", r"\g<1><stranger>"),
    "both tunnels to a wrong address": swap("flows", "((?:arp_tpa|nw_dst)=<far> .*set_field:)<other>", r"\g<1><stranger>", 0),
    "flows of a node that is gone": both(
        flow("table=10 priority=100,tun_src=<stranger> actions=goto_table:30", cookie="0x11aa22bb"),
        flow("table=50 priority=100,arp,arp_tpa=10.99.4.0/23 actions=" + SEND.format("<stranger>"), cookie="0x11aa22bb"),
        flow("table=90 priority=100,ip,nw_dst=10.99.4.0/23 actions=" + SEND.format("<stranger>"), cookie="0x11aa22bb"),
    ),
    "sender flow for itself": flow("table=10 priority=100,tun_src=<own> actions=goto_table:30", cookie="0x11aa22bb"),
    "cookie of a former HostSubnet": swap("flows", r"cookie=0x\w+(, duration=\S+, table=(?:10|50|90), .*(?:tun_src=<other>|=<far>) )", r"cookie=0x55443322\1", 0),
    "multicast list lacks a node": only("!SN", swap("flows", r"(table=111,.*?)set_field:<other>->tun_dst,output:1,", r"\1")),
    "pod flow deleted: ARP from it": gone("flows", "table=20,.*arp_spa=<pod>,"),
    "pod flow deleted: IP from it": gone("flows", "table=20,.*nw_src=<pod> "),
    "pod flow deleted: through a service": gone("flows", "table=25,.*nw_src=<pod> "),
    "pod flow deleted: ARP to it": gone("flows", "table=40,.*arp_tpa=<pod> "),
    "pod flow deleted: IP to it": gone("flows", "table=70,.*nw_dst=<pod> "),
    "all flows of a pod deleted": gone("flows", "table=(20|25|40|70),.*=<pod>[ ,]", every=True),
    "VNID wrong: from the pod": swap("flows", f"(table=20,.*nw_src=<pod> actions=load:){VNID}", r"\g<1>0xabc123\3"),
    "VNID wrong: ARP from the pod": swap("flows", f"(table=20,.*arp_spa=<pod>,.* actions=load:){VNID}", r"\g<1>0xabc123\3"),
    "VNID wrong: through a service": swap("flows", f"(table=25,.*nw_src=<pod> actions=load:){VNID}", r"\g<1>0xabc123\3"),
    "VNID wrong: to the pod": swap("flows", f"(table=70,.*nw_dst=<pod> actions=load:){VNID}", r"\g<1>0xabc123\3"),
    "VNID wrong: all flows of the pod": swap("flows", f"((?:arp_spa|nw_src|nw_dst)=<pod>[ ,].*load:){VNID}", r"\g<1>0xabc123\3", 0),
    "port wrong: ARP to the pod": to_other_port("(table=40,.*arp_tpa=<pod> actions=output:)<port>", r"\g<1><otherport>"),
    "port wrong: IP from the pod": to_other_port("(table=20,.*in_port=)<port>(,nw_src=<pod> )", r"\g<1><otherport>\2"),
    "port wrong: ARP from the pod": to_other_port("(table=20,.*in_port=)<port>(,arp_spa=<pod>,)", r"\g<1><otherport>\2"),
    "port wrong: IP to the pod": to_other_port(r"(table=70,.*nw_dst=<pod> actions=\S+,load:)0x\w+(->NXM_NX_REG2)", r"\g<1><otherport>\2"),
    "port of a pod is gone": missing_port,
    "MAC wrong in a pod's ARP flow": swap("flows", "(arp_spa=<pod>,arp_sha=)00:00:0a:..", r"\g<1>00:00:0b:01"),
    "flows of a pod that is gone": left_over,
    "pod held back since days": only("NP !L6 !L7 !L8 !L9", both(
        flow("table=27 priority=500,ip,nw_src=<pod> actions=drop", cookie="0x4466b9eb"),
        flow("table=80 priority=500,ip,nw_dst=<pod> actions=drop", cookie="0x4466b9eb"))),
    "policy flow deleted: all may enter": gone("flows", "table=80,.*priority=50,reg1=<vnid> "),
    "policy flow deleted: all may leave": gone("flows", "table=27,.*priority=50,reg0=<vnid> "),
    "policy flow deleted: own project may enter": gone("flows", r"table=80,.*priority=150,reg0=(0x\w+),reg1=\1 "),
    "policy flow deleted: one peer may enter": gone("flows", "table=80,.*priority=150,.*nw_src=.*nw_dst=<local>,tp_dst"),
    "policy flow deleted: guarded pod": gone("flows", "table=80,.*priority=100,.*nw_dst=<local> actions=drop"),
    "policy flow deleted: part of a block": gone("flows", "table=80,.*nw_src=192.0.3."),
    "policy flow deleted: to all projects": gone("flows", "table=27,.*tp_dst=8443"),
    "isolation flow deleted": gone("flows", r"table=80,.*priority=100,reg0=(0x\w+),reg1=\1 "),
    "service flow deleted": gone("flows", "table=60,.*nw_dst=<service>,tp_dst="),
    "service flow deleted: fragments": gone("flows", "table=60,.*nw_dst=<service>,nw_frag=later"),
    "service flow: VNID wrong": swap("flows", f"(table=60,.*nw_dst=<service>,tp_dst.*actions=load:){VNID}", r"\g<1>0xabc123\3"),
    "static flow deleted: default drop or goto": gone("flows", "table=(10|20|21|25|27|40|50|60|70|80|90|110|120),.*priority=0 "),
    "static flow deleted: who sent it": gone("flows", "table=0,.*priority=(100|150|200|250|300|400|1000),"),
    "static flow deleted: routing": gone("flows", "table=3[01],.*priority=(300|250|200|100|50|25|0),(arp|ip|ct_state)"),
    "static flow deleted: conntrack": gone("flows", r"table=(21|30),.*ct\(commit"),
    "static flow deleted: services": gone("flows", "table=60,.*priority=200"),
    "static flow deleted: host to pods": gone("flows", "table=80,.*priority=300,"),
    "static flow deleted: table 80": gone("flows", "table=80,.*priority=200[, ]"),
    "static flow deleted: table 27": gone("flows", "table=27,.*priority=(500|300|200)[, ]"),
    "static flow deleted: way out": gone("flows", "table=(99|100|101),.*priority=0 "),
    "static flow changed: jump": swap("flows", "(table=(?:30|31),.*nw_dst=<near> actions=goto_table:)70", r"\g<1>40"),
    "static flow changed: priority": swap("flows", "(table=(?:30|31),.*priority=)200(,ip,nw_dst=<near> )", r"\g<1>90\2"),
    "static flow changed: network": swap("flows", "(table=(?:30|31),.*priority=100,ip,nw_dst=)<services>", r"\g<1>172.29.0.0/16"),
    "static flow changed: gateway": swap("flows", "(table=(?:30|31),.*priority=300,ip,nw_dst=)<gateway> ", r"\g<1>10.9.9.1 "),
    "pods may send VXLAN": gone("flows", "udp,tp_dst=4789 actions=drop"),
    "DNS flow deleted": gone("flows", "table=(99|100),.*udp,nw_dst=<own>,tp_dst=53"),
    "note deleted": gone("flows", "table=253"),
    "note of another release": swap("flows", r"(note:0[012]\.)\w\w", r"\g<1>06"),
    "no flows": no_flows,
    "foreign drop: a node": flow("table=90 priority=200,ip,nw_dst=<far> actions=drop"),
    "foreign drop: a pod": flow("table=70 priority=300,ip,nw_dst=<pod> actions=drop"),
    "foreign drop: all of the tunnel": flow("table=0 priority=2000,in_port=1 actions=drop"),
}  # fmt: skip

PORTS: dict[str, Mutator] = {
    "tun0 has another port number": swap("ovs-show", r" 2\(tun0\)", " 9(tun0)"),
    "vxlan0 is not a port": swap("ovs-show", r" 1\(vxlan0\).*\n.*\n.*\n.*\n", ""),
    "vxlan0 is down": swap("ovs-show", r"(1\(vxlan0\).*\n.*\n +state: +)\w+", r"\g<1>LINK_DOWN"),
    "tun0 is down": swap("ovs-show", r"(2\(tun0\).*\n +config: +)0", r"\g<1>PORT_DOWN"),
    "pod's port is gone": swap("ovs-show", r" +\d+\(<veth>\).*\n.*\n.*\n.*\n", ""),
    "pod's port is down": swap("ovs-show", r"(\d+\(<veth>\).*\n.*\n +state: +)\w+", r"\g<1>LINK_DOWN"),
    "port that no flow names": swap("ovs-show", r"( LOCAL\(br0\))", r" 91(veth99aa88bb): addr:be:4c:11:0a:77:5b\n     config:     0\n     state:      0\n     speed: 0 Mbps now, 0 Mbps max\n\1"),
    "vxlan0 without a device": swap("vsctl", "(Interface vxlan0\n)", r'\1                error: "could not add network device vxlan0 to ofproto (Address family not supported by protocol)"\n'),
    "no bridge": swap("vsctl", r"(?s)    Bridge br0.*?    ovs_version", "    ovs_version"),
}  # fmt: skip
