"""br0 has no flows of the SDN.

Checks: the dump of br0 holds more than nothing, more than `actions=NORMAL`, and where there are
    other nodes and local pods, flows of one of them at least.
Why: the bridge was made but never set up, or its flows were deleted; in secure mode it drops all.
Symptom: no pod of the node reaches anything, and nothing reaches it.
Remedy: restart the SDN on the node and read its log; look at why Open vSwitch was restarted.
"""

from __future__ import annotations

from parsers.kube.services import Services
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods
from rules.derived.remote_subnets import RemoteSubnets


@rule(
    Severity.ERROR,
    "39.7.4",
    "FL-01",
    explains=(
        "pod-port-missing", "port-without-flows", "sdn-setup-failed-log", "version-note-missing",
        "static-flow-missing", "remote-sender-unknown", "remote-subnet-unreachable",
        "pod-flows-missing", "service-flow-missing", "vnid-rule-missing", "dns-flow-missing",
    ),
)  # fmt: skip
def flows_empty(
    node: Node,
    flows: FlowTable,
    layout: Layout | None,
    remotes: RemoteSubnets | None,
    pods: LocalPods | None,
    services: Services | None,
) -> Findings:
    """Report a bridge without flows, or with those only that do not depend on any object."""
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    if not flows.flows:
        yield Finding(
            f"br0 on {node} has no flows at all",
            subjects=(node.name, "br0"),
            evidence=(flows.absence("any flow"),),
        )
    elif all(flow.actions_text == "NORMAL" for flow in flows.flows):
        yield Finding(
            f"br0 on {node} has only the flow of a plain switch",
            subjects=(node.name, "br0"),
            evidence=(flows.flows[0].source, flows.absence("any flow of the SDN")),
        )
    elif layout and remotes and pods and bare(flows, layout, remotes, pods):
        portals = (s.cluster_ip for s in services.items) if services and not layout.ct else ()
        yield Finding(
            f"br0 on {node} has no flow of any other node ({len(remotes.items)}) nor of any of its "
            f"{len(pods.items)} pods",
            subjects=(
                node.name,
                "br0",
                *layout.unfinished,
                *(remote.host_ip or "" for remote in remotes.items),
                *(part for pod in pods.items for part in (pod.pod_ip or "", pod.full_name)),
                *(address for address in portals if address),
            ),
            evidence=(
                layout.source,
                remotes.items[0].source_of("hostIP"),
                pods.items[0].source_of("podIP"),
                flows.absence("tun_dst of any node", layout.ip_remote_table),
                flows.absence("nw_dst of any pod", layout.pod_ip_table),
            ),
        )


def bare(flows: FlowTable, layout: Layout, remotes: RemoteSubnets, pods: LocalPods) -> bool:
    """Return whether nothing is there of several objects that should all be there."""
    if not layout.since("L1") or not remotes.items or not pods.items:
        return False
    addresses = flows.index(layout.pod_ip_table, "nw_dst").keys()
    return (
        not flows.tunnels_to
        and not flows.tunnels_from
        and not any(pod.pod_ip in addresses for pod in pods.items)
    )
