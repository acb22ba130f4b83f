"""The match of a flow as `ovs-ofctl dump-flows` prints it, typed token by token.

The text forms are those of ovs-fields(7); lib/match.c of Open vSwitch fixes them.
"""

from __future__ import annotations

import re

from parsers.ovs_action import Value, number

ALIASES = {
    "dl_src": "dl_src", "eth_src": "dl_src", "eth_dst": "dl_dst", "ip_frag": "nw_frag",
    "tcp_dst": "tp_dst", "udp_dst": "tp_dst", "sctp_dst": "tp_dst",
    "tcp_src": "tp_src", "udp_src": "tp_src", "sctp_src": "tp_src",
    "ip_src": "nw_src", "ip_dst": "nw_dst", "tunnel_id": "tun_id", "eth_type": "dl_type",
}  # fmt: skip
TEXT_FIELDS = frozenset(
    "nw_src nw_dst arp_spa arp_tpa tun_src tun_dst dl_src dl_dst arp_sha arp_tha ct_state"  # noqa: SIM905
    " nw_frag ct_nw_src ct_nw_dst ipv6_src ipv6_dst vlan_tci tcp_flags".split()
)
TEXT_NAMES = {name: name for name in TEXT_FIELDS}
"""One string for each name: its hash is known, and a lookup finds the very same object."""


HOST_MASK = re.compile(r"/32(?=,|$)")
ARP_ALIASES = {"nw_src": "arp_spa", "nw_dst": "arp_tpa"}


class Fields(dict[str, tuple[str, Value]]):
    """Memo of fields that repeat: `reg0=0x2a` -> ("reg0", 42), `arp` -> ("proto", "arp")."""

    __slots__ = ()

    def __missing__(self, token: str) -> tuple[str, Value]:
        key, equals, text = token.partition("=")
        typed = self[token] = field(key.strip(), text) if equals else ("proto", key.strip())
        return typed

    def match(self, text: str) -> dict[str, Value]:
        """Type a match: addresses as printed (without /32), ports and registers as numbers.

        The protocol word stands under "proto". Names are normalised: nw_frag, tp_dst, dl_dst,
        arp_spa and arp_tpa.
        """
        found: dict[str, Value] = {}
        if not text:
            return found
        if "/32" in text:
            text = HOST_MASK.sub("", text)
        value: Value
        for token in text.split(","):
            key, _, value = token.partition("=")
            name = TEXT_NAMES.get(key)
            if name is None:
                name, value = self[token]
            found[name] = value
        if found.get("proto") == "arp" and ("nw_dst" in found or "nw_src" in found):
            for old in ARP_ALIASES.keys() & found.keys():
                found[ARP_ALIASES[old]] = found.pop(old)
        return found


def field(key: str, text: str) -> tuple[str, Value]:
    """Type a field that is a number, or has another name today."""
    key = ALIASES.get(key, key)
    return key, text if key in TEXT_FIELDS else number(text)
