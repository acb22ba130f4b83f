"""A project's multicast does not reach its pods on a node, or is let through unasked.

Checks: for each project whose NetNamespace has multicast enabled and that has pods on the node,
    table 110 lets its VNID on, and the list in table 120 is the ports of its pods; no other VNID is
    let on; and table 111, which copies to the other nodes, has its flow.
Why: multicast is copied to the ports and nodes that these flows list, and to no other.
Symptom: pods of one project do not see each other's multicast on this node.
Remedy: restart the SDN on the node.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.base import Source
from parsers.kube.netnamespaces import NetNamespaces
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout
from rules.derived.local_pods import LocalPods

ENABLED = "netnamespace.network.openshift.io/multicast-enabled"
SUBJECT = "multicast on {}"
"""One changed flow shows as one project's that is lost and another's that is let on."""


@rule(Severity.WARNING, "39.7.4", "MC-01 FL-05", explains=("unexplained-flow",))
def multicast_flows_wrong(
    node: Node, flows: FlowTable, layout: Layout, networks: NetNamespaces, pods: LocalPods
) -> Findings:
    """Compare annotations and pods with tables 110, 111 and 120."""
    if not layout.since("L3") or layout.plugin == "subnet" or not flows.complete:
        raise NotApplicable("in this mode or release there is no multicast by project")
    ports = ports_of(flows, layout, pods)
    on = {
        item.netid: item
        for item in networks.items
        if item.netid is not None and item.annotations.get(ENABLED, "").strip('"') == "true"
    }
    let_on = flows.index(110, "reg0")
    if any(item.from_table for item in networks.items):  # it shows no annotations
        for number in let_on:
            for owner in networks.by_netid.get(number, ()) if isinstance(number, int) else ():
                on.setdefault(owner.netid or 0, owner)
    lists = flows.index(120, "reg0")
    for netid, item in on.items():
        wanted = ports.get(item.name, set())
        if not wanted:
            continue
        lacks: list[tuple[str, Source]] = []
        if netid not in let_on:
            lacks.append(("table 110 drops it", flows.absence(f"reg0={netid:#x}", 110)))
        listed = {port for flow in lists.get(netid, []) for port in flow.outputs}
        lost = sorted(wanted - listed, key=str)
        if lost:
            said = f"table 120 does not copy it to port {', '.join(map(str, lost[:5]))}"
            there = [flow.source for flow in lists.get(netid, [])]
            lacks.append((said, there[0] if there else flows.absence(f"reg0={netid:#x}", 120)))
        if not flows.in_table(111):
            lacks.append(("table 111 is empty", flows.absence("priority=100", 111)))
        if lacks:
            yield Finding(
                f"multicast of project {item.name} on {node}: "
                + "; ".join(said for said, _ in lacks),
                subjects=(
                    item.name,
                    f"{netid:#x}",
                    SUBJECT.format(node),
                    *(f"all of table {table}" for table in (110, 120) if not flows.in_table(table)),
                ),
                evidence=(item.source, *(source for _, source in lacks)),
            )
    if networks.partial or any(item.from_table for item in networks.items):
        return  # a table shows no annotations
    for vnid, found in let_on.items():
        if vnid not in on and isinstance(vnid, int):
            owners = [owner.name for owner in networks.by_netid.get(vnid, [])]
            if not owners:
                continue  # its NetNamespace is gone, which is another fault
            whose = f" of project {owners[0]}"
            yield Finding(
                f"table 110 on {node} lets multicast of VNID {vnid:#x}{whose} on, for which it is "
                "not enabled",
                subjects=(f"{vnid:#x}", *owners, SUBJECT.format(node)),
                evidence=(found[0].source, networks.absence(f"{ENABLED} for {vnid:#x}")),
            )


def ports_of(flows: FlowTable, layout: Layout, pods: LocalPods) -> dict[str, set[object]]:
    """Return the ports of the pods that surely run, by namespace; as table 40 says them."""
    found: dict[str, set[object]] = defaultdict(set)
    for pod in pods.items:
        for flow in flows.find(layout.pod_arp_table or 40, arp_tpa=pod.pod_ip or ""):
            found[pod.namespace].update(flow.outputs)
    return found
