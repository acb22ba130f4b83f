"""Words that say nothing of a customer: they stay, so that a redacted report can be read."""

from __future__ import annotations

import re

OURS = re.compile(
    r"(?:openshift|kube|kubernetes|k8s|docker-registry|registry-console|atomic|ovs|sdn|router|dns"
    r"|etcd|apiserver|management-infra|multus|network-metrics|node-exporter|prometheus|tuned)"
    r"(?:-[\w.-]*)?",
    re.ASCII,
)
"""Names that OpenShift gives itself."""

VOCABULARY = """
a accept actions addr address addresses all allow amd64 an and any api app apps arp as at
backend bond0 br-ex br-int br0 bridge bundle by can cannot case cidr cluster com connection ct
db debug default deny dev device dns docker docker0 down drop drops dst edge egress en0 endpoint
endpoints eno1 ens192 ens3 error eth0 eth1 ether external false filter first flow flows for
forward from frontend global goto_table has have held host hosts http https icmp in index inet
info ingress input internal io ip ips ipv4 ipv6 is it its journal json kernel link linux lo load
local log logs mac mangle mark master masters message meta metrics move mss mtu must-gather name
namespace namespaces nat net netid network networks new no node nodes none normal not of on only
openshift openshift-sdn-debug or org other out output own path pod pods policy port ports
postrouting prerouting priority private prod project projects proto public queue raw read reg0
reg1 reg2 reject replicas report resubmit result root route router routes routing rule rules
scope server service services set_field sh snat sosreport source src state static status string
subnet subnets svc sys sysctl system table tables tcp test that the this to true tun tun0
tun_dst tun_src txt type udp unit up user version via vlan vni vnid vxlan vxlan0 vxlan_sys_4789
was web which with without worker workers yaml yml zone
"""
FIELD = frozenset(VOCABULARY.split())
"""The vocabulary of reports and tools; a project of such a name is nobody's secret."""

ENDINGS = (
    "service socket slice target timer mount scope log txt conf yaml yml json gz tgz xz zip bz2"
)
SUFFIXES = frozenset(f"{ENDINGS} zst go py sh html pcap cap csv d".split())
"""Last parts of file and unit names: `ovs-vswitchd.log` is no host."""


def is_plain(word: str) -> bool:
    """Tell whether a word stays as it is."""
    lower = word.lower()
    return len(word) < 3 or lower.isdigit() or lower in FIELD or bool(OURS.fullmatch(lower))
