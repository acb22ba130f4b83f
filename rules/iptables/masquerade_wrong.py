"""A node gives pods' packets the wrong source address, or none of its own.

Checks: a packet from a pod to the outside, walked through nat POSTROUTING, is masqueraded, for
    every pod network; between pods, what comes through a service is masqueraded exactly where the
    plugin wants it: always without connection tracking in OVS, never with it.
Why: no router outside knows pod addresses, so that replies to them are lost. Without connection
    tracking a service's replies must pass tun0; with it, NetworkPolicy needs the pod's own address.
Symptom: pods do not reach the outside; or services of other pods time out; or policies that select
    pods refuse them.
Remedy: restart the SDN on the node; remove rules of other owners in front of OPENSHIFT-MASQUERADE.
    If a pod network was added, every node's SDN must be restarted.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from parsers.base import Source
from parsers.ip_addr import Addresses
from parsers.iptables import IptablesSave
from parsers.ipv4 import address
from rules.base import Finding, Findings, Node, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.own_subnet import OwnSubnet
from rules.derived.packet_filter import End, PacketFilter
from rules.derived.packet_match import NIC, Packet
from rules.derived.require_table import require_table

CHAIN = "OPENSHIFT-MASQUERADE"
TRANSLATING = frozenset({"MASQUERADE", "SNAT"})
OUTSIDE = address("198.51.100.77")


@dataclass(frozen=True, slots=True)
class Nat:
    """What a node's nat table does to packets of pods."""

    node: Node
    tables: IptablesSave
    packets: PacketFilter
    cluster: Cluster
    own: OwnSubnet

    def ends(self, cidr: IPv4Network, *, outside: bool) -> tuple[End, ...]:
        """Return the ends of a packet from a pod of a network."""
        inner = self.own.subnet if self.own.subnet.subnet_of(cidr) else cidr
        src = inner.network_address + 3
        dst = OUTSIDE if outside else cidr.broadcast_address - 2
        out = NIC if outside else "tun0"
        packet = Packet(None, out, src, dst, "tcp", 40_000, 8443, to_local=False)
        return tuple(self.packets.walk("nat", "POSTROUTING", packet).ends)

    def finding(
        self,
        message: str,
        cidr: IPv4Network,
        evidence: list[Source],
        severity: Severity | None = None,
    ) -> Finding:
        """Make a finding about one pod network."""
        if "cidrs" in self.cluster.sources:
            evidence.append(self.cluster.sources["cidrs"])
        subjects = (str(cidr), "POSTROUTING", CHAIN, str(self.own.subnet))
        return Finding(message, subjects, tuple(evidence), severity=severity)

    def absence(self, what: str) -> Source:
        """Return the place where a masquerading rule should stand."""
        chain = self.tables.chain("nat", CHAIN)
        if chain is None:
            return self.tables.tables["nat"].absence(CHAIN)
        post = self.tables.chain("nat", "POSTROUTING")
        if post is not None and not any(each.target == CHAIN for each in post.rules):
            return post.absence(f"-A POSTROUTING -j {CHAIN}")
        return chain.absence(what)


@rule(Severity.ERROR, "39.9", "IP-06 IP-08")
def masquerade_wrong(
    node: Node,
    tables: IptablesSave,
    cluster: Cluster,
    own: OwnSubnet,
    layout: Layout | None,
    addresses: Addresses | None,
) -> Findings:
    """Walk packets of pods through POSTROUTING."""
    require_table(tables, "nat")
    nat = Nat(node, tables, PacketFilter(tables), cluster, own)
    for cidr in cluster.cidrs:
        outside = nat.ends(cidr, outside=True)
        if not any(end.verdict in TRANSLATING for end in outside):
            yield nat.finding(
                f"{node} does not masquerade what pods of {cidr} send to the outside: "
                f"{reason(outside[-1]) if outside else 'nat has no POSTROUTING'}",
                cidr,
                [
                    *(end.source for end in outside if end.rule),
                    nat.absence(f"a rule that masquerades {cidr}"),
                    *others(tables, cidr),
                ],
            )
            continue
        yield from foreign_source(nat, cidr, outside, addresses)
        if layout is not None and layout.since("L2"):
            yield from between_pods(nat, cidr, layout)


def reason(end: End) -> str:
    """Say why a packet leaves as it is."""
    return end.words if end.rule else "no rule does"


def others(tables: IptablesSave, cidr: IPv4Network) -> list[Source]:
    """Return rules that masquerade other networks: a changed network shows there."""
    chain = tables.chain("nat", CHAIN) or tables.chain("nat", "POSTROUTING")
    rules = chain.rules if chain else []
    return [
        each.source
        for each in rules
        if each.source_net and each.source_net[1] != cidr and not each.matches("mark")
    ][:3]


def foreign_source(
    nat: Nat, cidr: IPv4Network, ends: tuple[End, ...], addresses: Addresses | None
) -> Findings:
    """Yield a finding where pods get a source address that the node does not have."""
    snat = ends[-1].rule
    if snat is None or ends[-1].verdict != "SNAT" or not snat.to_source or addresses is None:
        return
    to = snat.to_source.partition("-")[0].partition(":")[0]
    if addresses.link_with(to) is None:
        yield nat.finding(
            f"{nat.node} gives what pods of {cidr} send to the outside the source {to}, "
            "which is none of its addresses",
            cidr,
            [snat.source, addresses.absence(f"inet {to}")],
        )


def between_pods(nat: Nat, cidr: IPv4Network, layout: Layout) -> Findings:
    """Yield a finding where packets between pods are masqueraded against the plugin's mode."""
    ends = nat.ends(cidr, outside=False)
    translated = [end for end in ends if end.verdict in TRANSLATING]
    if layout.ct and translated and len(translated) == len(ends):
        yield nat.finding(
            f"{nat.node} masquerades packets between pods of {cidr}, whose own address OVS needs: "
            f"{translated[-1].words}",
            cidr,
            [translated[-1].source, layout.source],
            None if layout.plugin == "networkpolicy" else Severity.WARNING,
        )
    if not layout.ct and not translated:
        yield nat.finding(
            f"{nat.node} does not masquerade what pods of {cidr} send to services: "
            f"{reason(ends[-1]) if ends else 'nat has no POSTROUTING'}",
            cidr,
            [
                *(end.source for end in ends if end.rule),
                nat.absence(f"a rule that masquerades {cidr} to every destination"),
                layout.source,
            ],
        )
