"""What a node says of itself: ports of br0, addresses, routes, sysctl, its SDN's log."""

from __future__ import annotations

from tests.accuracy.members import SERVICES, Host
from tests.accuracy.plan import Plan

UP = "<BROADCAST,MULTICAST,UP,LOWER_UP>"
NIC = "ens3"


def ports(plan: Plan, host: Host) -> str:
    """`ovs-ofctl -O OpenFlow13 show br0`."""
    rows = [(1, "vxlan0"), (2, "tun0"), *((p.port, p.veth) for p in plan.live(host))]
    text = ["OFPT_FEATURES_REPLY (OF1.3) (xid=0x2): dpid:0000f27c66c9bd43",
            "n_tables:254, n_buffers:0",
            "capabilities: FLOW_STATS TABLE_STATS PORT_STATS GROUP_STATS QUEUE_STATS",
            "OFPST_PORT_DESC reply (OF1.3) (xid=0x3):"]  # fmt: skip
    for number, name in rows:
        text += [f" {number}({name}): addr:{'be:4c:11:0a:77' if number else ''}:{number or 0:02x}",
                 "     config:     0", "     state:      LIVE" if plan.release.number > (4, 8) else
                 "     state:      0", "     speed: 0 Mbps now, 0 Mbps max"]  # fmt: skip
    text += [" LOCAL(br0): addr:f2:7c:66:c9:bd:43", "     config:     PORT_DOWN",
             "     state:      LINK_DOWN", "     speed: 0 Mbps now, 0 Mbps max",
             "OFPT_GET_CONFIG_REPLY (OF1.3) (xid=0x9): frags=nx-match miss_send_len=0"]  # fmt: skip
    return "\n".join(text) + "\n"


def vsctl(plan: Plan, host: Host) -> str:
    """`ovs-vsctl show`."""
    text = ["5c1f8a3e-1d52-4a0e-9d3c-0b8a7e6f5d41", "    Bridge br0", "        fail_mode: secure"]
    for pod in plan.live(host):
        text += [f"        Port {pod.veth}", f"            Interface {pod.veth}"]
    text += ["        Port tun0", "            Interface tun0", "                type: internal",
             "        Port vxlan0", "            Interface vxlan0", "                type: vxlan",
             '                options: {dst_port="4789", key=flow, remote_ip=flow}',
             "        Port br0", "            Interface br0", "                type: internal",
             '    ovs_version: "2.15.4"']  # fmt: skip
    return "\n".join(text) + "\n"


def addresses(plan: Plan, host: Host) -> str:
    """`ip addr show`."""
    last = host.subnet.broadcast_address
    rows = [
        ("lo", "<LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000",
         "loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00", ["127.0.0.1/8 scope host lo"]),
        (NIC, f"{UP} mtu 1500 qdisc fq_codel state UP group default qlen 1000",
         f"ether {host.mac} brd ff:ff:ff:ff:ff:ff",
         [f"{host.ip}/21 brd 172.16.47.255 scope global dynamic noprefixroute {NIC}"]),
        ("ovs-system", "<BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default qlen 1000",
         "ether 1e:7f:62:a3:9c:02 brd ff:ff:ff:ff:ff:ff", []),
        ("vxlan_sys_4789", f"{UP} mtu 65000 qdisc noqueue master ovs-system state UNKNOWN group default qlen 1000",
         "ether be:4c:11:0a:77:01 brd ff:ff:ff:ff:ff:ff", []),
        ("br0", "<BROADCAST,MULTICAST> mtu 1450 qdisc noop state DOWN group default qlen 1000",
         "ether f2:7c:66:c9:bd:43 brd ff:ff:ff:ff:ff:ff", []),
        ("tun0", f"{UP} mtu 1450 qdisc noqueue state UNKNOWN group default qlen 1000",
         f"ether {host.tun0} brd ff:ff:ff:ff:ff:ff",
         [f"{host.gateway}/{host.subnet.prefixlen} brd {last} scope global tun0"]),
    ]  # fmt: skip
    rows[1][3].extend(
        f"{p.egress_ip}/21 brd 172.16.47.255 scope global secondary {NIC}:eip"
        for p in plan.egress(host)
    )
    rows += [
        (f"{p.veth}@if3", f"{UP} mtu 1450 qdisc noqueue master ovs-system state UP group default ",
         f"ether {p.mac.replace('0a:58', '36:be')} brd ff:ff:ff:ff:ff:ff link-netnsid {p.port}", [])
        for p in plan.live(host)
    ]  # fmt: skip
    text = []
    for index, (name, flags, link, nets) in enumerate(rows, 1):
        text += [f"{index}: {name}: {flags}", f"    link/{link}"]
        for net in nets:
            text += [f"    inet {net}", "       valid_lft forever preferred_lft forever"]
    return "\n".join(text) + "\n"


def routes(plan: Plan, host: Host) -> str:
    """`ip route show`."""
    pods = "".join(f"{c} dev tun0 scope link \n" for c in plan.cidrs)
    return (
        f"default via 172.16.40.1 dev {NIC} proto dhcp metric 100 \n{pods}"
        f"172.16.40.0/21 dev {NIC} proto kernel scope link src {host.ip} metric 100 \n"
        f"{SERVICES} dev tun0 \n"
    )


def sysctl(plan: Plan, host: Host) -> str:
    """`sysctl -a`, what concerns the network."""
    names = ("all", "default", NIC, "tun0")
    return (
        f"kernel.hostname = {host.name}\nnet.bridge.bridge-nf-call-iptables = 1\n"
        + "".join(f"net.ipv4.conf.{n}.forwarding = 1\n" for n in names)
        + "".join(f"net.ipv4.conf.{n}.rp_filter = {int(n != 'tun0')}\n" for n in names)
        + "net.ipv4.ip_forward = 1\nnet.netfilter.nf_conntrack_count = 4711\n"
        "net.netfilter.nf_conntrack_max = 262144\nnet.nf_conntrack_max = 262144\n"
    )


def log(plan: Plan, host: Host) -> str:
    """The SDN's own log of its last start, as `oc logs` prints it; of a process days old."""
    old = plan.release.number < (4, 0)
    said = [
        ("04.110", "node.go:148", f'Initializing SDN node "{host.name}" ({host.ip}) of type "redhat/openshift-ovs-x"'),
        ("04.402", "sdn_controller.go:139", "[SDN setup] full SDN setup required (Link not found)"),
        ("06.871", "node.go:389", "Starting openshift-sdn pod manager"),
        ("07.020", "node.go:443", "openshift-sdn network plugin registering startup"),
        ("07.021", "node.go:461", "openshift-sdn network plugin ready"),
    ]  # fmt: skip
    pid = 2231 if old else 2517
    late = f"I0310 10:41:55.301772    {pid} proxier.go:371] userspace proxy: processing 0 service events\n"
    return (
        "".join(f"I0302 08:15:{at}918    {pid} {where}] {what}\n" for at, where, what in said)
        + late
    )
