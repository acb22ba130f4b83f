"""Filter rules that the SDN installs are missing on a node.

Checks: INPUT and FORWARD jump to the OPENSHIFT chains, and these accept VXLAN, what comes from
    tun0, and what pods of every pod network send and get. From 3.6 on; older releases have no such
    chains, and there only what a packet meets is judged.
Why: other rules may accept the traffic today, but nothing guarantees it: a firewall's final REJECT
    or docker's policy DROP blocks what these rules let through. Until 4.2 the SDN restores them
    every 30 seconds, later only after a complete flush, so that one deleted rule stays away.
Symptom: traffic between nodes, to the outside or to the node itself is rejected, or will be.
Remedy: restart the SDN on the node (3.x: the node service or the sdn pod); if they vanish again,
    look for what flushes them: iptables.service and firewalld together, or a script.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network

from parsers.base import Source
from parsers.iptables import IptablesSave
from parsers.iptables_rule import IptRule
from rules.base import Finding, Findings, Node, NotApplicable, Severity, rule
from rules.derived.cluster import Cluster
from rules.derived.layout import Layout
from rules.derived.require_table import require_table

ALLOW = "OPENSHIFT-FIREWALL-ALLOW"
FORWARD = "OPENSHIFT-FIREWALL-FORWARD"


@dataclass(frozen=True, slots=True)
class Lack:
    """A rule that is not there."""

    what: str
    evidence: Source
    subjects: tuple[str, ...]
    minor: bool = False


@rule(
    Severity.ERROR,
    "39.7.4.1",
    "IP-01 IP-08",
    explains=(
        "vxlan-blocked",
        "pod-traffic-blocked",
        "masquerade-wrong",
        "release-chains-missing",
    ),
)
def openshift_rules_missing(
    node: Node, tables: IptablesSave, cluster: Cluster, layout: Layout | None
) -> Findings:
    """Compare the filter table with what every release since 3.6 installs."""
    require_table(tables, "filter")
    ours = any(
        name.startswith("OPENSHIFT-") for each in tables.tables.values() for name in each.chains
    )
    if layout is not None and not layout.since("L3"):
        raise NotApplicable("this release has no OPENSHIFT chains")
    if not ours and layout is None:
        raise NotApplicable("nothing tells that this node's release has OPENSHIFT chains")
    lacks = [*in_input(tables, cluster.vxlan_port), *in_forward(tables, cluster.cidrs)]
    if not lacks:
        return
    names = "; ".join(lack.what for lack in lacks[:4])
    more = f"; and {len(lacks) - 4} more" if len(lacks) > 4 else ""
    yield Finding(
        f"{node} lacks rules of the SDN in its filter table: {names}{more}",
        subjects=(*(each for lack in lacks for each in lack.subjects), str(node)),
        evidence=(
            *(lack.evidence for lack in lacks[:7]),
            *(cluster.sources[key] for key in ("cidrs",) if key in cluster.sources),
            *((layout.source,) if layout is not None and not ours else ()),
        ),
        severity=Severity.WARNING if all(lack.minor for lack in lacks) else Severity.ERROR,
    )


def in_input(tables: IptablesSave, port: int) -> Iterator[Lack]:
    """Yield what lacks on the way to the node itself."""
    if not jumps(tables, "INPUT", ALLOW):
        yield lack(tables, "INPUT", f"-j {ALLOW}", (ALLOW, str(port)))
        return
    chain = tables.chain("filter", ALLOW)
    accepting = [each for each in chain.rules if each.target == "ACCEPT"] if chain else []
    if not any(accepts_vxlan(each, port) for each in accepting):
        yield lack(tables, ALLOW, f"-p udp --dport {port} -j ACCEPT", ("INPUT", str(port)))
    if not any(each.in_iface in {(False, "tun0"), (False, "tun+")} for each in accepting):
        yield lack(tables, ALLOW, "-i tun0 -j ACCEPT", ("INPUT", "tun0"))


def accepts_vxlan(each: IptRule, port: int) -> bool:
    """Return whether a rule accepts VXLAN of whatever sender."""
    try:
        ports = any(low <= port <= high for low, high in each.dports)
    except ValueError:
        return False  # a number that is none: the dump is damaged
    return each.protocol == "udp" and ports and not each.source_text and not each.in_iface


def in_forward(tables: IptablesSave, cidrs: tuple[IPv4Network, ...]) -> Iterator[Lack]:
    """Yield what lacks on the way between pods and the rest."""
    networks = tuple(map(str, cidrs))
    if not jumps(tables, "FORWARD", FORWARD):
        yield lack(tables, "FORWARD", f"-j {FORWARD}", (FORWARD, *networks))
        return
    chain = tables.chain("filter", FORWARD)
    rules = chain.rules if chain else []
    for cidr in cidrs:
        subjects = ("FORWARD", str(cidr))
        if not any(r.target == "ACCEPT" and covers(r.destination_net, cidr) for r in rules):
            yield lack(tables, FORWARD, f"-d {cidr} -j ACCEPT", subjects)
        if not any(r.target == "ACCEPT" and covers(r.source_net, cidr) for r in rules):
            yield lack(tables, FORWARD, f"-s {cidr} -j ACCEPT", subjects)
        if not any(r.target == "DROP" and "INVALID" in r.ctstate for r in rules):
            what = f"-s {cidr} -m conntrack --ctstate INVALID -j DROP"
            yield lack(tables, FORWARD, what, subjects, minor=True)


def covers(asked: tuple[bool, IPv4Network] | None, cidr: IPv4Network) -> bool:
    """Return whether a match is for all of a network."""
    return asked is not None and not asked[0] and cidr.subnet_of(asked[1])


def jumps(tables: IptablesSave, chain: str, target: str) -> bool:
    """Return whether a chain jumps to another one that exists."""
    found = tables.chain("filter", chain)
    called = tables.chain("filter", target)
    return bool(found and called and any(each.target == target for each in found.rules))


def lack(
    tables: IptablesSave, chain: str, what: str, subjects: tuple[str, ...], *, minor: bool = False
) -> Lack:
    """Describe a rule that a chain lacks, or the chain itself."""
    found = tables.chain("filter", chain)
    text = f"-A {chain} {what}"
    source = found.absence(text) if found else tables.tables["filter"].absence(chain)
    return Lack(text, source, (chain, *subjects), minor)
