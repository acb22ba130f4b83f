"""One fault at a time, put into a healthy cluster: the first card is that fault, and the only one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.report import Report
from tests.cluster import CLUSTER, SERVICES, Cluster, node_ip, node_name, subnet

HEALTHY = Cluster(nodes=3, pods=4, services=3, namespaces=3)
POD = next(p for p in HEALTHY.pods if p.node == 1 and p.namespace == "project1")
SERVICE = next(s for s in HEALTHY.services if s.namespace == "project1")
NODE2 = f"nodes/{node_name(1)}/"

Edit = Callable[[str], str]


def without(pattern: str) -> Edit:
    """Take out the lines that match."""

    def edit(text: str) -> str:
        kept = [line for line in text.split("\n") if not re.search(pattern, line)]
        assert len(kept) < len(text.split("\n")), f"nothing matches {pattern}"
        return "\n".join(kept)

    return edit


def put(pattern: str, new: str, count: int = 1) -> Edit:
    """Replace the first match."""

    def edit(text: str) -> str:
        changed = re.sub(pattern, new, text, count=count, flags=re.MULTILINE)
        assert changed != text, f"nothing matches {pattern}"
        return changed

    return edit


FLOWS, PORTS, ADDRESSES = NODE2 + "flows", NODE2 + "ovs-show", NODE2 + "addresses"
ROUTES, TABLES, SYSCTL = NODE2 + "routes", NODE2 + "iptables", NODE2 + "sysctl"
JOURNAL = NODE2 + "journal-atomic-openshift-node.service"
FAR, NEAR = subnet(2, 23), subnet(1, 23)

FAULTS: list[tuple[str, str, str, Edit, set[str]]] = [
    # (name, rule, file, edit, a subject each)
    ("tun_src", "remote-sender-unknown", FLOWS, without(f"tun_src={node_ip(2)} "), {node_ip(2)}),
    ("tun_dst_arp", "remote-subnet-unreachable", FLOWS, without(f"arp_tpa={FAR}"), {str(FAR)}),
    ("tun_dst_ip", "remote-subnet-unreachable", FLOWS, without(f"table=90.*nw_dst={FAR}"),
     {str(FAR), node_name(2)}),
    ("whole_node", "remote-sender-unknown", FLOWS,
     without(rf"tun_src={node_ip(2)} |table=(50|90).*={FAR}"), {node_ip(2)}),
    ("tun_dst_wrong", "remote-subnet-wrong-node", FLOWS,
     put(rf"(table=90.*nw_dst={FAR} .*set_field:){node_ip(2)}", r"\g<1>192.168.122.99"),
     {str(FAR), "192.168.122.99"}),
    ("arp_spa", "pod-flows-missing", FLOWS, without(f"arp_spa={POD.ip},"), {POD.ip}),
    ("arp_tpa", "pod-flows-missing", FLOWS, without(f"arp_tpa={POD.ip} "), {POD.name}),
    ("nw_src", "pod-flows-missing", FLOWS, without(f"nw_src={POD.ip} "), {POD.ip}),
    ("nw_dst", "pod-flows-missing", FLOWS, without(f"nw_dst={POD.ip} "), {POD.ip}),
    ("all_of_a_pod", "pod-flows-missing", FLOWS, without(rf"={POD.ip}\b"), {POD.ip}),
    ("pod_vnid", "pod-vnid-mismatch", FLOWS,
     put(rf"(nw_dst={POD.ip} actions=load:)0x\w+", r"\g<1>0xabc"), {POD.ip, "0xabc"}),
    ("pod_port", "pod-port-inconsistent", FLOWS,
     put(rf"(arp_tpa={POD.ip} actions=output:)\d+", r"\g<1>6"), {POD.ip}),
    ("service_flow", "service-flow-missing", FLOWS, without(f"nw_dst={SERVICE.ip},tp_dst"),
     {SERVICE.ip}),
    ("vnid_rule", "vnid-rule-missing", FLOWS, without("table=80.*reg0=0x.*reg1=0x"), set()),
    ("table_80", "static-flow-missing", FLOWS, without("table=80.*priority=[12]00"), {"table 80"}),
    ("static_routing", "static-flow-missing", FLOWS, without(f"table=30.*nw_dst={SERVICES}"),
     {str(SERVICES)}),
    ("static_arp", "static-flow-missing", FLOWS, without("table=0.*priority=100,arp "), set()),
    ("foreign_drop", "foreign-drop-flow", FLOWS,
     put("^ cookie=0x0, duration=86400.123s, table=90", " cookie=0x0, duration=33.2s, table=90, "
         f"n_packets=3, n_bytes=222, priority=200,ip,nw_dst={FAR} actions=drop\n"
         " cookie=0x0, duration=86400.123s, table=90"), {str(FAR)}),
    ("no_flows", "flows-empty", FLOWS, lambda text: "\n".join(text.split("\n")[:3]),
     {node_name(1)}),
    ("note", "version-note-missing", FLOWS, without("table=253"), {node_name(1)}),
    ("tun0_port", "sdn-port-wrong", PORTS, put(r"2\(tun0\)", "9(tun0)"), {"tun0"}),
    ("vxlan0_down", "sdn-port-wrong", PORTS, put(r"(1\(vxlan0\).*\n.*\n +state: +)0",
                                                 r"\1LINK_DOWN"), {"vxlan0"}),
    ("veth_down", "pod-port-down", PORTS,
     put(rf"({POD.veth}\).*\n.*\n +state: +)0", r"\1LINK_DOWN"), {POD.veth, POD.ip}),
    ("veth_gone", "pod-port-missing", PORTS,
     put(rf" +\d+\({POD.veth}\).*\n.*\n.*\n.*\n", ""), {POD.ip}),
    ("tun0_gone", "tun0-missing", ADDRESSES, put(r"\d+: tun0: .*\n.*\n.*\n.*\n", ""), {"tun0"}),
    ("tun0_down", "tun0-missing", ADDRESSES,
     put("tun0: <BROADCAST,MULTICAST,UP,LOWER_UP>", "tun0: <BROADCAST,MULTICAST>"), {"tun0"}),
    ("tun0_address", "tun0-missing", ADDRESSES,
     put(re.escape(f"{NEAR[1]}/23"), "10.129.9.1/23"), {str(NEAR)}),
    ("vxlan_sys", "vxlan-device-missing", ADDRESSES, put(r"\d+: vxlan_sys.*\n.*\n", ""),
     {"vxlan_sys_4789"}),
    ("mtu", "sdn-mtu-too-large", ADDRESSES, put("(tun0: .* mtu )1450", r"\g<1>1500"),
     {"1500", "tun0"}),
    ("address_changed", "host-ip-not-on-node", ADDRESSES,
     put(f"{node_ip(1)}/16", "192.168.122.77/16"), {node_ip(1), "192.168.122.77"}),
    ("pods_route", "cluster-route-missing", ROUTES, without(f"^{CLUSTER}"), {str(CLUSTER)}),
    ("pods_route_elsewhere", "cluster-route-missing", ROUTES,
     put(f"^{CLUSTER} dev tun0", f"{CLUSTER} dev eth0"), {str(CLUSTER)}),
    ("services_route", "service-route-missing", ROUTES, without(f"^{SERVICES}"), {str(SERVICES)}),
    ("vpn_route", "conflicting-route", ROUTES,
     put("^default", f"{FAR} via 192.168.0.9 dev eth0 \ndefault"), {str(FAR)}),
    ("ip_forward", "ip-forward-disabled", SYSCTL, put("ip_forward = 1", "ip_forward = 0"),
     {"net.ipv4.ip_forward"}),
    ("input_reject", "vxlan-blocked", TABLES,
     put("^-A INPUT -m comment", "-A INPUT -p udp -m udp --dport 4789 -j DROP\n"
         "-A INPUT -m comment"), set()),
    ("forward_drop", "pod-traffic-blocked", TABLES,
     put("^-A FORWARD -i tun0", f"-A FORWARD -s {CLUSTER} -j DROP\n-A FORWARD -i tun0"),
     {"FORWARD"}),
    ("masquerade", "masquerade-wrong|openshift-rules-missing", TABLES,
     without("-A OPENSHIFT-MASQUERADE"), set()),
    ("sep_wrong", "service-rules-stale", TABLES,
     put(rf"to-destination {SERVICE.pods[0].ip}:8080", "to-destination 10.131.0.99:8080"),
     {"10.131.0.99", SERVICE.pods[0].ip}),
    ("svc_gone", "service-rules-stale", TABLES, without(f"-d {SERVICE.ip}/32"), {SERVICE.ip}),
    ("proxy_jump", "kube-proxy-jumps-missing", TABLES,
     without("-A PREROUTING .*KUBE-SERVICES"), set()),
    ("host_ip_twice", "duplicate-host-ip", "master/hostsubnets",
     put(f"hostIP: {node_ip(2)}", f"hostIP: {node_ip(1)}"), {node_ip(1)}),
    ("subnet_twice", "overlapping-subnets", "master/hostsubnets",
     put(f"subnet: {FAR}", f"subnet: {NEAR}"), {str(NEAR)}),
    ("subnet_outside", "subnet-outside-cluster-network", "master/hostsubnets",
     put(f"subnet: {FAR}", "subnet: 10.200.4.0/23"), {"10.200.4.0/23"}),
    ("no_hostsubnet", "hostsubnet-missing", "master/hostsubnets",
     put(rf"- apiVersion: \S+\n  host: {node_name(2)}\n(?:  .*\n)+", ""), {node_name(2)}),
    ("no_endpoints", "service-without-endpoints", "master/endpoints",
     put(rf"(    name: {SERVICE.name}\n(?:    .*\n)+)  subsets:\n(?:  [- ] .*\n)+",
         r"\1  subsets: []\n"), {SERVICE.ip}),
]  # fmt: skip


def analyze(folder: Path) -> Report:
    return analysis.analyze([folder])


def loud(report: Report) -> list[str]:
    return [
        f"{report.findings[c.findings[0]].rule}: {report.findings[c.findings[0]].message}"
        for c in report.causes
    ]


def test_the_cluster_is_healthy_before(tmp_path: Path) -> None:
    HEALTHY.write(tmp_path)
    assert loud(analyze(tmp_path)) == []


@pytest.mark.parametrize(
    ("rule", "file", "edit", "subjects"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_one_fault_is_one_card(
    rule: str, file: str, edit: Edit, subjects: set[str], tmp_path: Path
) -> None:
    HEALTHY.write(tmp_path)
    path = tmp_path / "openshift-sdn-debug" / file
    path.write_text(edit(path.read_text()))
    report = analyze(tmp_path)
    cards = loud(report)
    assert cards, "nothing was found"
    assert cards[0].split(":")[0] in rule.split("|"), cards
    assert len(cards) == 1, cards
    root = report.findings[report.causes[0].findings[0]]
    assert subjects <= set(root.subjects), root.subjects
    assert any(source.path.endswith(file) for source in root.evidence), root.evidence
