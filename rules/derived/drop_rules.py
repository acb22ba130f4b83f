"""What it means that a rule of iptables drops or rejects packets, in words."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.iptables import Chain, IptablesSave
from parsers.iptables_rule import IptRule
from rules.derived.drop_words import Meaning

DROPPING = frozenset({"DROP", "REJECT"})
LAST = Meaning("last", "the firewall's last rule: what nothing before accepted")
RESENT = Meaning("resent", "sent again after a connection was closed", noise=True)
FOREIGN_RULE = Meaning("rule", "a rule of no known program: drops what it matches")
BY_CHAIN = {
    "OPENSHIFT-BLOCK-OUTPUT": Meaning(
        "machine config", "the machine-config server, which pods may not ask", noise=True
    ),
    "OPENSHIFT-FIREWALL-ALLOW": Meaning("egress IP", "a new connection to an egress IP"),
    "OPENSHIFT-ADMIN-OUTPUT-RULES": Meaning("admin", "an administrator's filter of what pods send"),
    "KUBE-FIREWALL": Meaning("marked", "what kube-proxy marked for dropping"),
    "KUBE-PROXY-FIREWALL": Meaning("ranges", "from beyond a LoadBalancer's source ranges"),
}
NO_ENDPOINTS = ("KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-NODEPORTS")


def dropping(save: IptablesSave) -> Iterator[IptRule]:
    """Yield the rules that drop or reject, table by table."""
    for table in save.tables.values():
        if " DROP" in table.text or " REJECT" in table.text:
            yield from (rule for rule in table.rules() if rule.target in DROPPING)


def policies(save: IptablesSave) -> Iterator[tuple[str, Chain]]:
    """Yield (table, chain) of the built-in chains that drop what reaches their end."""
    for name, table in save.tables.items():
        for chain in table.chains.values():
            if chain.policy == "DROP":
                yield name, chain


def meaning_of_rule(rule: IptRule) -> Meaning:
    """Return what a rule that drops means."""
    if "--ctstate INVALID" in rule.text or "--state INVALID" in rule.text:
        return RESENT
    if rule.chain in NO_ENDPOINTS:
        name = rule.text.partition('--comment "')[2].partition('"')[0].partition(" has no")[0]
        return Meaning("no endpoints", f"service {name or 'here'} has no endpoints")
    if rule.chain in BY_CHAIN:
        return BY_CHAIN[rule.chain]
    if matches_all(rule):
        # Scans and broadcasts of the node's network end in INPUT, on every node.
        return LAST._replace(noise=rule.chain == "INPUT")
    return FOREIGN_RULE


def matches_all(rule: IptRule) -> bool:
    """Return whether a rule asks nothing of a packet."""
    words = rule.text.partition("-A ")[2].split()
    return words[1:2] in (["-j"], ["-g"])
