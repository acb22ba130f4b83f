"""Flows of NetworkPolicies while a cluster moves to OVN-Kubernetes, node by node (4.15, 4.16).

What comes from a node that has moved bears no VNID of its project. In that mode the SDN lets in,
beside each project that a policy lets in by its VNID, all pods of the project by their addresses,
and for the hosts the second address of every node's subnet: a mask with a gap.
"""

from __future__ import annotations

from collections.abc import Mapping

from rules.derived.policy_flows import FlowKey, PolicyFlows
from rules.derived.policy_peers import Selection

ALLOW = 150


def netids_of_pods(chosen: Selection) -> dict[str, int | None]:
    """Return the VNID of each pod by its address."""
    return {
        each.ip: each.netid for pods in (chosen.pods or {}).values() for each in pods
    }  # fmt: skip


def of_migration(key: FlowKey, want: PolicyFlows, netids: Mapping[str, int | None]) -> bool:
    """Return whether a flow lets in by address what another lets in by the VNID of its project."""
    priority, fields = key
    match = dict(fields)
    source = str(match.pop("nw_src", ""))
    if priority != ALLOW or not source or "reg0" in match:
        return False
    address, _, mask = source.partition("/")
    number = 0 if "." in mask else netids.get(address)
    if number is None or (mask and "." not in mask):
        return False
    match["reg0"] = number
    bare = {name: value for name, value in match.items() if (name, value) != ("proto", "ip")}
    return any((priority, frozenset(form.items())) in want.may for form in (match, bare))
