"""Ways to break a node: addresses, routes, sysctl, firewall, kube-proxy; and what its log says."""

from __future__ import annotations

from tests.accuracy.mutation import Mutator, Place, both, gone, only, said, swap
from tests.accuracy.mutators_objects import not_ready, pending, two_claims, two_firewalls

HOSTS: dict[str, Mutator] = {
    "tun0 is gone": swap("addresses", r"\d+: tun0: .*\n(?: .*\n)+", ""),
    "tun0 is set down": swap("addresses", "tun0: <BROADCAST,MULTICAST,UP,LOWER_UP>", "tun0: <BROADCAST,MULTICAST>"),
    "tun0 has another address": swap("addresses", r"inet <gateway>/", "inet 10.77.0.1/"),
    "vxlan_sys is gone": swap("addresses", r"\d+: vxlan_sys_4789: .*\n(?: .*\n)+", ""),
    "tun0 as large as the interface": swap("addresses", "(tun0: .* mtu )1450", r"\g<1>1500"),
    "another MTU than the other nodes": swap("addresses", "(tun0: .* mtu )1450", r"\g<1>1350"),
    "jumbo frames on one node": swap("addresses", "(ens3: .* mtu )1500", r"\g<1>9000"),
    "node got another address": swap("addresses", r"inet <own>/", "inet 172.16.47.77/"),
    "route to the pods deleted": gone("routes", r"^<cluster> dev tun0"),
    "route to the pods elsewhere": swap("routes", r"^<cluster> dev tun0", "<cluster> dev ens3"),
    "route to the services deleted": gone("routes", r"^<services> dev tun0"),
    "route takes a node's pods": swap("routes", "^default", "<far> via 172.16.40.9 dev ens3 \ndefault"),
    "route takes services": swap("routes", "^default", "172.30.64.0/18 via 172.16.40.9 dev ens3 \ndefault"),
    "no default route": gone("routes", "^default"),
    "docker in the services' network": swap("routes", "^default", "172.30.0.0/24 dev docker0 proto kernel scope link src 172.30.0.1 \ndefault"),
    "ip_forward is off": swap("sysctl", "ip_forward = 1", "ip_forward = 0"),
    "tun0 does not forward": swap("sysctl", r"(conf\.tun0\.forwarding = )1", r"\g<1>0"),
}  # fmt: skip


def _policy_drop(at: Place) -> str | None:
    first = swap("iptables", r"^:FORWARD ACCEPT", ":FORWARD DROP")(at)
    second = gone("iptables", "-A FORWARD .*-j OPENSHIFT-FIREWALL-FORWARD")(at)
    return first and second


def _endpoint_jump(at: Place) -> str | None:
    text = at.text("iptables") or ""
    seps = [line.split("-A ")[1].split()[0] for line in text.split("\n")
            if "-A KUBE-SEP-" in line and at.fill("--to-destination <endpoint>:", escape=False) in line]  # fmt: skip
    return (
        gone("iptables", f"-A KUBE-SVC-.*-j {at.rng.choice(seps)}", every=True)(at)
        if seps
        else None
    )


