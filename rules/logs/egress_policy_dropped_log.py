"""An EgressNetworkPolicy drops more than it says.

Checks: the node's log says that all egress of a project is dropped, that a policy is ignored, or
    that a service's endpoint lies behind the firewall.
Why: a project may have one EgressNetworkPolicy, and none if it shares its network or is global.
Symptom: pods of one project reach nothing outside the cluster, or a service without selector does
    not answer.
Remedy: leave one EgressNetworkPolicy in the project; separate its network (`oc adm pod-network
    isolate-projects`), or remove the policy.
"""

from __future__ import annotations

import re

from parsers.journal import NodeLog
from parsers.kube.egressnetworkpolicies import EgressNetworkPolicies
from parsers.node_log import LogEntry
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report

MESSAGES = {
    "egress-policy-global": "FE-01",
    "egress-policy-drops": "FE-01",
    "endpoint-firewalled": "SV-07",
}


@rule(Severity.ERROR, "39.10", "FE-01 SV-07", explains=("service-rules-stale",))
def egress_policy_dropped_log(
    node: Node, log: NodeLog, policies: EgressNetworkPolicies | None
) -> Findings:
    """Report policies that drop, unless those of today can't be meant."""

    def contradicted(entry: LogEntry) -> str:
        named = re.split(r"[,\s]+", entry.groups.get("policies", ""))
        if policies is None or policies.partial or entry.pattern == "endpoint-firewalled":
            return ""
        there = {f"{policy.namespace}/{policy.name}" for policy in policies.items}
        there |= {policy.name for policy in policies.items}
        gone = [name for name in named if name and name.strip(":") not in there]
        return f"EgressNetworkPolicy {gone[0]} is gone" if gone else ""

    yield from report(node.name, log, MESSAGES, contradicted=contradicted, invariants=MESSAGES)
