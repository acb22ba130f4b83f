"""Rules of the node's firewall that drop or reject have met packets of pods or services.

Checks: the counters of `iptables-save -c` of rules with DROP or REJECT whose networks, interfaces
    or port are those of the SDN: pods, services, tun0, VXLAN; of services without endpoints; and of
    the last rule of FORWARD, which meets what nothing accepted. What every node drops is left out.
Why: a counter that is not zero says that somebody sent such a packet since the rules were written.
Symptom: that of what sends it: refused or timed out.
Remedy: none by itself: it shows which rule to read, and beside a fault that it is met.
"""

from __future__ import annotations

from parsers.iptables import IptablesSave
from parsers.iptables_rule import IptRule
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.drop_rules import NO_ENDPOINTS, dropping, matches_all, meaning_of_rule

MOST = 6


@rule(Severity.INFO, "39.7.4.1", "IP-11")
def firewall_dropped(node: Node, tables: IptablesSave, cluster: Cluster) -> Findings:
    """List the rules that were met, most packets first."""
    rules = [*dropping(tables)]
    if not any(each.packets is not None for each in rules):
        raise NotApplicable("no rule that drops has a counter: iptables-save -c prints them")
    met = [
        each
        for each in rules
        if each.packets and not meaning_of_rule(each).noise and of_sdn(each, cluster)
    ]
    met.sort(key=lambda each: -(each.packets or 0))
    if met:
        said = "; ".join(
            f"{each.packets} by {each.table.name} {each.chain} ({meaning_of_rule(each).words})"
            for each in met[:3]
        )
        more = f"; and {len(met) - 3} more rules" if len(met) > 3 else ""
        yield Finding(
            f"the firewall of {node} dropped packets of the SDN: {said}{more}",
            subjects=tuple(dict.fromkeys((*(each.chain for each in met), str(node)))),
            evidence=tuple(each.source for each in met[:MOST]),
        )


def of_sdn(each: IptRule, cluster: Cluster) -> bool:
    """Return whether a rule meets packets of pods, services or tunnels."""
    if each.chain in NO_ENDPOINTS or (each.chain == "FORWARD" and matches_all(each)):
        return True
    ours = [*cluster.cidrs, *([cluster.service_network] if cluster.service_network else [])]
    for asked in (each.source_net, each.destination_net):
        if asked and not asked[0] and asked[1].prefixlen:
            return any(asked[1].overlaps(network) for network in ours)
    names = {asked[1] for asked in (each.in_iface, each.out_iface) if asked and not asked[0]}
    return bool(names & {"tun0", "vxlan_sys_4789"}) or (
        each.protocol == "udp" and each.dport == cluster.vxlan_port
    )
