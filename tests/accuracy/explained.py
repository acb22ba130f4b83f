"""Why a mutation is not found, or is two cards, for docs/accuracy.md: by its name."""

from __future__ import annotations

NOT_LOOKED_INTO = (
    "not looked into one by one; in networkpolicy mode a flow about a pod of another node is not "
    "judged, as builds differ in keeping it"
)
EXPLAINED: dict[str, str] = {
    "port of a pod is gone": "table 120 still copies multicast to the old port, and the two findings "
    "name nothing in common",
    "log: pod not attached": "a table of pods shows no labels, so that nothing joins the pod with its service",
    "two HostSubnets with one address": "the node that hosts the egress IP is taken for the other one; "
    "not folded yet",
    "two pods with one address": "the Endpoints still hold the second pod's former address; not folded yet",
    "a flow deleted": NOT_LOOKED_INTO,
    "a field of a flow changed": NOT_LOOKED_INTO,
}
