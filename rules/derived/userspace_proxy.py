"""kube-proxy's userspace mode on one node: services are redirected to a port of the proxy."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from parsers.iptables import IptablesSave, Table
from parsers.iptables_rule import IptRule
from rules.base import Missing, NotApplicable
from rules.derived.service_chains import Portal, portal

PORTALS = ("KUBE-PORTALS-CONTAINER", "KUBE-PORTALS-HOST")
"""Chains for what pods and other hosts send, and for what the node itself sends."""


@dataclass(slots=True)
class UserspaceProxy:
    """The portals of one node."""

    table: Table
    portals: dict[str, dict[Portal, IptRule]] = field(default_factory=lambda: defaultdict(dict))
    """Chain -> portal -> the rule that redirects it to the proxy."""


def userspace(nat: Table) -> bool:
    """Return whether kube-proxy works in userspace alone.

    From 3.2 on these chains stand beside those of the iptables mode, for idled services; so that
    a node without KUBE-SERVICES is in userspace mode only if no other chain of that mode is left.
    """
    if any(name.startswith(("KUBE-SERVICES", "KUBE-SVC-", "KUBE-SEP-")) for name in nat.chains):
        return False
    return any(name in nat.chains and nat.chains[name].rules for name in PORTALS)


def derive_userspace_proxy(tables: IptablesSave) -> UserspaceProxy:
    """Read the nat table; raises NotApplicable in iptables mode."""
    nat = tables.tables.get("nat")
    if nat is None or not userspace(nat):
        raise NotApplicable("kube-proxy is not in userspace mode")
    if not nat.complete:
        raise Missing("the rest of the nat table: the dump is cut off")
    found = UserspaceProxy(nat)
    for name in PORTALS:
        chain = nat.chains.get(name)
        for each in chain.rules if chain else ():
            if each.dport is not None:
                found.portals[name].setdefault(portal(each), each)
    return found
