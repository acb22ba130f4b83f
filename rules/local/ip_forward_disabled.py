"""The node does not forward IP packets.

Checks: net.ipv4.ip_forward is 1, and so is forwarding on tun0 and on the node's interface.
Why: pods' traffic to services and to the outside is forwarded between tun0 and the interface.
Symptom: pods reach each other, but neither services nor the outside; 3.7 to 4.13 refuse to start.
Remedy: sysctl -w net.ipv4.ip_forward=1, and keep it in /etc/sysctl.d; find out what resets it.
"""

from __future__ import annotations

from parsers.ip_addr import Addresses
from parsers.sysctl import Sysctl
from rules.base import Finding, Findings, Missing, Node, Severity, rule
from rules.derived.own_subnet import OwnSubnet

GLOBAL = "net.ipv4.ip_forward"


@rule(Severity.ERROR, "39.7.3.1", "LN-12 LN-13", explains=("sdn-setup-failed-log",))
def ip_forward_disabled(
    node: Node, sysctl: Sysctl, addresses: Addresses | None, own: OwnSubnet | None
) -> Findings:
    """Report the global switch, else the switches of the two interfaces."""
    value = sysctl.get(GLOBAL)
    if value is None:
        raise Missing(Sysctl)
    if value != "1":
        yield Finding(
            f"{GLOBAL} is {value} on {node}",
            subjects=(GLOBAL, "ip_forward", node.name),
            evidence=(sysctl.source(GLOBAL),),
        )
        return
    link = addresses.link_with(own.host_ip) if addresses and own and own.host_ip else None
    for name in ("tun0", *((link.name,) if link else ())):
        key = f"net.ipv4.conf.{name}.forwarding"
        if sysctl.get(key) == "0":
            yield Finding(
                f"{key} is 0 on {node}",
                subjects=(key, name),
                evidence=(sysctl.source(key), sysctl.source(GLOBAL)),
                invariants=("LN-13",),
            )
