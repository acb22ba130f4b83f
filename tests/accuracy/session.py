"""What somebody typed on a node, and what it answered: commands that no collector runs."""

from __future__ import annotations

from tests.accuracy.members import Host
from tests.accuracy.plan import Plan

MODULES = ("vxlan", "openvswitch", "nf_conntrack", "nf_nat", "nf_defrag_ipv4", "ip_tables", "veth",
           "br_netfilter", "bridge", "iptable_nat", "iptable_filter", "xt_comment", "xt_mark",
           "xt_conntrack", "xt_recent", "xt_statistic", "xt_addrtype", "overlay", "xfs", "libcrc32c",
           "udp_tunnel", "ip6_udp_tunnel", "nf_reject_ipv4", "ipt_REJECT")  # fmt: skip


def session(plan: Plan, host: Host) -> str:
    """Return a transcript with its prompts."""
    others = [each for each in plan.hosts if each is not host][:3]
    prompt = f"[root@{host.name.split('.')[0]} ~]# "
    text = []
    for command, answer in (
        ("ip rule", "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default"),
        ("ip neigh show", neighbours(plan, host)),
        ("lsmod", modules()),
        ("ethtool ens3", "Settings for ens3:\n\tSpeed: 10000Mb/s\n\tDuplex: Full\n\tLink detected: yes"),
        ("ethtool -i tun0", "driver: openvswitch\nversion: \nfirmware-version: \nbus-info: "),
        ("ethtool -i vxlan_sys_4789", "driver: vxlan\nversion: 0.1\nfirmware-version: \nbus-info: "),
        ("ovs-ofctl -O OpenFlow13 dump-ports br0", counters(plan, host)),
        *((f"ip route get {each.ip}", f"{each.ip} dev ens3 src {host.ip} \n    cache ") for each in others),
        *((f"tracepath -n {each.ip}", f" 1?: [LOCALHOST]                      pmtu 1500\n 1:  {each.ip}        0.431ms reached\n     Resume: pmtu 1500 hops 1 back 1") for each in others[:1]),
        ("conntrack -L", tracked(plan, host)),
        ("systemctl status firewalld iptables", SERVICES_STATUS),
        ("dmesg | tail -3", "[    8.112904] openvswitch: Open vSwitch switching datapath\n[   12.330121] device tun0 entered promiscuous mode\n[   12.410977] vxlan_sys_4789: udp port 4789"),
        ("ss -ltn", listening(plan, host)),
        ("dig +short www.example.com", "198.18.20.1\n198.18.20.2"),
        *((f"curl -v http://{pod.ip}:8080/", answered(pod.ip)) for pod in plan.live(host)[:1]),
    ):  # fmt: skip
        text += [prompt + command, answer]
    return "\n".join(text) + "\n"


SERVICES_STATUS = """* firewalld.service - firewalld - dynamic firewall daemon
   Loaded: loaded (/usr/lib/systemd/system/firewalld.service; disabled; vendor preset: enabled)
   Active: inactive (dead)

* iptables.service - IPv4 firewall with iptables
   Loaded: loaded (/usr/lib/systemd/system/iptables.service; enabled; vendor preset: disabled)
   Active: active (exited) since Mon 2026-03-02 08:14:40 UTC; 1 weeks 1 days ago"""


def neighbours(plan: Plan, host: Host) -> str:
    rows = ["172.16.40.1 dev ens3 lladdr fa:16:3e:00:00:01 REACHABLE"]
    rows += [f"{pod.ip} dev tun0 lladdr {pod.mac} {'STALE' if index % 2 else 'REACHABLE'}"
             for index, pod in enumerate(plan.live(host)[:6]) if not pod.leaving]  # fmt: skip
    return "\n".join(rows)


def modules() -> str:
    rows = [
        f"{name:<22} {16384 + 512 * index:>6}  {index % 3}" for index, name in enumerate(MODULES)
    ]
    return "\n".join(["Module                  Size  Used by", *rows])


def counters(plan: Plan, host: Host) -> str:
    ports = [1, 2, *(pod.port for pod in plan.live(host))]
    rows = [f"OFPST_PORT reply (OF1.3) (xid=0x2): {len(ports)} ports"]
    for port in ports:
        rows += [f"  port {port:>2}: rx pkts=84120, bytes=9433120, drop=0, errs=0, frame=0, over=0, crc=0",
                 "           tx pkts=91233, bytes=9712001, drop=0, errs=0, coll=0",
                 "           duration=700031.1s"]  # fmt: skip
    return "\n".join(rows)


def tracked(plan: Plan, host: Host) -> str:
    """Connections of the node's pods to services, as kube-proxy led them."""
    rows = []
    pods = [pod for pod in plan.live(host) if not pod.leaving]
    for index, service in enumerate(plan.services[:4]):
        _, protocol, port, target = service.ports[-1]
        to = service.pods[index % len(service.pods)].ip
        pod, at = pods[index % len(pods)].ip, 40_000 + index
        back = f"src={to} dst={pod} sport={target} dport={at}"
        go = f"src={pod} dst={service.ip} sport={at} dport={port}"
        if protocol == "UDP":
            rows.append(f"udp      17 25 {go} {back} [ASSURED] mark=0 use=1")
        else:
            rows.append(f"tcp      6 86391 ESTABLISHED {go} {back} [ASSURED] mark=0 use=1")
    return "\n".join(rows)


def listening(plan: Plan, host: Host) -> str:
    router = any(pod.app == "router" and pod.host is host for pod in plan.pods)
    ports = [
        22,
        111,
        9100,
        9101,
        10250,
        10256,
        8080,
        8090,
        5355,
        2049,
        *((80, 443, 1936) if router else ()),
    ]
    rows = ["State      Recv-Q Send-Q Local Address:Port               Peer Address:Port"]
    rows += [f"LISTEN     0      128          *:{port:<24} *:*" for port in ports]
    return "\n".join(rows)


def answered(ip: str) -> str:
    return f"""* About to connect() to {ip} port 8080 (#0)
*   Trying {ip}...
* Connected to {ip} ({ip}) port 8080 (#0)
> GET / HTTP/1.1
> Host: {ip}:8080
>
< HTTP/1.1 200 OK
<"""
