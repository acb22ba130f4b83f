"""br0 holds a flow that nothing of the cluster accounts for.

Checks: every flow is one of the layout's static flows, or of the form that the flows of a node, a
    pod, a service, a project, a policy or an egress IP have in this layout and mode. One that is
    not, but stands where an object's own flow should be, is a changed flow of that object; one that
    takes the packets of others by its priority shadows them.
Why: the flow of the highest priority wins, whoever installed it. The SDN neither installs such a
    flow nor removes it, except when it sets up the bridge anew.
Symptom: depends on the flow: traffic of one object goes elsewhere, or nowhere; or nothing yet.
Remedy: find out who added the flow; delete it (ovs-ofctl -O OpenFlow13 --strict del-flows br0 with
    its match and priority). If it was an object's own, restart the SDN on the node: it rebuilds
    the bridge if the version note in table 253 is deleted before.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.explained_flows import ExplainedFlows, explain, owner_of
from rules.derived.flow_overlap import shadowed
from rules.derived.layout import VERSIONS, Layout
from rules.derived.local_pods import LocalPods
from rules.derived.own_subnet import OwnSubnet
from rules.derived.remote_subnets import RemoteSubnets
from rules.overlay.foreign_drop_flow import is_foreign

COMPARED = 20
"""Of more foreign flows than these the rest is counted and not compared with their tables."""
Names = dict[str, tuple[str, ...]]
"""Address, subnet or VNID -> what its owner is called by; the first is for people."""


@rule(
    Severity.WARNING,
    "39.7.4",
    "FL-03 FL-07",
    explains=(
        "dns-flow-missing",
        "one-way-vxlan",
        "port-without-flows",
        "multicast-list-wrong",
        "flow-uses-missing-port",
        "pod-port-inconsistent",
        "pod-vnid-mismatch",
        "pod-mac-wrong",
        "remote-flow-of-former-hostsubnet",
        "multicast-flows-wrong",
    ),
)
def unexplained_flow(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    cluster: Cluster,
    own: OwnSubnet,
    pods: LocalPods | None,
    remotes: RemoteSubnets | None,
) -> Findings:
    """Report changed flows by their owner, all others of a node in one finding."""
    if layout.since("L1") and layout.version is None:
        raise NotApplicable("without a version note the layout is not known well enough")
    if layout.version is not None and layout.version not in VERSIONS:
        raise NotApplicable(f"rule version {layout.version:#04x} is not known")
    explained = explain(flows, layout, cluster, own)
    left = [
        flow
        for flow in explained.unexplained
        if not (flow.is_drop and (not flow.priority or is_foreign(flow, layout, explained.static)))
        if flow.proto != "ipv6"
    ]
    names = names_of(own, pods, remotes)
    changed: dict[str, list[Flow]] = defaultdict(list)
    foreign: list[Flow] = []
    for flow in left:
        subject = changed_owner(flow, explained, names)
        if subject:
            changed[subject].append(flow)
        else:
            foreign.append(flow)
    for subject, found in changed.items():
        yield of_owner(node, subject, found, names, layout)
    if foreign:
        yield of_nobody(node, foreign, flows, layout)


def names_of(own: OwnSubnet, pods: LocalPods | None, remotes: RemoteSubnets | None) -> Names:
    """Return the objects whose flows this node must have."""
    found: Names = {}
    for pod in pods.items if pods else ():
        found[pod.pod_ip or ""] = (f"pod {pod.full_name} ({pod.pod_ip})", pod.full_name, pod.name)
    for remote in remotes.items if remotes else ():
        name = remote.host or remote.name
        for key in (remote.host_ip, remote.subnet_text):
            if key:
                found[key] = (f"node {name}", name, remote.subnet_text, remote.host_ip or "")
    if own.host_ip:
        found[own.host_ip] = (f"names asked of {own.host_ip}", own.host_ip)
    return found


def changed_owner(flow: Flow, explained: ExplainedFlows, names: Names) -> str:
    """Return the owner whose flow this one replaces: it has none of its own in that table."""
    table, kind, field, value = owner_of(flow)
    if value not in names or field.startswith("reg"):
        return ""
    kinds = (kind,) if kind else ("", "arp", "ip")
    return "" if any((table, each, field, value) in explained.owners for each in kinds) else value


def of_owner(node: Node, subject: str, found: list[Flow], names: Names, layout: Layout) -> Finding:
    """Report what became of an object's flows."""
    texts = "; ".join(flow.text for flow in found[:3])
    said, *more = names[subject]
    return Finding(
        f"br0 on {node} has a changed flow for {said}: {texts}, which no release installs",
        subjects=(
            subject,
            *more,
            *(each for flow in found for each in addresses(flow)),
            str(node),
        ),
        evidence=(*(flow.source for flow in found[:6]), layout.source),
        severity=Severity.ERROR if layout.since("L1") else Severity.WARNING,
    )


def of_nobody(node: Node, foreign: list[Flow], flows: FlowTable, layout: Layout) -> Finding:
    """Report the flows that are nobody's, and whose packets they take."""
    wholly: list[Flow] = []
    partly: list[Flow] = []
    for flow in foreign[:COMPARED]:
        dead, less = shadowed(flow, flows.in_table(flow.table))
        wholly += dead
        partly += less
    texts = "; ".join(flow.text for flow in foreign[:3])
    more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
    taken = [flow for flow in wholly if flow.priority or flow.match] or partly
    effect = ""
    if taken:
        of = "all packets" if taken[0] in wholly else "packets"
        rest = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        effect = f"; by its priority it takes {of} of {taken[0].text}{rest}"
    s = "s" * (len(foreign) > 1)
    return Finding(
        f"br0 on {node} has {len(foreign)} flow{s} that nothing accounts for: "
        f"{texts}{more}{effect}",
        subjects=(
            *dict.fromkeys(f"table {flow.table}" for flow in foreign),
            *(str(value) for flow in foreign[:50] for value in addresses(flow)),
            *layout.unfinished,
            str(node),
        ),
        evidence=(
            *(flow.source for flow in foreign[:5]),
            *(flow.source for flow in taken[:3]),
            layout.source,
        ),
        severity=Severity.ERROR if layout.since("L1") and taken and taken[0] in wholly else None,
    )


def addresses(flow: Flow) -> list[str]:
    """Return what a flow names: addresses, networks, VNIDs, ports."""
    found = []
    for field, value in flow.match.items():
        if field in {"nw_src", "nw_dst", "arp_spa", "arp_tpa", "tun_src"}:
            found.append(str(value))
        elif field in {"reg0", "reg1", "tun_id"} and isinstance(value, int):
            found.append(f"{value:#x}")
        elif field == "in_port":
            found.append(f"port {value}")
    found += [f"port {port}" for port in (*flow.outputs, flow.reg(2)) if isinstance(port, int)]
    found += [f"{vnid:#x}" for vnid in (flow.reg(0), flow.reg(1)) if vnid is not None]
    return [*found, *flow.tun_dsts]
