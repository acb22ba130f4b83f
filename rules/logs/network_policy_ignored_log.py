"""A NetworkPolicy does not do what it says.

Checks: the node's log says that a policy, or one of its rules, is ignored or isolates its pods from
    all.
Why: the SDN knows only a part of what a NetworkPolicy may say; releases differ in what they do with
    the rest.
Symptom: pods of one project are reached by nobody, or by more than the policy allows.
Remedy: rewrite the policy without what the message names (named ports, `except`, combined
    selectors), or with fewer peers.
"""

from __future__ import annotations

from parsers.journal import NodeLog
from rules.base import Findings, Node, Severity, rule
from rules.logs.standing import report

MESSAGES = {
    "policy-denies-all": "FN-03",
    "policy-rule-ignored": "FN-03",
    "policy-except-ignored": "FN-03",
    "policy-ignored": "FN-05",
}


@rule(Severity.ERROR, "39.10", "FN-03 FN-05")
def network_policy_ignored_log(node: Node, log: NodeLog) -> Findings:
    """Report what the SDN has said of policies since its last start."""
    yield from report(node.name, log, MESSAGES, invariants=MESSAGES)
