"""Every parser of one fact, in the order in which they are asked; objects: kube/catalog.py."""

from __future__ import annotations

from typing import cast

from parsers import (
    curl,
    dig,
    ethtool,
    ethtool_details,
    ip_addr,
    ip_link,
    ip_neigh,
    ip_route,
    ip_route_get,
    ip_rule,
    iptables,
    iptables_list,
    journal,
    node_config,
    ovs_flows,
    ovs_ports,
    ovs_vsctl,
    ping,
    pod_hosts,
    resolv_conf,
    sysctl,
    telnet,
    tracepath,
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
        iptables_list.PARSER,
        ip_addr.PARSER,
        ip_route_get.PARSER,
        ip_route.PARSER,
        ip_rule.PARSER,
        ip_neigh.PARSER,
        ip_link.PARSER,
        ethtool.PARSER,
        ethtool_details.STATISTICS,
        ethtool_details.DRIVERS,
        ethtool_details.FEATURES_PARSER,
        curl.PARSER,
        ping.PARSER,
        tracepath.PARSER,
        telnet.PARSER,
        dig.PARSER,
        pod_hosts.PARSER,
        resolv_conf.PARSER,
        sysctl.PARSER,
        node_config.PARSER,
        journal.PARSER,
    ),
)
