"""The reverse path filter drops replies that come in on another interface.

Checks: where a node hosts an egress IP on another interface than that of its default route, the
    filter of that interface (the larger of `all` and its own) is not strict (1).
Why: strict means that a packet is dropped if its sender would not be answered through the interface
    on which it came; replies to an egress IP on a second card are answered through the first.
Symptom: connections out of projects with that egress IP get no reply; nstat counts
    IPReversePathFilter.
Remedy: sysctl -w net.ipv4.conf.INTERFACE.rp_filter=2 (loose), and keep it in /etc/sysctl.d.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from parsers.ip_route import RouteTable
from parsers.kube.hostsubnets import HostSubnets
from parsers.sysctl import Sysctl
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule

STRICT = 1


@rule(Severity.WARNING, "39.9", "LN-14")
def reverse_path_strict(
    node: Node, sysctl: Sysctl, addresses: Addresses, routes: RouteTable, subnets: HostSubnets
) -> Findings:
    """Look at the filter of the interfaces that hold egress IPs."""
    own = subnets.by_name.get(node.name)
    default = next((r for r in routes.routes if r.destination.prefixlen == 0), None)
    if own is None or not own.egress_ips or default is None:
        raise NotApplicable("the node hosts no egress IP")
    for address in own.egress_ips:
        link = addresses.link_with(address)
        if link is None or link.name == default.device:
            continue
        keys = [f"net.ipv4.conf.{name}.rp_filter" for name in ("all", link.name)]
        values = {key: int(found) for key in keys if (found := sysctl.get(key) or "").isdecimal()}
        if values and max(values.values()) == STRICT:
            key = max(values, key=values.__getitem__)
            yield Finding(
                f"{key} is strict on {node}, and {link.name} with egress IP {address} is not the "
                f"interface of the default route ({default.device})",
                subjects=(address, link.name, key),
                evidence=(sysctl.source(key), link.source, default.source),
            )
