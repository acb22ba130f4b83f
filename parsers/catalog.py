"""Every parser of one fact, in the order in which they are asked; objects: kube/catalog.py."""

from __future__ import annotations

from typing import cast

from parsers import (
    curl,
    dig,
    ethtool,
    ip_addr,
    ip_route,
    ip_route_get,
    ip_rule,
    iptables,
    journal,
    node_config,
    ovs_flows,
    ovs_ports,
    ovs_vsctl,
    sysctl,
)
from parsers.base import Parser

PARSERS = cast(
    "tuple[Parser[object], ...]",
    (
        ovs_flows.PARSER,
        ovs_ports.PARSER,
        ovs_vsctl.SHOW,
        ovs_vsctl.LIST_BR,
        iptables.PARSER,
        ip_addr.PARSER,
        ip_route_get.PARSER,
        ip_route.PARSER,
        ip_rule.PARSER,
        ethtool.PARSER,
        curl.PARSER,
        dig.PARSER,
        sysctl.PARSER,
        node_config.PARSER,
        journal.PARSER,
    ),
)
