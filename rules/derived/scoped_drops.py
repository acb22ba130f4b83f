"""Rules that drop a part of the pods' or services' traffic, and that packets do reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from parsers.iptables_rule import IptRule
from rules.base import Severity
from rules.derived.cluster import Cluster
from rules.derived.own_subnet import OwnSubnet
from rules.derived.packet_filter import BLOCKING, End, PacketFilter
from rules.derived.packet_match import NIC, Packet

OWNED = ("OPENSHIFT-", "KUBE-", "DOCKER", "CNI-")
"""Chains of programs that drop what they mean to."""
HOOKS = (
    ("raw", "PREROUTING"), ("raw", "OUTPUT"), ("mangle", "PREROUTING"), ("mangle", "FORWARD"),
    ("mangle", "INPUT"), ("mangle", "OUTPUT"), ("mangle", "POSTROUTING"), ("filter", "FORWARD"),
    ("filter", "INPUT"), ("filter", "OUTPUT"),
)  # fmt: skip
OUTSIDE = IPv4Address("198.51.100.77")


@dataclass(frozen=True, slots=True)
class Drop:
    """One such rule."""

    end: End
    hook: str
    what: str
    networks: tuple[str, ...]
    severity: Severity


def scoped_drops(packets: PacketFilter, cluster: Cluster, own: OwnSubnet) -> Iterator[Drop]:
    """Yield each rule that drops packets that only pods or services have."""
    ours = [*cluster.cidrs, *([cluster.service_network] if cluster.service_network else [])]
    seen: set[tuple[str, int]] = set()
    for name, hook in HOOKS:
        table = packets.save.tables.get(name)
        if table is None or not table.complete or hook not in table.chains:
            continue
        for each in drops(packets, name, hook):
            if (name, each.line) in seen:
                continue
            scope = scope_of(each, ours)
            if scope is None:
                continue
            end = reached(packets, name, hook, each, cluster, own)
            if end is not None:
                seen.add((name, each.line))
                yield describe(end, hook, each, scope, ours)


def drops(packets: PacketFilter, name: str, hook: str) -> Iterator[IptRule]:
    """Yield the rules that drop, of a built-in chain and of what it jumps to."""
    table = packets.save.tables[name]
    queue, seen = [hook], {hook}
    while queue:
        chain = table.chains[queue.pop(0)]
        for asked in packets.asked(table, chain):
            target = asked.rule.target or ""
            if target in BLOCKING:
                yield asked.rule
            elif target in table.chains and target not in seen and not target.startswith(OWNED):
                seen.add(target)
                queue.append(target)


def scope_of(each: IptRule, ours: list[IPv4Network]) -> IPv4Network | None:
    """Return the network of pods or services that a rule names, as source or destination."""
    for asked in (each.destination_net, each.source_net):
        if asked is None or asked[0] or not asked[1].prefixlen:
            continue
        if any(asked[1].overlaps(network) for network in ours):
            return asked[1]
    return None


def reached(
    packets: PacketFilter, name: str, hook: str, each: IptRule, cluster: Cluster, own: OwnSubnet
) -> End | None:
    """Return the end of a packet made to match the rule, if it is that rule."""
    src = inside(each.source_net, own) or (
        IPv4Address(own.gateway) if hook == "OUTPUT" else OUTSIDE
    )
    dst = inside(each.destination_net, own) or OUTSIDE
    packet = Packet(
        None if hook == "OUTPUT" else iface(each.in_iface, src, cluster),
        None if hook in {"INPUT", "PREROUTING"} else iface(each.out_iface, dst, cluster),
        src,
        dst,
        each.protocol or "tcp",
        40_000,
        each.dports[0][0] if each.dports else 8080,
        to_local=hook == "INPUT",
    )
    walk = packets.walk(name, hook, packet)
    ends = [end for end in walk.ends if end.rule is not None and end.rule.line == each.line]
    return ends[0] if ends and walk.blocked else None


def inside(asked: tuple[bool, IPv4Network] | None, own: OwnSubnet) -> IPv4Address | None:
    """Return an address that a rule asks for: of this node's pods where it can be."""
    if asked is None or asked[0] or not asked[1].prefixlen:
        return None
    network = own.subnet if own.subnet.subnet_of(asked[1]) else asked[1]
    offset = 3 if network.num_addresses > 8 else 0
    return network.network_address + offset


def iface(asked: tuple[bool, str] | None, ip: IPv4Address, cluster: Cluster) -> str:
    """Return the interface that a packet of an address has, or that the rule asks for."""
    if asked and not asked[0]:
        return asked[1].rstrip("+")
    return "tun0" if any(ip in cidr for cidr in cluster.cidrs) else NIC


def describe(
    end: End, hook: str, each: IptRule, scope: IPv4Network, ours: list[IPv4Network]
) -> Drop:
    """Say what a rule drops."""
    words = []
    for word, asked in (("from", each.source_net), ("to", each.destination_net)):
        if asked:
            words.append(f"{word} {'all but ' * asked[0]}{asked[1]}")
    if each.dports:
        ports = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in each.dports)
        words.append(f"on {each.protocol} {ports}")
    networks = tuple(str(asked[1]) for asked in (each.source_net, each.destination_net) if asked)
    single = scope.prefixlen == 32
    return Drop(
        end,
        hook,
        f"packets {' '.join(words)}",
        (*networks, *(str(scope.network_address) for _ in range(single))),
        severity_of(each, ours),
    )


def severity_of(each: IptRule, ours: list[IPv4Network]) -> Severity:
    """Judge a rule: to filter what pods send to the outside is an admin's right."""
    source, target = each.source_net, each.destination_net

    def our(asked: tuple[bool, IPv4Network] | None) -> bool:
        return asked is None or (
            not asked[0] and any(asked[1].overlaps(network) for network in ours)
        )

    if not our(target):
        return Severity.INFO
    whole = our(source) and each.protocol is None and not each.unknown
    return Severity.ERROR if whole else Severity.WARNING
