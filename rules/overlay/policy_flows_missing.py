"""Nothing lets a project's traffic in or out on a node: its policy flows are missing.

Checks: in ovs-networkpolicy mode table 80 has flows for each VNID that a local pod has; from 4.10
    on table 27 too.
Why: without them the project's packets reach the drop flow, as if a policy denied all.
Symptom: on this node no pod of the project can be reached (table 80) or reach anything (table
    27), though no policy says so.
Remedy: restart the SDN on the node; look for "Error syncing OVS flows" in its log.
"""

from __future__ import annotations

from parsers.kube.netnamespaces import NetNamespaces
from parsers.kube.networkpolicies import NetworkPolicies
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.layout import Layout


@rule(Severity.ERROR, "39.7.4", "FN-01")
def policy_flows_missing(
    node: Node,
    flows: FlowTable,
    layout: Layout,
    networks: NetNamespaces | None,
    policies: NetworkPolicies | None,
) -> Findings:
    """Report each VNID of local pods that table 80 does not name at all."""
    if layout.plugin != "networkpolicy" or not layout.since("L3"):
        raise NotApplicable("only ovs-networkpolicy mode from 3.6 on has these flows")
    if not flows.complete:
        raise NotApplicable("the dump holds only some of the flows")
    used: dict[int, Flow] = {}
    for flow in flows.in_table(70):
        vnid = flow.reg(1)
        if vnid is not None and (flow.duration or 999.0) > 120.0:
            used.setdefault(vnid, flow)
    lacking: dict[int, list[tuple[int, str]]] = {}
    for table, register in ((80, "reg1"), *(((27, "reg0"),) if layout.since("L10") else ())):
        known = flows.index(table, register)
        for vnid in used:
            if vnid not in known:
                lacking.setdefault(vnid, []).append((table, register))
    # A table that was emptied is one fault.
    emptied = [f"table {table}" for table in (80, 27)] if len(lacking) == len(used) else []
    for vnid, tables in lacking.items():
        owners = networks.by_netid.get(vnid, []) if networks else []
        names = {owner.name for owner in owners}
        if networks is not None and not names and not networks.partial:
            continue  # that its NetNamespace is gone is another fault
        if policies is not None and any(policy.namespace in names for policy in policies.items):
            continue  # a policy that allows nothing leaves no flow behind
        sure = policies is not None and bool(names)
        yield Finding(
            f"table {' and '.join(str(table) for table, _ in tables)} on {node} has no flow for "
            f"VNID {vnid:#x}" + (f" of project {', '.join(sorted(names))}" if names else ""),
            subjects=(
                f"{vnid:#x}",
                *sorted(names),
                *(name for table, _ in tables if (name := f"table {table}") in emptied),
                *layout.unfinished,
            ),
            evidence=(
                *(owner.source_of("netid") for owner in owners[:2]),
                used[vnid].source,
                *(flows.absence(f"{register}={vnid:#x}", table) for table, register in tables),
            ),
            severity=None if sure else Severity.WARNING,
        )
