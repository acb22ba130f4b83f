"""Rules of the node's firewall and address translation, in causal order."""

from __future__ import annotations

from rules.base import Rule
from rules.iptables.admin_egress_rules import admin_egress_rules
from rules.iptables.firewall_dropped import firewall_dropped
from rules.iptables.firewalls_conflict import firewalls_conflict
from rules.iptables.foreign_translation import foreign_translation
from rules.iptables.iptables_backends_mixed import iptables_backends_mixed
from rules.iptables.masquerade_wrong import masquerade_wrong
from rules.iptables.openshift_rules_missing import openshift_rules_missing
from rules.iptables.pod_traffic_blocked import pod_traffic_blocked
from rules.iptables.release_chains_missing import release_chains_missing
from rules.iptables.vxlan_blocked import vxlan_blocked

IPTABLES_RULES: tuple[Rule, ...] = (
    admin_egress_rules,
    iptables_backends_mixed,
    foreign_translation,
    masquerade_wrong,
    openshift_rules_missing,
    release_chains_missing,
    pod_traffic_blocked,
    vxlan_blocked,
    firewalls_conflict,
    firewall_dropped,
)
