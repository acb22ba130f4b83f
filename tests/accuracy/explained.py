"""Why a mutation is not found, or is two cards, for docs/accuracy.md: by its name."""

from __future__ import annotations

EXPLAINED: dict[str, str] = {
    "pods do not start": "in tables of `oc get pods`, which print an age and not since when: pods that "
    "have just come look the same",
    "connections lead to an old endpoint": "in tables of `oc get endpoints`, which print three "
    "addresses at most: what is not shown may be an endpoint",
    "service's rule deleted": "in tables, where ports of a service with several are not joined with "
    "their endpoints: what is said is that this node lacks what all others have",
    "external address has no entry": "in tables, where ports of a service with several are not joined "
    "with their endpoints",
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
