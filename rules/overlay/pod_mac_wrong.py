"""A pod's ARP flow asks for a MAC address that the pod does not have.

Checks: where arp_sha is masked to the last four octets, they are the pod's address in
    hexadecimal.
Why: the SDN derives a pod's MAC from its address (0a:58 and four octets); other ARP is dropped.
Symptom: the pod can't resolve any address, so it sends nothing.
Remedy: delete the pod so that it is attached anew.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.overlay.pod_flows_missing import names

MASK = "/00:00:ff:ff:ff:ff"


@rule(Severity.ERROR, "39.7.4", "FP-07")
def pod_mac_wrong(node: Node, flows: FlowTable, layout: Layout, pods: LocalPods) -> Findings:
    """Compare arp_sha with arp_spa in each pod's ARP flow."""
    if not layout.since("L5"):
        raise NotApplicable(f"layout {layout.id} matches the MAC that the pod was given")
    for pod in pods.items:
        ip = pod.pod_ip or ""
        octets = ":".join(f"{octet:02x}" for octet in IPv4Address(ip).packed)
        for flow in flows.find(layout.pod_in_table or 20, arp_spa=ip):
            said = str(flow.match.get("arp_sha", ""))
            if said.endswith(MASK) and said.removesuffix(MASK)[6:] != octets:
                yield Finding(
                    f"the ARP flow of pod {pod.full_name} ({ip}) on {node} wants MAC {said}, "
                    f"but the address makes it 00:00:{octets}",
                    subjects=(*names(pod), said),
                    evidence=(pod.source_of("podIP"), flow.source),
                )
