"""A policy rule takes packets of the cluster to another routing table.

Checks: besides the three rules that every system has, no policy rule applies to all packets, or
    to those of pods' or services' addresses.
Why: routes to tun0 stand in the main table; what is looked up elsewhere misses them.
Symptom: traffic is lost in one direction, or leaves by another interface.
Remedy: remove the rule, or put the cluster's routes into its table as well.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network

from parsers.ip_rule import PolicyRules
from parsers.ipv4 import network
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster

USUAL = {"local", "main", "default", "253", "254", "255"}
NETWORK = re.compile(r"\b(?:from|to) (\d+(?:\.\d+){3}(?:/\d+)?)")


@rule(Severity.WARNING, "39.7.3.2", "LN-11")
def policy_rule_diverts(node: Node, policy: PolicyRules, cluster: Cluster) -> Findings:
    """Report the rules that lead to a table of their own and may take the cluster's packets."""
    networks = [*cluster.cidrs, *([cluster.service_network] if cluster.service_network else [])]
    for each in policy.rules:
        table = each.text.rpartition("lookup ")[2].strip()
        cut = each is policy.rules[-1] and any(name.startswith(table) for name in USUAL)
        if table in USUAL or cut or "lookup" not in each.text or not concerns(each.text, networks):
            continue
        yield Finding(
            f"policy rule {each.priority} of {node} takes packets to table {table}: {each.text}",
            subjects=(f"ip rule {each.priority}", f"table {table}", *NETWORK.findall(each.text)),
            evidence=(each.source,),
        )


def concerns(text: str, networks: list[IPv4Network]) -> bool:
    """Return whether a rule may match packets of the cluster's networks."""
    if re.search(r"\b(?:fwmark|iif|oif)\b", text) and "tun0" not in text:
        return False  # marks and interfaces of others
    named = [found for each in NETWORK.findall(text) if (found := network(each))]
    return not named or any(each.overlaps(net) for each in named for net in networks)
