"""Whether a rule of netfilter matches a packet: yes, no, or the dump does not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from parsers.iptables_rule import IptRule
from parsers.iptables_words import ranges

NIC = "?"
"""In place of an interface's name: a network card, whatever it is called."""
VIRTUAL = re.compile(
    r"lo|tun|docker|lbr|vxlan|veth|vovsbr|vlinuxbr|br0|cni|virbr|vnet|tap|flannel|cali"
)


@dataclass(frozen=True, slots=True)
class Packet:
    """What a rule can ask about a packet; None where it is not known."""

    in_iface: str | None = None
    out_iface: str | None = None
    src: IPv4Address | None = None
    dst: IPv4Address | None = None
    proto: str | None = None
    sport: int | None = None
    dport: int | None = None
    ctstate: str | None = "NEW"
    mark: int | None = 0
    to_local: bool | None = None
    """Whether the destination is an address of the node."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule with its matches typed once, for many packets."""

    rule: IptRule
    source: tuple[bool, int, int] | None
    """(negated, network, mask) as integers."""
    destination: tuple[bool, int, int] | None
    unknown: bool

    @classmethod
    def of(cls, rule: IptRule) -> Asked:
        """Type the matches of a rule."""
        return cls(rule, _net(rule.source_net), _net(rule.destination_net), bool(rule.unknown))

    def matches(self, packet: Packet) -> bool | None:
        """Return whether it matches; None if the packet or the dump does not tell."""
        answer: bool | None = None if self.unknown else True
        try:
            verdicts = (
                _in_net(self.source, packet.src),
                _in_net(self.destination, packet.dst),
                _iface(self.rule.in_iface, packet.in_iface),
                _iface(self.rule.out_iface, packet.out_iface),
                _protocol(self.rule, packet),
                *_further(self.rule, packet),
            )
        except ValueError:
            return None  # a number that is none: the dump is damaged
        for verdict in verdicts:
            if verdict is False:
                return False
            if verdict is None:
                answer = None
        return answer


def _net(asked: tuple[bool, IPv4Network] | None) -> tuple[bool, int, int] | None:
    if asked is None:
        return None
    return asked[0], int(asked[1].network_address), int(asked[1].netmask)


def _in_net(asked: tuple[bool, int, int] | None, address: IPv4Address | None) -> bool | None:
    if asked is None:
        return True
    if address is None:
        return None
    negated, net, mask = asked
    return (int(address) & mask == net) != negated


def _iface(asked: tuple[bool, str] | None, name: str | None) -> bool | None:
    if asked is None:
        return True
    if name is None:
        return None
    negated, pattern = asked
    if name == NIC:
        return negated if VIRTUAL.match(pattern) else None
    same = name.startswith(pattern[:-1]) if pattern.endswith("+") else name == pattern
    return same != negated


def _protocol(rule: IptRule, packet: Packet) -> bool | None:
    if rule.protocol in {None, "all", "0"}:
        return True
    if packet.proto is None:
        return None
    return (rule.protocol == packet.proto) != rule.protocol_negated


def _further(rule: IptRule, packet: Packet) -> list[bool | None]:
    if rule.dport is None and not rule.more:
        return []
    found: list[bool | None] = []
    if rule.dport is not None:
        found.append(None if packet.dport is None else packet.dport == rule.dport)
    for option in rule.more:
        value = "".join(option.values)
        if option.name in {"dport", "dports", "sport", "sports"}:
            port = packet.dport if option.name.startswith("d") else packet.sport
            found.append(_port(value, port, option.negated))
        elif option.name in {"ctstate", "state"}:
            states = value.split(",")
            known = packet.ctstate is not None
            found.append((packet.ctstate in states) != option.negated if known else None)
        elif option.name == "mark":
            mark = rule.mark
            if packet.mark is None or mark is None:
                found.append(None)
            else:
                found.append((packet.mark & mark.mask == mark.value) != mark.negated)
        elif option.name == "dst-type":
            local = packet.to_local if value == "LOCAL" else None
            found.append(None if local is None else local != option.negated)
        elif option.name in {"syn", "tcp-flags"} and rule.syn is not None:
            new = packet.ctstate in {"NEW", "UNTRACKED"}
            found.append(rule.syn if packet.proto == "tcp" and new else None)
    return found


def _port(value: str, port: int | None, negated: bool) -> bool | None:
    try:
        inside = port is not None and any(low <= port <= high for low, high in ranges(value))
    except ValueError:
        return None
    return None if port is None else inside != negated


def marked(rule: IptRule, mark: int | None, answer: bool | None) -> int | None:
    """Return the mark that a MARK rule leaves, which it may not have matched."""
    if mark is None or answer is None:
        return None
    for option in rule.target_options:
        value, _, mask = "".join(option.values).partition("/")
        try:
            number, bits = int(value, 0), int(mask, 0) if mask else 0xFFFFFFFF
        except ValueError:
            return None
        match option.name:
            case "set-xmark":
                return (mark & ~bits) ^ number
            case "set-mark":
                return (mark & ~bits) | number
            case "or-mark":
                return mark | number
            case "and-mark":
                return mark & number
            case "xor-mark":
                return mark ^ number
    return None
