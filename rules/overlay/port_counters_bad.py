"""A port of br0 loses packets.

Checks: of the packets through vxlan0, tun0 and the veths less than one in a hundred were dropped or
    had errors (dump-ports).
Why: drops on a veth are a pod that does not read, on tun0 a node that does not, on vxlan0 errors of
    the tunnel.
Symptom: slow connections, retransmissions.
Remedy: see whether the counters still grow (two dumps, ten seconds apart); look at the load of the
    node, and at the pod behind the port.
"""

from __future__ import annotations

from parsers.ovs_port_counters import PortCounters, PortStatistics
from parsers.ovs_ports import PortTable
from rules.base import Finding, Findings, Node, Severity, rule

SHARE = 0.01
LEAST = 1_000


@rule(Severity.INFO, "39.7.4", "PT-14")
def port_counters_bad(node: Node, statistics: PortStatistics, ports: PortTable | None) -> Findings:
    """Compare bad packets with all of them: old counters prove no present loss."""
    names = {str(port.number): port.name for port in (ports.ports if ports else ())}
    for each in statistics.items:
        if each.port in {"LOCAL", "br0"}:
            continue  # nobody reads it
        name = names.get(each.port, each.port)
        for way in ("rx", "tx"):
            bad = lost(each, way)
            good = each.counters.get(f"{way} pkts", 0)
            if bad >= LEAST and bad > SHARE * (good + bad):
                yield Finding(
                    f"port {name} of br0 on {node} lost {bad:,} of {good + bad:,} packets ({way})",
                    subjects=(name, f"port {each.port}"),
                    evidence=(each.sent if way == "tx" and each.sent else each.source,),
                )


def lost(counters: PortCounters, way: str) -> int:
    """Return how many packets were lost one way."""
    return sum(value for key, value in counters.bad.items() if key.startswith(f"{way} "))
