"""A node's flows for a DNS name of an EgressNetworkPolicy are missing, or for old addresses.

Checks: a rule with a dnsName has flows on each node that are on any; and where the name was looked
    up, one of its flows is for an address that DNS answers now. Nodes look up for themselves, so
    that different addresses alone are no fault.
Why: the SDN resolves the name when its time to live ends; until then, or if its server does not
    answer, the flows let through the addresses of before.
Symptom: from one node, or now and then, pods of the project do not reach what the policy allows.
Remedy: look at the nameserver of the node; restart the SDN there. Allow networks instead of names
    whose addresses change often.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.dig import Lookups
from parsers.ipv4 import network
from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies
from parsers.kube.netnamespaces import NetNamespaces
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from rules.base import Finding, Findings, PerNode, Severity, rule
from rules.derived.bundle_time import BundleTime
from rules.derived.egress_rules import single, table_of
from rules.derived.layout import Layout
from rules.derived.usual_layout import UsualLayout


@rule(Severity.WARNING, "39.9", "FE-04")
def egress_policy_names_stale(
    tables: PerNode[FlowTable],
    layouts: PerNode[Layout],
    policies: EgressNetworkPolicies,
    networks: NetNamespaces,
    lookups: Lookups | None,
    time: BundleTime | None,
    usual: UsualLayout | None,
) -> Findings:
    """Compare what each node has for a name with the other nodes, and with the answers."""
    answers: dict[str, dict[str, Source]] = {}
    for each in lookups.items if lookups is not None else ():
        known = answers.setdefault(each.name.rstrip(".").lower(), {})
        known |= dict(zip(each.addresses, each.sources, strict=False))
    netids = {owner.name: netid for netid, owners in networks.by_netid.items() for owner in owners}
    for policy in policies.items:
        netid = netids.get(policy.namespace)
        alone = len(policies.by_namespace.get(policy.namespace, ())) == 1
        young = time is not None and time.young(policy.created)
        if not netid or not alone or young or policy.from_table:
            continue
        for index, (_, target) in enumerate(policy.rules):
            if ":" in target or network(target) is not None:
                continue
            priority = len(policy.rules) - index
            there = {
                node: [*of_rule(flows, layouts[node], netid, priority)]
                for node, flows in tables.items()
                if node in layouts and comparable(flows, layouts[node], usual)
            }
            subjects = (policy.namespace, policy.full_name, f"{netid:#x}", target)
            for node, wrong, sources in faults(target, there, answers.get(target.lower(), {})):
                yield Finding(
                    f"br0 on {node} {wrong}: EgressNetworkPolicy {policy.full_name} names it",
                    subjects=(*subjects, node),
                    evidence=(policy.source, *sources),
                    node=node,
                )


def comparable(flows: FlowTable, layout: Layout, usual: UsualLayout | None) -> bool:
    """Return whether a node's dump holds the table whole, and at the place that is usual."""
    whole = flows.complete and table_of(layout) in flows.tables
    return whole and (usual is None or usual.fits(layout))


def of_rule(flows: FlowTable, layout: Layout, netid: int, priority: int) -> Iterator[Flow]:
    """Yield the flows of a rule with a name: one for each address."""
    table = table_of(layout)
    for flow in flows.index(table, "reg0").get(netid, []) if table is not None else ():
        if flow.priority == priority and single(flow):
            yield flow


def faults(
    name: str, there: dict[str, list[Flow]], answer: dict[str, Source]
) -> Iterator[tuple[str, str, list[Source]]]:
    """Yield (node, what is wrong, evidence)."""
    having = [node for node, flows in there.items() if flows]
    for node, flows in there.items():
        if not flows and having:
            shown = there[having[0]][0]
            yield (
                node,
                f"has no flow for an address of {name}, which {having[0]} has",
                [shown.source],
            )
        old = [str(flow.match["nw_dst"]) for flow in flows]
        if old and answer and not answer.keys() & set(old):
            wrong = f"has flows for {', '.join(old[:3])}, while DNS answers {name} with "
            wrong += ", ".join([*answer][:3])
            yield node, wrong, [flows[0].source, next(iter(answer.values()))]
