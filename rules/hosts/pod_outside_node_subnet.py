"""A pod has an address outside the subnet of its node.

Checks: every live pod on the SDN has an address of its node's subnet, and the node's address as
    hostIP.
Why: other nodes tunnel by subnet: packets for the pod go to another node.
Symptom: the pod can't be reached from other nodes.
Remedy: delete the pod. If all pods of the node are affected, its HostSubnet changed: recreate
    them all.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.pods import Pods
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.local_pods import attached


@rule(Severity.ERROR, "39.6", "HS-12 XN-03", explains=("stale-pod-flow", "endpoint-stale"))
def pod_outside_node_subnet(
    node: Node, pods: Pods, subnets: HostSubnets, cluster: Cluster
) -> Findings:
    """Report the pods of a node whose addresses are not its own; together if there are many."""
    own = subnets.by_name.get(node.name)
    if own is None or own.subnet is None:
        raise NotApplicable("no HostSubnet of this node was collected")
    subnet = own.subnet
    special = {subnet.network_address, subnet.network_address + 1, subnet.broadcast_address}
    odd = []
    for pod in pods.by_node.get(node.name, ()):
        if not attached(pod) or pod.pod_ip is None or pod.deleting:
            continue
        ip = IPv4Address(pod.pod_ip)
        in_cluster = any(ip in cidr for cidr in cluster.cidrs)
        if in_cluster and (ip not in subnet or ip in special):
            odd.append(pod)
    if odd:
        which = ", ".join(f"{pod.full_name} ({pod.pod_ip})" for pod in odd[:4])
        more = f" and {len(odd) - 4} more" if len(odd) > 4 else ""
        yield Finding(
            f"pod {which}{more} runs on {node}, whose subnet is {own.subnet_text}",
            subjects=(
                *(p for pod in odd for p in (pod.pod_ip or "", pod.full_name, pod.name)),
                own.subnet_text, node.name,
            ),
            evidence=(*(pod.source_of("podIP") for pod in odd[:6]), own.source_of("subnet")),
        )  # fmt: skip
