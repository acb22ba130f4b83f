"""How kube-proxy's chains of one node lead on: jumps, probabilities, ways in from outside."""

from __future__ import annotations

import re
from base64 import b32encode
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from parsers.base import Source
from parsers.iptables import IptablesSave, Table
from parsers.iptables_rule import IptRule
from rules.base import Missing, NotApplicable
from rules.derived.service_chains import ServiceChains, read_chains

JUMP = re.compile(r"^(?:\[\d+:\d+\] )?-A (KUBE-SV[CL]-\S+) (.*?)-j (KUBE-SEP-\S+)$", re.MULTILINE)
MASKED = re.compile(
    r"^(?:\[\d+:\d+\] )?-A (KUBE-SEP-\S+) -s [\d.]+/32 .*-j KUBE-MARK-MASQ\b", re.MULTILINE
)
PROBABILITY = re.compile(r"--probability (\d+(?:\.\d+)?)(?= |$)")
TO_SERVICE = ("KUBE-SVC-", "KUBE-XLB-", "KUBE-EXT-", "KUBE-SVL-", "KUBE-FW-")
Entry = tuple[str, str, int]
"""Address ("" for a nodePort), protocol, port."""


class Jump(NamedTuple):
    """A jump from a service's chain to an endpoint's."""

    to: str
    probability: float | None
    affinity: bool
    """True for the jump by which a known client comes back to its endpoint."""


@dataclass(slots=True)
class ProxyJumps:
    """kube-proxy's chains of one node, read once for all rules."""

    table: Table
    chains: ServiceChains
    jumps: dict[str, list[Jump]] = field(default_factory=lambda: defaultdict(list))
    """Service chain -> its jumps in order."""
    masked: set[str] = field(default_factory=set)
    """Endpoint chains that mark what the endpoint sends to itself."""
    entries: dict[Entry, IptRule] = field(default_factory=dict)
    """NodePorts, external and load balancers' addresses -> the rule that leads on."""

    def sources(self, chain: str) -> list[Source]:
        """Return the rules of a chain as evidence."""
        found = self.table.chains.get(chain)
        return [each.source for each in found.rules] if found else []


def derive_proxy_jumps(tables: IptablesSave) -> ProxyJumps:
    """Read the nat table; raises NotApplicable where kube-proxy has no chains there."""
    nat = tables.tables.get("nat")
    if nat is None or "KUBE-SERVICES" not in nat.chains:
        raise NotApplicable("no KUBE-SERVICES in the nat table: kube-proxy's iptables mode is off")
    if not nat.complete:
        raise Missing("the rest of the nat table: the dump is cut off")
    found = ProxyJumps(nat, read_chains(tables))
    for chain, matches, to in JUMP.findall(nat.text):
        chance = PROBABILITY.search(matches)
        recent = "-m recent" in matches and "--rcheck" in matches
        found.jumps[chain].append(Jump(to, float(chance[1]) if chance else None, recent))
    found.masked.update(MASKED.findall(nat.text))
    for name in ("KUBE-SERVICES", "KUBE-NODEPORTS"):
        members = nat.chains.get(name)
        for each in members.rules if members else ():
            if each.dport is not None and (each.target or "").startswith(TO_SERVICE):
                address = each.destination_text.removesuffix("/32")
                key = (address, each.protocol or "tcp", each.dport)
                found.entries.setdefault(key, each)
    return found


def hashed(kind: str, text: str) -> str:
    """Return the name of a chain as kube-proxy makes it."""
    return f"KUBE-{kind}-{b32encode(sha256(text.encode()).digest()).decode()[:16]}"


def chain_names(kind: str, service: str, port: str, proto: str) -> set[str]:
    """Return the names of a service's chain; an unnamed port lost its colon in 4.7."""
    named = {f"{service}:{port}"} if port else {service, f"{service}:"}
    return {hashed(kind, each + proto) for each in named}
