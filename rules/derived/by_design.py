"""Why packets between two addresses may be dropped by design: isolation and policies."""

from __future__ import annotations

from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies
from parsers.kube.networkpolicies import NetworkPolicies
from rules.derived.address_names import AddressNames
from rules.derived.cluster import Cluster
from rules.derived.vnid_projects import VnidProjects


def by_design(
    client: str,
    target: str,
    names: AddressNames,
    projects: VnidProjects | None,
    policies: NetworkPolicies | None,
    egress: EgressNetworkPolicies | None,
    cluster: Cluster | None,
) -> str:
    """Return the reason in words; empty if the packets must be let through."""
    one, other = names.get(client), names.get(target)
    here = one.namespace if one is not None and one.kind != "service" else None
    there = other.namespace if other is not None else None
    if projects is not None and projects.isolated(here, there):
        return f"projects {here} and {there} are isolated from each other by design"
    plugin = cluster.plugin if cluster else None
    if plugin in {"networkpolicy", None} and other is not None and other.kind == "pod":
        ruled = policies is not None and any(p.namespace == there for p in policies.items)
        if ruled:
            return f"the NetworkPolicies of {there} may forbid it"
        if policies is None and plugin == "networkpolicy":
            return "NetworkPolicies may forbid it: they were not collected"
    ruled = egress is not None and any(p.namespace == here for p in egress.items)
    if ruled and not names.inside(target):
        return f"the EgressNetworkPolicy of {here} may forbid it"
    return ""
