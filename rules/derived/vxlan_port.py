"""Which UDP port VXLAN uses, where no object says it: as firewalls and devices of nodes do."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Mapping

from parsers.ip_addr import Addresses
from parsers.iptables import IptablesSave

DEFAULT = 4789
CHAIN = "OPENSHIFT-FIREWALL-ALLOW"
DEVICE = "vxlan_sys_"
ENOUGH = 2
"""Witnesses: one rule alone may be what is wrong."""


def port_of_nodes(
    tables: Mapping[str, IptablesSave] | None, addresses: Mapping[str, Addresses] | None
) -> int:
    """Return the port if all that tell it say the same, and are several; else the default."""
    told: dict[int, int] = defaultdict(int)
    for each in (tables or {}).values():
        chain = each.chain("filter", CHAIN)
        for rule in chain.rules if chain else ():
            if rule.protocol == "udp" and rule.target == "ACCEPT" and not rule.source_text:
                # A number that is none: the dump is damaged.
                with contextlib.suppress(ValueError):
                    told[rule.dport or DEFAULT] += 1
    for links in (addresses or {}).values():
        for name in links.by_name:
            number = name.removeprefix(DEVICE)
            if number != name and number.isdecimal():
                told[int(number)] += 1
    (port, times), *others = told.items() or ((DEFAULT, 0),)
    return port if times >= ENOUGH and not others else DEFAULT
