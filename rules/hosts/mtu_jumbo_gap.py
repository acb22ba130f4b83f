"""tun0 is far smaller than the jumbo frames of the node's interface.

Checks: the MTU of tun0 is not more than 1000 below that of the node's interface.
Why: nodes and routers agree on jumbo frames while pods do not; where their sizes meet, large
    packets are lost.
Symptom: TLS handshake time-outs, for instance of deployments that talk to the API.
Remedy: set the SDN's mtu to the interface's less 50 on every node, restart the node services,
    recreate the pods.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.journal import NodeLog
from rules.base import Finding, Findings, PerNode, Severity, rule
from rules.derived.own_subnet import OwnSubnet

GAP = 1_000
"""Bytes."""
PATTERN = "tls-timeout"


@rule(
    Severity.WARNING,
    "39.13.2",
    "MT-05 MT-09",
    explains=("tls-handshake-timeout-log", "tun-mtu-mismatch", "mtu-differs-between-nodes"),
)
def mtu_jumbo_gap(
    addresses: PerNode[Addresses], own: PerNode[OwnSubnet], logs: PerNode[NodeLog] | None
) -> Findings:
    """Report all such nodes in one finding, with the time-outs that the logs hold."""
    gaps = []
    for node, dump in addresses.items():
        subnet = own.get(node)
        nic = dump.link_with(subnet.host_ip) if subnet and subnet.host_ip else None
        tun0 = dump.by_name.get("tun0")
        if nic and tun0 and nic.mtu and tun0.mtu and nic.mtu - tun0.mtu > GAP:
            gaps.append((node, nic, tun0))
    if not gaps:
        return
    node, nic, tun0 = gaps[0]
    where = node if len(gaps) == 1 else f"{len(gaps)} nodes ({', '.join(n for n, *_ in gaps[:4])})"
    timeouts = list(timeouts_of(logs or PerNode()))
    yield Finding(
        f"tun0 has MTU {tun0.mtu} while {nic.name} has {nic.mtu} on {where}"
        + ("; the logs hold TLS handshake time-outs" if timeouts else ""),
        subjects=(
            "tun0", nic.name, str(tun0.mtu), str(nic.mtu), *(name for name, *_ in gaps),
        ),
        evidence=(
            *(s for _, n, t in gaps[:3] for s in (t.source, n.source)),
            *timeouts[:2],
        ),
        node=node if len(gaps) == 1 else None,
    )  # fmt: skip


def timeouts_of(logs: PerNode[NodeLog]) -> Iterator[Source]:
    """Yield the log lines of TLS handshake time-outs."""
    for log in logs.values():
        for entry in log.of(PATTERN):
            yield entry.source
