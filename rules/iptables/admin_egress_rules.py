"""An administrator filters what pods send to the outside.

Checks: the chain OPENSHIFT-ADMIN-OUTPUT-RULES, which the SDN leaves to administrators, is empty.
Why: its rules are asked first for all that pods send off the node, and are easily forgotten.
Symptom: pods do not reach some destinations, or go there by another way.
Remedy: none, if the rules are meant; else delete them from that chain.
"""

from __future__ import annotations

from parsers.iptables import IptablesSave
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule

CHAIN = "OPENSHIFT-ADMIN-OUTPUT-RULES"


@rule(Severity.INFO, "39.7.4.1", "IP-12")
def admin_egress_rules(node: Node, tables: IptablesSave) -> Findings:
    """List the rules."""
    chain = tables.chain("filter", CHAIN)
    if chain is None:
        raise NotApplicable("this release has no such chain")
    rules = chain.rules
    if rules:
        named = (each.destination_text.removesuffix("/32") for each in rules)
        yield Finding(
            f"{node} has {len(rules)} rule{'s' * (len(rules) > 1)} of an administrator for what "
            "pods send to the outside",
            subjects=(CHAIN, *filter(None, named), str(node)),
            evidence=tuple(each.source for each in rules),
        )
