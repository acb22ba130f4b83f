"""Why a mutation is not found, or is two cards, for docs/accuracy.md: by its name."""

from __future__ import annotations

EXPLAINED: dict[str, str] = {
    "one VNID twice": "the egress IP's rule still has the former mark",
    "pod with an address of another node": "flows of policies that select the pod still have its "
    "former address on other nodes",
    "policy that no node follows": "the same policy shuts the router out: both are so",
    "port of a pod is gone": "table 120 still copies multicast to the old port, and the two findings "
    "name nothing in common",
    "two HostSubnets with one address": "the node that hosts the egress IP is taken for the other one",
    "two pods with one address": "the Endpoints still hold the second pod's former address",
}
BY_EXTRA = {
    "stale-service-flow": "by its new address the changed flow is that of a service that is gone",
}
"""Why a change at random is two cards: by the second one."""


def by_line(line: str, extra: list[str]) -> str:
    """Return why a change at random is missed, or two cards; empty if nothing says so."""
    return next((BY_EXTRA[rule] for rule in extra if rule in BY_EXTRA), "")