TABLES: dict[str, Mutator] = {
    "VXLAN dropped in INPUT": swap("iptables", r"^(\[\d+:\d+\] -A INPUT .*OPENSHIFT-FIREWALL-ALLOW)", r"[812:90211] -A INPUT -p udp -m udp --dport 4789 -j DROP\n\1"),
    "VXLAN of one node rejected": swap("iptables", r"^(\[\d+:\d+\] -A INPUT .*OPENSHIFT-FIREWALL-ALLOW)", r"[812:90211] -A INPUT -s <other>/32 -j REJECT --reject-with icmp-host-prohibited\n\1"),
    "VXLAN dropped in raw": swap("iptables", r"^(\[\d+:\d+\] -A PREROUTING .*OPENSHIFT-NOTRACK)", r"[812:90211] -A PREROUTING -p udp -m udp --dport 4789 -j DROP\n\1"),
    "pods dropped in FORWARD": swap("iptables", r"^(\[\d+:\d+\] -A FORWARD -i tun0)", r"[55:4620] -A FORWARD -s <cluster> -j DROP\n\1"),
    "all rejected in FORWARD": swap("iptables", r"^(\[\d+:\d+\] -A FORWARD -i tun0)", r"[55:4620] -A FORWARD -j REJECT --reject-with icmp-host-prohibited\n\1"),
    "FORWARD drops by policy, its rules gone": _policy_drop,
    "jump deleted: INPUT": gone("iptables", "-A INPUT .*-j OPENSHIFT-FIREWALL-ALLOW"),
    "jump deleted: FORWARD": gone("iptables", "-A FORWARD .*-j OPENSHIFT-FIREWALL-FORWARD"),
    "jump deleted: masquerade": gone("iptables", "-A POSTROUTING .*-j OPENSHIFT-MASQUERADE"),
    "rule deleted: VXLAN": gone("iptables", "-A OPENSHIFT-FIREWALL-ALLOW .*4789"),
    "rule deleted: pods to the node": gone("iptables", "-A OPENSHIFT-FIREWALL-ALLOW -i tun0"),
    "rule deleted: to the pods": gone("iptables", "-A OPENSHIFT-FIREWALL-FORWARD -d <cluster>"),
    "rule deleted: from the pods": gone("iptables", "-A OPENSHIFT-FIREWALL-FORWARD -s <cluster>.*ACCEPT"),
    "rule deleted: masquerade": gone("iptables", r"-A OPENSHIFT-MASQUERADE -s <cluster> -m comment"),
    "masquerade of a former network": swap("iptables", "(-A OPENSHIFT-MASQUERADE -s )<cluster>( -m comment)", r"\g<1>10.99.0.0/16\2"),
    "masquerade between pods": only("ct", swap("iptables", r"^(\[\d+:\d+\] -A POSTROUTING .*OPENSHIFT-MASQUERADE)", r"[77:6160] -A POSTROUTING -s <cluster> -j MASQUERADE\n\1")),
    "kube-proxy jump deleted: PREROUTING": gone("iptables", "-A PREROUTING .*-j KUBE-SERVICES"),
    "kube-proxy jump deleted: OUTPUT": gone("iptables", "-A OUTPUT -m comment .*-j KUBE-SERVICES"),
    "kube-proxy jump deleted: POSTROUTING": gone("iptables", "-A POSTROUTING .*-j KUBE-POSTROUTING"),
    "service's rule deleted": gone("iptables", "-A KUBE-SERVICES -d <service>/32 .*-j KUBE-SVC-"),
    "endpoint's rule deleted": gone("iptables", "-A KUBE-SEP-.*-j DNAT --to-destination <endpoint>:"),
    "endpoint's jump deleted": _endpoint_jump,
    "endpoint's address wrong": swap("iptables", "(--to-destination )<endpoint>:", r"\g<1><unused>:"),
    "service rejected though it has endpoints": swap("iptables", r"^(:KUBE-FORWARD - .*\n(?:[:].*\n)*)", r'\1[9:540] -A KUBE-SERVICES -d <service>/32 -p tcp -m comment --comment "x has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable\n'),
    "administrator filters egress": swap("iptables", r"^(\[\d+:\d+\] -A OPENSHIFT-FIREWALL-ALLOW -i tun0)", r"[3:180] -A OPENSHIFT-ADMIN-OUTPUT-RULES -d 198.51.100.0/24 -j REJECT --reject-with icmp-port-unreachable\n\1"),
}  # fmt: skip


LOGS: dict[str, Mutator] = {
    "log: flow not added": said('Error adding OVS flow "table=90,...": exit status 1'),
    "log: HostSubnet of another address": said('HostIP "172.16.47.9" for local subnet does not match with nodeIP "<own>", Waiting for master to update subnet for node "<name>" ...'),
    "log: subnet not allocated": both(said("Could not find an allocated subnet for node: <name>, Waiting..."), not_ready),
    "log: iptables not synced": said("Syncing openshift iptables failed: exit status 4"),
    "log: netid missing": said("failed to find netid for namespace: <project> in vnid map"),
    "log: egress IP twice": both(said("Multiple nodes (172.16.40.20, 172.16.40.21) claiming EgressIP 172.16.40.250"), two_claims),
    "log: egress policies": both(said("multiple EgressNetworkPolicies in same network namespace (payments/default, payments/second) is not allowed; dropping all traffic"), two_firewalls),
    "log: policy ignored": said("Ignoring NetworkPolicy <project>/big because it generates an unreasonable number of flows"),
    "log: OVS unreachable": both(said("SDN healthcheck unable to connect to OVS server: dial unix /var/run/openvswitch/db.sock: connect: no such file or directory"), not_ready),
    "log: plugin mismatch": both(said('detected network plugin mismatch between OpenShift node("redhat/openshift-ovs-subnet") and master("redhat/openshift-ovs-multitenant")'), not_ready),
    "log: pod not attached": both(said("Could not reattach pod '<loneproject>/<lonename>' to SDN: timed out"), pending),
    "log: set-up failed": both(said("node SDN setup failed: failed to get subnet for this host: <name>"), not_ready),
    "log: MTU too small": said("interface MTU (1400) is too small for specified overlay MTU (1450)"),
    "log: networks conflict": said("Local networks conflict with SDN; this will eventually cause problems: cluster IP: 172.30.9.9 conflicts with host network: 172.30.0.0/24"),
}  # fmt: skip
