"""The flows that projects ask for: isolation, policies, firewalls, egress addresses, multicast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests import cluster
from tests.layouts.flows import MOVE_OUT, REG2, Line, port, vnid
from tests.layouts.spec import Spec

OWNER, OTHER = "project1", "project2"
EGRESS_IP = "192.168.122.200"
TUN0 = "92:2c:0c:3a:25:f2"


def isolation(spec: Spec, pods: Sequence[cluster.Pod], numbers: set[int]) -> Iterator[Line]:
    """What lets traffic in: table 80, from 4.10 on table 27 for what goes out."""
    if spec.mode == "MT" and spec.since("L2"):
        for number in sorted(numbers - {0}):
            yield Line(80, 100, f"reg0={number:#x},reg1={number:#x}", REG2)
    if spec.mode != "NP":
        return
    for namespace in dict.fromkeys(pod.namespace for pod in pods):
        number = vnid(spec, namespace)
        mine = [pod.ip for pod in pods if pod.namespace == namespace]
        policies = "policies" in spec.words
        yield from policy(spec, "in", number, mine, namespace if policies else "")
        if spec.since("L10"):
            yield from policy(spec, "out", number, mine, namespace if policies else "")


def policy(spec: Spec, way: str, number: int, ips: list[str], namespace: str) -> Iterator[Line]:
    """`project1` lets its own in, and port 8080; `project2` guards one of its pods."""
    table, mine, peer, to = (80, "reg1", "nw_dst", REG2)
    if way == "out":
        table, mine, peer, to = (27, "reg0", "nw_src", "goto_table:30")
    vni = f"{mine}={number:#x}" if number else f"{mine}=0"
    allow = 150 if spec.since("L3") else 100
    if namespace == OWNER:
        if way == "in":
            yield Line(table, allow, f"reg0={number:#x},reg1={number:#x}", to)
            yield Line(table, allow, f"tcp,{vni},tp_dst=8080", to)
            if spec.since("L10"):
                yield Line(table, allow, f"tcp,{vni},tp_dst=0x1f90/0xfff0", to)
                yield Line(table, allow, f"tcp,{vni},tp_dst=0", to)  # a slip of all such builds
                yield Line(table, allow, f"ip,{vni},nw_src=198.51.100.0/26", to)
                yield Line(table, allow, f"ip,{vni},nw_src=198.51.100.128/25", to)
            if spec.since("L7"):
                yield Line(table, allow, f"ip,{vni},nw_src=192.0.2.0/24", to)
        else:
            yield Line(table, allow, f"ip,{vni},nw_dst=192.0.2.7", to)
            yield Line(table, allow, f"udp,{vni},tp_dst=53", to)
            yield Line(table, allow, f"tcp,{vni},tp_dst=8443", to)
        return
    if namespace == OTHER:
        yield Line(table, allow, f"tcp,{vni},{peer}={ips[0]},tp_dst=8080", to)
        if allow == 150:
            yield Line(table, 100, f"ip,{vni},{peer}={ips[0]}", "drop")
    if allow == 150:
        yield Line(table, 50, vni, to)
    elif namespace != OTHER:
        yield Line(table, 100, vni, to)


def policies(spec: Spec, pods: Sequence[cluster.Pod]) -> list[dict]:
    """The NetworkPolicies behind those flows; a label of its own singles out the guarded pods."""
    ways = ["Ingress", "Egress"] if spec.since("L10") else ["Ingress"]
    rules: list[dict] = [
        {"from": [{"podSelector": {}}]},
        {"ports": [{"port": 8080, "protocol": "TCP"}]},
    ]
    if spec.since("L10"):
        rules.append({"ports": [{"endPort": 8095, "port": 8080, "protocol": "TCP"}]})
        rules.append(
            {"from": [{"ipBlock": {"cidr": "198.51.100.0/24", "except": ["198.51.100.64/26"]}}]}
        )
    if spec.since("L7"):
        rules.append({"from": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]})
    out = [
        {"to": [{"ipBlock": {"cidr": "192.0.2.7/32"}}]},
        {"ports": [{"port": 53, "protocol": "UDP"}]},
        {"ports": [{"port": 8443, "protocol": "TCP"}], "to": [{"namespaceSelector": {}}]},
    ]
    guarded = [pod for pod in pods if pod.namespace == OTHER]
    app = f"app{guarded[0].index}" if guarded else "none"
    web = [{"ports": [{"port": 8080, "protocol": "TCP"}]}]
    specs = (
        (OWNER, {"ingress": rules, "podSelector": {}}, out),
        (OTHER, {"ingress": web, "podSelector": {"matchLabels": {"app": app}}}, web),
    )
    return [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"creationTimestamp": cluster.TIME, "name": f"of-{namespace}",
                         "namespace": namespace, "uid": cluster.uid("np" + namespace)},
            "spec": each | {"policyTypes": ways} | ({"egress": to} if "Egress" in ways else {}),
        }
        for namespace, each, to in specs
    ]  # fmt: skip


def firewall(spec: Spec) -> Iterator[Line]:
    """EgressNetworkPolicy: the rules of one project."""
    if "firewall" not in spec.words:
        return
    table = 9 if spec.layout == "L1" else 101 if spec.since("L4") and not spec.since("L9") else 100
    one = vnid(spec, OWNER)
    allow = "goto_table:101" if spec.since("L9") else "output:2"
    rows = firewall_rules(spec)
    for priority, (kind, to) in zip(range(len(rows), 0, -1), rows, strict=True):
        where = "" if to == "0.0.0.0/0" else f",nw_dst={to.removesuffix('/32')}"
        yield Line(table, priority, f"ip,reg0={one:#x}{where}", "drop" if kind == "Deny" else allow)


def firewall_rules(spec: Spec) -> list[tuple[str, str]]:
    """Before 3.6 the name server must be allowed: it is asked on the nodes."""
    names = [] if spec.since("L3") else [("Allow", str(cluster.NODES))]
    return [*names, ("Allow", "8.8.8.8/32"), ("Allow", "203.0.113.0/24"), ("Deny", "0.0.0.0/0")]


def egress_policies(spec: Spec) -> list[dict]:
    """The EgressNetworkPolicy behind those flows."""
    if "firewall" not in spec.words:
        return []
    return [
        {
            "apiVersion": "network.openshift.io/v1",
            "kind": "EgressNetworkPolicy",
            "metadata": {"creationTimestamp": cluster.TIME, "name": "default", "namespace": OWNER,
                         "uid": cluster.uid("enp")},
            "spec": {"egress": [{"to": {"cidrSelector": to}, "type": kind}
                                for kind, to in firewall_rules(spec)]},
        }
    ]  # fmt: skip


def mark(number: int) -> int:
    """The packet mark of a project: kube-proxy's bit is moved up."""
    return (number | 0x01000000) & ~1 if number & 1 else number


