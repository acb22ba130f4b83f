"""Writes healthy clusters as debug.sh collects them, from templates of their own.

Nothing of analyzer/, parsers/ or rules/ is imported: the flows are written out as OpenShift SDN
3.11 (rule version 07, ovs-multitenant) installs them, so that a rule that expects something else
is caught.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from base64 import b32encode
from dataclasses import dataclass
from pathlib import Path

CLUSTER = ipaddress.IPv4Network("10.128.0.0/14")
SERVICES = ipaddress.IPv4Network("172.30.0.0/16")
NODES = ipaddress.IPv4Network("192.168.0.0/16")
TIME = "2026-11-20T12:00:00Z"


@dataclass(frozen=True)
class Pod:
    namespace: str
    name: str
    node: int
    index: int
    """On its node, from 0."""
    prefix: int

    @property
    def ip(self) -> str:
        return str(subnet(self.node, self.prefix)[self.index + 2])

    @property
    def port(self) -> int:
        return self.index + 3

    @property
    def veth(self) -> str:
        return "veth" + hashlib.sha256(self.ip.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Service:
    namespace: str
    name: str
    index: int
    pods: tuple[Pod, ...]

    @property
    def ip(self) -> str:
        return str(SERVICES[self.index + 10])


def subnet(node: int, prefix: int) -> ipaddress.IPv4Network:
    size = 1 << (32 - prefix)
    return ipaddress.IPv4Network((int(CLUSTER.network_address) + (node + 1) * size, prefix))


def node_name(node: int) -> str:
    return f"node{node + 1}.example.com"


def node_ip(node: int) -> str:
    return str(NODES[(122 << 8) + 10 + node])


def netid(namespace: str) -> int:
    if namespace == "default":
        return 0
    return 10 + int(hashlib.sha256(namespace.encode()).hexdigest()[:6], 16) % 16_000_000


def uid(name: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))


def cookie(name: str) -> str:
    return "0x" + hashlib.sha256(uid("hostsubnet" + name).encode()).hexdigest()[:8].lstrip("0")


def chain(kind: str, text: str) -> str:
    return f"KUBE-{kind}-" + b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


class Cluster:
    """A healthy cluster; `write` puts it on disk as debug.sh would."""

    def __init__(
        self, nodes: int = 2, pods: int = 3, services: int = 2, namespaces: int = 2
    ) -> None:
        self.prefix = 23 if nodes < 500 else 25
        self.nodes = nodes
        names = ["default", *(f"project{i}" for i in range(1, namespaces))]
        self.namespaces = names
        self.pods = [
            Pod(names[i % len(names)], f"app{i}-1-{uid(f'{n}/{i}')[:5]}", n, i, self.prefix)
            for n in range(nodes)
            for i in range(pods)
        ]
        by_slot: dict[tuple[str, int], list[Pod]] = {}
        for pod in self.pods:
            by_slot.setdefault((pod.namespace, pod.index), []).append(pod)
        slots = list(by_slot)
        self.services = []
        for index in range(services):
            namespace, slot = slots[index % len(slots)]
            backing = tuple(by_slot[namespace, slot][:2])
            self.services.append(Service(namespace, f"svc{index}", index, backing))

    def write(self, root: Path, *, firewall: bool = True, journals: bool = True) -> None:
        top = root / "openshift-sdn-debug"
        (top / "meta").mkdir(parents=True)
        (top / "meta/nodeinfo").write_text(
            "".join(f"{node_name(n)} {node_ip(n)}\n" for n in range(self.nodes))
        )
        master = top / "master"
        master.mkdir()
        for name, command, items in (
            ("nodes", "oc get nodes -o yaml", map(self.node_object, range(self.nodes))),
            ("hostsubnets", "oc get hostsubnets -o yaml", map(hostsubnet, range(self.nodes))),
            ("clusternetwork", "oc get clusternetwork -o yaml", [self.clusternetwork()]),
            ("netnamespaces", "oc get netnamespaces -o yaml", map(netnamespace, self.namespaces)),
            ("pods", "oc get pods --all-namespaces -o yaml", map(pod_object, self.pods)),
            ("services", "oc get services --all-namespaces -o yaml", map(service, self.services)),
            (
                "endpoints",
                "oc get endpoints --all-namespaces -o yaml",
                map(endpoints, self.services),
            ),
        ):
            (master / name).write_text(f"> {command}\n\n{yaml_list(list(items))}")
        for node in range(self.nodes):
            folder = top / "nodes" / node_name(node)
            folder.mkdir(parents=True)
            for name, command, text in (
                ("flows", "ovs-ofctl -O OpenFlow13 dump-flows br0", self.flows(node)),
                ("ovs-show", "ovs-ofctl -O OpenFlow13 show br0", self.ports(node)),
                ("addresses", "ip addr show", self.addresses(node)),
                ("routes", "ip route show", routes(node)),
                ("sysctl", "sysctl -a", SYSCTL),
                *((("iptables", "iptables-save", self.iptables()),) if firewall else ()),
                *((("journal-atomic-openshift-node.service",
                    "journalctl -u atomic-openshift-node.service", journal(node)),)
                  if journals else ()),
            ):  # fmt: skip
                (folder / name).write_text(f"> {command}\n\n{text}")

    def node_object(self, node: int) -> dict:
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"creationTimestamp": TIME, "name": node_name(node),
                         "uid": uid(node_name(node))},
            "spec": {"externalID": node_name(node)},
            "status": {
                "addresses": [
                    {"address": node_ip(node), "type": "InternalIP"},
                    {"address": node_name(node), "type": "Hostname"},
                ],
                "conditions": [
                    {"lastTransitionTime": TIME, "reason": "KubeletReady", "status": "True",
                     "type": "Ready"}
                ],
            },
        }  # fmt: skip

    def clusternetwork(self) -> dict:
        length = 32 - self.prefix
        return {
            "apiVersion": "network.openshift.io/v1",
            "clusterNetworks": [{"CIDR": str(CLUSTER), "hostSubnetLength": length}],
            "hostsubnetlength": length,
            "kind": "ClusterNetwork",
            "metadata": {"creationTimestamp": TIME, "name": "default", "uid": uid("default")},
            "network": str(CLUSTER),
            "pluginName": "redhat/openshift-ovs-multitenant",
            "serviceNetwork": str(SERVICES),
        }

    def flows(self, node: int) -> str:
        own = subnet(node, self.prefix)
        gateway, ip = own[1], node_ip(node)
        tunnel = "move:NXM_NX_TUN_ID[0..31]->NXM_NX_REG0[],goto_table:10"
        out = [
            (0, 250, "ip,in_port=2,nw_dst=224.0.0.0/4", "drop"),
            (0, 200, f"arp,in_port=1,arp_spa={CLUSTER},arp_tpa={own}", tunnel),
            (0, 200, f"ip,in_port=1,nw_src={CLUSTER}", tunnel),
            (0, 200, f"ip,in_port=1,nw_dst={CLUSTER}", tunnel),
            (0, 200, f"arp,in_port=2,arp_spa={gateway},arp_tpa={CLUSTER}", "goto_table:30"),
            (0, 200, "ip,in_port=2", "goto_table:30"),
            (0, 150, "in_port=1", "drop"),
            (0, 150, "in_port=2", "drop"),
            (0, 100, "arp", "goto_table:20"),
            (0, 100, "ip", "goto_table:20"),
            (0, 0, "", "drop"),
            (10, 0, "", "drop"),
            (20, 0, "", "drop"),
            (21, 0, "", "goto_table:30"),
            (30, 300, f"arp,arp_tpa={gateway}", "output:2"),
            (30, 300, f"ip,nw_dst={gateway}", "output:2"),
            (30, 200, f"arp,arp_tpa={own}", "goto_table:40"),
            (30, 200, f"ip,nw_dst={own}", "goto_table:70"),
            (30, 100, f"arp,arp_tpa={CLUSTER}", "goto_table:50"),
            (30, 100, f"ip,nw_dst={CLUSTER}", "goto_table:90"),
            (30, 100, f"ip,nw_dst={SERVICES}", "goto_table:60"),
            (30, 50, "ip,in_port=1,nw_dst=224.0.0.0/4", "goto_table:120"),
            (30, 25, "ip,nw_dst=224.0.0.0/4", "goto_table:110"),
            (30, 0, "ip", "goto_table:100"),
            (30, 0, "arp", "drop"),
            (40, 0, "", "drop"),
            (50, 0, "", "drop"),
            (60, 200, "reg0=0", "output:2"),
            (60, 0, "", "drop"),
            (70, 0, "", "drop"),
            (80, 300, f"ip,nw_src={gateway}", "output:NXM_NX_REG2[]"),
            (80, 200, "reg0=0", "output:NXM_NX_REG2[]"),
            (80, 200, "reg1=0", "output:NXM_NX_REG2[]"),
            (80, 0, "", "drop"),
            (90, 0, "", "drop"),
            (100, 200, f"tcp,nw_dst={ip},tp_dst=53", "output:2"),
            (100, 200, f"udp,nw_dst={ip},tp_dst=53", "output:2"),
            (100, 0, "", "goto_table:101"),
            (101, 0, "", "output:2"),
            (110, 0, "", "drop"),
            (120, 0, "", "drop"),
        ]
        lines = [(table, p, match, actions, "0x0") for table, p, match, actions in out]
        everyone = []
        for other in range(self.nodes):
            if other == node:
                continue
            mark, far = cookie(node_name(other)), subnet(other, self.prefix)
            send = (
                "move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31],"
                f"set_field:{node_ip(other)}->tun_dst,output:1"
            )
            everyone.append(f"set_field:{node_ip(other)}->tun_dst,output:1")
            lines += [
                (10, 100, f"tun_src={node_ip(other)}", "goto_table:30", mark),
                (50, 100, f"arp,arp_tpa={far}", send, mark),
                (90, 100, f"ip,nw_dst={far}", send, mark),
            ]
        lines.append(
            (111, 100, "", ",".join(
                ["move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31]", *sorted(everyone), "goto_table:120"]
            ), "0x0")
        )  # fmt: skip
        used = set()
        for pod in self.pods:
            if pod.node != node:
                continue
            number, port = netid(pod.namespace), pod.port
            used.add(number)
            load = f"load:{number:#x}" if number else "load:0"
            sha = "".join(f":{octet:02x}" for octet in ipaddress.IPv4Address(pod.ip).packed)
            arp_sha = f"00:00{sha}/00:00:ff:ff:ff:ff"
            lines += [
                (20, 100, f"arp,in_port={port},arp_spa={pod.ip},arp_sha={arp_sha}",
                 f"{load}->NXM_NX_REG0[],goto_table:21", "0x0"),
                (20, 100, f"ip,in_port={port},nw_src={pod.ip}",
                 f"{load}->NXM_NX_REG0[],goto_table:21", "0x0"),
                (40, 100, f"arp,arp_tpa={pod.ip}", f"output:{port}", "0x0"),
                (70, 100, f"ip,nw_dst={pod.ip}",
                 f"{load}->NXM_NX_REG1[],load:{port:#x}->NXM_NX_REG2[],goto_table:80", "0x0"),
            ]  # fmt: skip
        for each in self.services:
            number = netid(each.namespace)
            used.add(number)
            load = f"load:{number:#x}" if number else "load:0"
            to = f"{load}->NXM_NX_REG1[],load:0x2->NXM_NX_REG2[],goto_table:80"
            lines += [
                (60, 100, f"ip,nw_dst={each.ip},nw_frag=later", to, "0x0"),
                (60, 100, f"tcp,nw_dst={each.ip},tp_dst=8080", to, "0x0"),
            ]
        lines += [
            (80, 100, f"reg0={number:#x},reg1={number:#x}", "output:NXM_NX_REG2[]", "0x0")
            for number in sorted(used - {0})
        ]
        lines.sort(key=lambda line: (line[0], -line[1]))
        text = ["OFPST_FLOW reply (OF1.3) (xid=0x2):"]
        for table, priority, match, actions, mark in lines:
            what = f"priority={priority}" + (f",{match}" if match else "")
            hits = 0 if actions == "drop" else 7
            text.append(
                f" cookie={mark}, duration=86400.123s, table={table}, n_packets={hits}, "
                f"n_bytes={hits * 84}, {what} actions={actions}"
            )
        text.append(
            " cookie=0x0, duration=86400.123s, table=253, n_packets=0, n_bytes=0, "
            "actions=note:01.07.00.00.00.00"
        )
        return "\n".join(text) + "\n"

    def ports(self, node: int) -> str:
        ports = [(1, "vxlan0"), (2, "tun0")]
        ports += [(pod.port, pod.veth) for pod in self.pods if pod.node == node]
        text = [
            "OFPT_FEATURES_REPLY (OF1.3) (xid=0x2): dpid:0000a24b8a7f2344",
            "n_tables:254, n_buffers:0",
            "capabilities: FLOW_STATS TABLE_STATS PORT_STATS GROUP_STATS QUEUE_STATS",
            "OFPST_PORT_DESC reply (OF1.3) (xid=0x3):",
        ]
        for number, name in ports:
            text += [
                f" {number}({name}): addr:4a:86:04:9f:0d:{number % 256:02x}",
                "     config:     0",
                "     state:      0",
                "     speed: 0 Mbps now, 0 Mbps max",
            ]
        text += [
            " LOCAL(br0): addr:a2:4b:8a:7f:23:44",
            "     config:     PORT_DOWN",
            "     state:      LINK_DOWN",
            "     speed: 0 Mbps now, 0 Mbps max",
            "OFPT_GET_CONFIG_REPLY (OF1.3) (xid=0x5): frags=nx-match miss_send_len=0",
        ]
        return "\n".join(text) + "\n"

    def addresses(self, node: int) -> str:
        own = subnet(node, self.prefix)
        up = "<BROADCAST,MULTICAST,UP,LOWER_UP>"
        blocks = [
            ("lo", "<LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN",
             "loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00", "127.0.0.1/8 scope host lo"),
            ("eth0", f"{up} mtu 1500 qdisc pfifo_fast state UP",
             f"ether 52:54:00:66:7a:{node % 256:02x} brd ff:ff:ff:ff:ff:ff",
             f"{node_ip(node)}/16 brd 192.168.255.255 scope global eth0"),
            ("ovs-system", "<BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN",
             "ether 5a:b1:3f:40:1c:70 brd ff:ff:ff:ff:ff:ff", None),
            ("br0", "<BROADCAST,MULTICAST> mtu 1450 qdisc noop state DOWN",
             "ether a2:4b:8a:7f:23:44 brd ff:ff:ff:ff:ff:ff", None),
            ("vxlan_sys_4789", f"{up} mtu 65000 qdisc noqueue master ovs-system state UNKNOWN",
             "ether 4a:86:04:9f:0d:d4 brd ff:ff:ff:ff:ff:ff", None),
            ("tun0", f"{up} mtu 1450 qdisc noqueue state UNKNOWN",
             "ether 92:2c:0c:3a:25:f2 brd ff:ff:ff:ff:ff:ff",
             f"{own[1]}/{own.prefixlen} brd {own[-1]} scope global tun0"),
        ]  # fmt: skip
        blocks += [
            (f"{pod.veth}@if3", f"{up} mtu 1450 qdisc noqueue master ovs-system state UP",
             f"ether 4e:e0:f8:25:{node % 256:02x}:{pod.index % 256:02x} brd ff:ff:ff:ff:ff:ff link-netnsid {pod.index}",
             None)
            for pod in self.pods if pod.node == node
        ]  # fmt: skip
        text = []
        for index, (name, flags, link, inet) in enumerate(blocks, 1):
            text += [f"{index}: {name}: {flags} group default qlen 1000", f"    link/{link}"]
            if inet:
                text += [f"    inet {inet}", "       valid_lft forever preferred_lft forever"]
        return "\n".join(text) + "\n"

    def iptables(self) -> str:
        return iptables(self.services)


def hostsubnet(node: int) -> dict:
    name = node_name(node)
    return {
        "apiVersion": "network.openshift.io/v1",
        "host": name,
        "hostIP": node_ip(node),
        "kind": "HostSubnet",
        "metadata": {
            "annotations": {"pod.network.openshift.io/node-uid": uid(name)},
            "creationTimestamp": TIME,
            "name": name,
            "uid": uid("hostsubnet" + name),
        },
        "subnet": str(subnet(node, 23)),
    }


def netnamespace(name: str) -> dict:
    return {
        "apiVersion": "network.openshift.io/v1",
        "kind": "NetNamespace",
        "metadata": {"creationTimestamp": TIME, "name": name, "uid": uid("netns" + name)},
        "netid": netid(name),
        "netname": name,
    }


def pod_object(pod: Pod) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "creationTimestamp": TIME,
            # Services are served by the pods of the first two nodes, and select no others.
            "labels": {"app": f"app{pod.index}", "tier": "front" if pod.node < 2 else "spare"},
            "name": pod.name,
            "namespace": pod.namespace,
            "uid": uid(pod.name + pod.ip),
        },
        "spec": {
            "containers": [
                {"image": "example/app:1", "name": "app",
                 "ports": [{"containerPort": 8080, "protocol": "TCP"}]}
            ],
            "nodeName": node_name(pod.node),
        },
        "status": {
            "conditions": [{"lastTransitionTime": TIME, "status": "True", "type": "Ready"}],
            "hostIP": node_ip(pod.node),
            "phase": "Running",
            "podIP": pod.ip,
            "startTime": TIME,
        },
    }  # fmt: skip


def service(each: Service) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"creationTimestamp": TIME, "name": each.name, "namespace": each.namespace,
                     "uid": uid("svc" + each.name)},
        "spec": {
            "clusterIP": each.ip,
            "ports": [{"name": "http", "port": 8080, "protocol": "TCP", "targetPort": 8080}],
            "selector": {"app": f"app{each.pods[0].index}", "tier": "front"},
            "sessionAffinity": "None",
            "type": "ClusterIP",
        },
        "status": {"loadBalancer": {}},
    }  # fmt: skip


def endpoints(each: Service) -> dict:
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"creationTimestamp": TIME, "name": each.name, "namespace": each.namespace,
                     "uid": uid("ep" + each.name)},
        "subsets": [
            {
                "addresses": [
                    {"ip": pod.ip, "nodeName": node_name(pod.node),
                     "targetRef": {"kind": "Pod", "name": pod.name, "namespace": pod.namespace}}
                    for pod in each.pods
                ],
                "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
            }
        ],
    }  # fmt: skip


def routes(node: int) -> str:
    return (
        "default via 192.168.0.1 dev eth0 proto dhcp metric 100 \n"
        f"{CLUSTER} dev tun0 scope link \n"
        f"{SERVICES} dev tun0 \n"
        f"192.168.0.0/16 dev eth0 proto kernel scope link src {node_ip(node)} metric 100 \n"
    )


SYSCTL = """kernel.hostname = node
net.ipv4.conf.all.forwarding = 1
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth0.forwarding = 1
net.ipv4.conf.tun0.forwarding = 1
net.ipv4.ip_forward = 1
"""


def journal(node: int) -> str:
    start = f"Nov 20 12:00:05 {node_name(node)} atomic-openshift-node[7941]: "
    said = [
        "I1120 12:00:05.018097    7941 server.go:418] Version: v1.11.0+d4cacc0",
        'I1120 12:00:05.718097    7941 node.go:147] Initializing SDN node of type '
        f'"redhat/openshift-ovs-multitenant" with configured hostname "{node_name(node)}" '
        f'(IP "{node_ip(node)}"), iptables sync period "30s"',
        "I1120 12:00:05.918097    7941 sdn_controller.go:139] [SDN setup] full SDN setup required "
        "(Link not found)",
        "I1120 12:00:07.118097    7941 node.go:394] Starting openshift-sdn pod manager",
    ]  # fmt: skip
    lines = ["-- Logs begin at Fri 2026-11-20 12:00:00 UTC, end at Sat 2026-11-21 12:00:05 UTC. --"]
    late = start.replace("Nov 20", "Nov 21")
    return "\n".join([*lines, *(start + line for line in said), late + KUBELET]) + "\n"


KUBELET = "I1121 12:00:05.312097    7941 kubelet.go:1919] SyncLoop (DELETE): no pods"


def yaml_list(items: list[dict]) -> str:
    """A List as `oc get -o yaml` prints it: keys sorted, sequences not indented."""
    text = ["apiVersion: v1", "items:" if items else "items: []"]
    for item in items:
        text += emit(item, "  ", first="- ")
    text += ["kind: List", "metadata:", '  resourceVersion: ""', '  selfLink: ""']
    return "\n".join(text) + "\n"


def emit(value: dict, indent: str, first: str = "") -> list[str]:
    lines: list[str] = []
    for key in sorted(value):
        lead = indent[: len(indent) - len(first)] + first if first and not lines else indent
        inner = value[key]
        if isinstance(inner, dict) and inner:
            lines += [f"{lead}{key}:", *emit(inner, indent + "  ")]
        elif isinstance(inner, list) and inner:
            lines.append(f"{lead}{key}:")
            for each in inner:
                if isinstance(each, dict):
                    lines += emit(each, indent + "  ", first="- ")
                else:
                    lines.append(f"{indent}- {scalar(each)}")
        else:
            lines.append(f"{lead}{key}: {scalar(inner)}")
    return lines


def scalar(value: object) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, str) and (value in {"True", "None", ""} or value == TIME):
        return json.dumps(value)
    return str(value)


def iptables(services: list[Service]) -> str:
    nat = [
        '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A POSTROUTING -m comment --comment "rules for masquerading OpenShift traffic" -j OPENSHIFT-MASQUERADE',
        '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
        "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x1/0x1",
        '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -m mark --mark 0x1/0x1 -j MASQUERADE',
    ]  # fmt: skip
    chains = ["KUBE-SERVICES", "KUBE-MARK-MASQ", "KUBE-POSTROUTING", "KUBE-NODEPORTS",
              "OPENSHIFT-MASQUERADE"]  # fmt: skip
    for each in services:
        text = f"{each.namespace}/{each.name}:http"
        svc = chain("SVC", text + "tcp")
        chains.append(svc)
        nat.append(
            f'-A KUBE-SERVICES -d {each.ip}/32 -p tcp -m comment --comment "{text} cluster IP" '
            f"-m tcp --dport 8080 -j {svc}"
        )
        for i, pod in enumerate(each.pods):
            sep = chain("SEP", f"{text}tcp{pod.ip}:8080")
            chains.append(sep)
            left = len(each.pods) - i
            chance = (
                f" -m statistic --mode random --probability {1 / left:.11f}" if left > 1 else ""
            )
            nat += [
                f'-A {svc} -m comment --comment "{text}"{chance} -j {sep}',
                f'-A {sep} -s {pod.ip}/32 -m comment --comment "{text}" -j KUBE-MARK-MASQ',
                f'-A {sep} -p tcp -m comment --comment "{text}" -m tcp -j DNAT '
                f"--to-destination {pod.ip}:8080",
            ]
    nat.append(
        '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be '
        'the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS'
    )
    nat.append(
        f'-A OPENSHIFT-MASQUERADE -s {CLUSTER} -m comment --comment "masquerade pod-to-service '
        'and pod-to-external traffic" -j MASQUERADE'
    )
    head = ["# Generated by iptables-save v1.4.21 on Sat Nov 21 12:00:09 2026", "*nat"]
    head += [f":{c} ACCEPT [0:0]" for c in ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING")]
    head += [f":{c} - [0:0]" for c in sorted(set(chains))]
    return "\n".join([*head, *nat, "COMMIT"]) + "\n" + FILTER


FILTER = f"""*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-SERVICES - [0:0]
:OPENSHIFT-ADMIN-OUTPUT-RULES - [0:0]
:OPENSHIFT-FIREWALL-ALLOW - [0:0]
:OPENSHIFT-FIREWALL-FORWARD - [0:0]
:OS_FIREWALL_ALLOW - [0:0]
-A INPUT -m comment --comment "firewall overrides" -j OPENSHIFT-FIREWALL-ALLOW
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -j OS_FIREWALL_ALLOW
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A FORWARD -i tun0 ! -o tun0 -m comment --comment "administrator overrides" -j OPENSHIFT-ADMIN-OUTPUT-RULES
-A FORWARD -m comment --comment "firewall overrides" -j OPENSHIFT-FIREWALL-FORWARD
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x1/0x1 -j ACCEPT
-A OPENSHIFT-FIREWALL-ALLOW -p udp -m udp --dport 4789 -m comment --comment "VXLAN incoming" -j ACCEPT
-A OPENSHIFT-FIREWALL-ALLOW -i tun0 -m comment --comment "from SDN to localhost" -j ACCEPT
-A OPENSHIFT-FIREWALL-FORWARD -s {CLUSTER} -m comment --comment "attempted resend after connection close" -m conntrack --ctstate INVALID -j DROP
-A OPENSHIFT-FIREWALL-FORWARD -d {CLUSTER} -m comment --comment "forward traffic from SDN" -j ACCEPT
-A OPENSHIFT-FIREWALL-FORWARD -s {CLUSTER} -m comment --comment "forward traffic to SDN" -j ACCEPT
-A OS_FIREWALL_ALLOW -p tcp -m state --state NEW -m tcp --dport 10250 -j ACCEPT
COMMIT
"""
