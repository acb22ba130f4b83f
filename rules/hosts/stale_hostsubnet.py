"""A HostSubnet belongs to no node.

Checks: every HostSubnet that was made for a node (annotation node-uid) has a Node with that name
    and uid, and names itself as its host.
Why: nodes keep tunnelling to an address where nobody answers; a subnet is wasted.
Symptom: mostly none; if the address was given to another machine, traffic goes astray.
Remedy: oc delete hostsubnet NAME, once it is sure that the node is gone.
"""

from __future__ import annotations

from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from rules.base import Finding, Findings, Severity, rule

MADE_FOR = "pod.network.openshift.io/node-uid"
NO_NODE = ("pod.network.openshift.io/assign-subnet", "pod.network.openshift.io/fixed-vnid-host")


@rule(Severity.WARNING, "39.6", "HS-02 HS-09 HS-10", explains=("stale-remote-flow",))
def stale_hostsubnet(subnets: HostSubnets, nodes: Nodes) -> Findings:
    """Join by name; HostSubnets of routers outside the cluster have no node."""
    complete = not nodes.partial and len(nodes.items) > 1
    for item in subnets.items:
        subjects = tuple(filter(None, (item.name, item.host_ip, item.subnet_text)))
        if item.host and item.host != item.name:
            yield Finding(
                f"HostSubnet {item.name} names the host {item.host}: the SDN ignores it",
                subjects=(*subjects, item.host),
                evidence=(item.source, item.source_of("host")),
                severity=Severity.ERROR,
            )
            continue
        node = nodes.by_name.get(item.name)
        uid = item.annotations.get(MADE_FOR)
        if node is None:
            if complete and uid and not any(key in item.annotations for key in NO_NODE):
                yield Finding(
                    f"HostSubnet {item.name} ({item.subnet_text}) has no node",
                    subjects=subjects,
                    evidence=(item.source, nodes.absence(item.name)),
                )
        elif uid and node.uid and uid != node.uid:
            yield Finding(
                f"HostSubnet {item.name} was made for another node of that name ({uid})",
                subjects=subjects,
                evidence=(item.source, node.source),
            )