def egress(spec: Spec, node: int) -> Iterator[Line]:
    """`project1` leaves through an address of the first node."""
    if "egress" not in spec.words:
        return
    number = vnid(spec, OWNER)
    table = 101 if spec.since("L9") else 100
    commit = "ct(commit)," if spec.ct and node else ""
    if "offline" in spec.words:
        yield Line(table, 100, f"reg0={number:#x}", "drop")
    elif spec.since("L9"):
        yield Line(table, 100, f"ip,reg0={number:#x}", f"{commit}group:{number}")
    elif node == 0:
        yield Line(table, 100, f"ip,reg0={number:#x}",
                   f"set_field:{TUN0}->eth_dst,set_field:{mark(number):#x}->pkt_mark,goto_table:101")  # fmt: skip
    else:
        yield Line(table, 100, f"ip,reg0={number:#x}",
                   f"{commit}{MOVE_OUT},set_field:{cluster.node_ip(0)}->tun_dst,output:1")  # fmt: skip


def groups(spec: Spec) -> list[str]:
    """What `ovs-ofctl add-group` takes: the groups that the flows name."""
    if "egress" not in spec.words or not spec.since("L9"):
        return []
    bucket = f"{MOVE_OUT},set_field:{cluster.node_ip(0)}->tun_dst,output:1"
    return [f"group_id={vnid(spec, OWNER)},type=select,bucket=actions={bucket}"]


def multicast(spec: Spec, pods: Sequence[cluster.Pod], senders: Sequence[str]) -> Iterator[Line]:
    if not spec.since("L3"):
        return
    nodes = ",".join(sorted(f"set_field:{ip}->tun_dst,output:1" for ip in senders))
    yield Line(111, 100, "", f"{MOVE_OUT},{nodes},goto_table:120" if nodes else "goto_table:120")
    if "multicast" in spec.words:
        number = vnid(spec, OWNER)
        outputs = sorted(f"output:{port(spec, p)}" for p in pods if p.namespace == OWNER)
        yield Line(110, None, f"reg0={number:#x}", "goto_table:111")
        yield Line(120, 100, f"reg0={number:#x}", ",".join(outputs))
