"""firewalld and the iptables service both run on a node.

Checks: at most one of firewalld.service and iptables.service is active.
Why: each writes its own rules at start and reload, and flushes the other's and the SDN's.
Symptom: rules of the SDN and of kube-proxy vanish at a reload, and come back later or never.
Remedy: OpenShift 3.x is installed for one of both (iptables by default): mask the other, and
    restart the SDN on the node.
"""

from __future__ import annotations

from parsers.kube.nodes import Nodes
from parsers.units import Units
from rules.base import Finding, Findings, Missing, Node, NotApplicable, Severity, rule
from rules.derived.kube_minor import is_three

FIREWALLS = ("firewalld", "iptables")


@rule(Severity.WARNING, "39.7.4.1", "IP-10", explains=("openshift-rules-missing",))
def firewalls_conflict(node: Node, units: Units | None, nodes: Nodes | None) -> Findings:
    """Look at both units."""
    found = [unit for name in FIREWALLS if units and (unit := units.named(name))]
    if not found and is_three(nodes):
        raise Missing(Units)
    if not found:
        raise NotApplicable("the state of firewalld and iptables was not collected")
    if len(found) == len(FIREWALLS) and all(unit.active == "active" for unit in found):
        yield Finding(
            f"firewalld and iptables both run on {node}",
            subjects=(node.name, *FIREWALLS),
            evidence=tuple(unit.sources.get("Active", unit.source) for unit in found),
        )
