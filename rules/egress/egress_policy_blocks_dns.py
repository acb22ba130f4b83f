"""An EgressNetworkPolicy denies all, the name server included.

Checks: before 3.6 a policy that denies 0.0.0.0/0 allows some network before that holds a node's
    address, where pods ask for names. From 3.6 on names asked of the node always pass.
Why: without names hardly anything works.
Symptom: every lookup of a pod of the project times out.
Remedy: allow the addresses of the nodes, or at least the name server's, before what denies all.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from parsers.ipv4 import network
from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies, EgressNetworkPolicy
from parsers.kube.hostsubnets import HostSubnets
from rules.base import Finding, Findings, Missing, NotApplicable, PerNode, Severity, rule
from rules.derived.layout import Layout


@rule(Severity.WARNING, "39.9", "FE-05")
def egress_policy_blocks_dns(
    policies: EgressNetworkPolicies | None, layouts: PerNode[Layout], subnets: HostSubnets
) -> Findings:
    """Look for a deny of everything that no allow of a node's address comes before."""
    if all(layout.since("L3") for layout in layouts.values()):
        raise NotApplicable("from 3.6 on names asked of the node always pass")
    if policies is None:
        raise Missing(EgressNetworkPolicies)
    hosts = [IPv4Address(item.host_ip) for item in subnets.items if item.host_ip]
    for policy in policies.items:
        index = denies_all(policy)
        if index is not None and not allows(policy, index, hosts):
            yield Finding(
                f"EgressNetworkPolicy {policy.full_name} denies all, and allows no node's address "
                "before, where pods ask for names",
                subjects=(policy.namespace, policy.full_name),
                evidence=(policy.source, next(iter(layouts.values())).source),
            )


def denies_all(policy: EgressNetworkPolicy) -> int | None:
    """Return the place of the rule that denies everything."""
    for index, (kind, target) in enumerate(policy.rules):
        if kind.lower() == "deny" and target in {"0.0.0.0/0", "0.0.0.0/32"}:
            return index
    return None


def allows(policy: EgressNetworkPolicy, before: int, hosts: list[IPv4Address]) -> bool:
    """Return whether a rule allows an address of a node; a name may stand for one."""
    for kind, target in policy.rules[:before]:
        found = network(target)
        if kind.lower() == "allow" and (found is None or any(ip in found for ip in hosts)):
            return True
    return False
