"""Pods name another host address than their node's HostSubnet.

Checks: status.hostIP of live pods is the hostIP of their node's HostSubnet.
Why: kubelet and SDN disagree on the node's address, as after a change of address or with several
    interfaces.
Symptom: traffic between nodes is lost, or leaves with an address that the others don't know.
Remedy: set nodeIP in the node's configuration, restart the node service.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.pods import Pods
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.local_pods import attached


@rule(Severity.ERROR, "39.6", "HS-13", explains=("remote-sender-unknown",))
def pod_host_ip_mismatch(node: Node, pods: Pods, subnets: HostSubnets) -> Findings:
    """Report all such pods of a node in one finding."""
    own = subnets.by_name.get(node.name)
    if own is None or own.host_ip is None:
        raise NotApplicable("no HostSubnet of this node was collected")
    odd = [
        pod for pod in pods.by_node.get(node.name, ())
        if pod.host_ip and pod.host_ip != own.host_ip and attached(pod) and not pod.deleting
    ]  # fmt: skip
    if odd:
        addresses = sorted({pod.host_ip or "" for pod in odd})
        yield Finding(
            f"{len(odd)} pods on {node} have hostIP {', '.join(addresses[:3])}, "
            f"its HostSubnet says {own.host_ip}",
            subjects=(*addresses, own.host_ip, node.name, *(pod.full_name for pod in odd[:20])),
            evidence=(own.source_of("hostIP"), *(pod.source_of("hostIP") for pod in odd[:5])),
        )
