"""The flows that an EgressNetworkPolicy becomes: rule i of n has priority n - i."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parsers.ipv4 import network
from parsers.kube.egressnetworkpolicies import EgressNetworkPolicy
from parsers.kube.netnamespaces import NetNamespaces
from parsers.ovs_flow import Flow
from rules.derived.layout import Layout


class EgressFlow(NamedTuple):
    """One rule's flow; `destination` is None for all, and "*" for what a name resolves to."""

    priority: int
    destination: str | None
    drop: bool
    bare: bool = False
    """True for the flow that cuts a project off, which names no protocol."""


def table_of(layout: Layout) -> int | None:
    """Return the table of these flows; None where the release has none."""
    if not layout.since("L1"):
        return None
    if layout.id == "L1":
        return 9
    return 101 if layout.since("L4") and not layout.since("L9") else 100


def wanted(
    policies: list[EgressNetworkPolicy], netid: int, networks: NetNamespaces
) -> list[EgressFlow]:
    """Return the flows of one project."""
    if not policies or netid == 0:
        return []
    if len(policies) > 1 or len(networks.by_netid.get(netid, ())) > 1:
        return [EgressFlow(1, None, drop=True, bare=True)]
    return [*rules_of(policies[0])]


def rules_of(policy: EgressNetworkPolicy) -> Iterator[EgressFlow]:
    """Yield the flow of each rule, the first with the highest priority."""
    count = len(policy.rules)
    for index, (kind, target) in enumerate(policy.rules):
        drop = kind.lower() == "deny"
        if ":" in target:
            continue  # IPv6
        found = network(target)
        if found is None:
            yield EgressFlow(count - index, "*", drop)
        elif not found.prefixlen or target == "0.0.0.0/32":
            yield EgressFlow(count - index, None, drop)
        else:
            yield EgressFlow(count - index, str(found).removesuffix("/32"), drop)


def single(flow: Flow) -> bool:
    """Return whether a flow is for one address, as those of a name are."""
    to = flow.match.get("nw_dst")
    return isinstance(to, str) and "/" not in to and "proto" in flow.match
