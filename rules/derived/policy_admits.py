"""Whether NetworkPolicies let in what comes from the hosts' network, which has VNID 0."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from parsers.ipv4 import network
from parsers.kube.networkpolicies import NetworkPolicy
from parsers.kube.objects import Data, integer, mapping, sequence, text
from parsers.kube.pods import Pod
from rules.derived.label_selector import is_empty, selects
from rules.derived.policy_flows import affects
from rules.derived.policy_peers import HOSTS, Selection, Undecided


def isolating(policies: Iterable[NetworkPolicy], pod: Pod) -> list[NetworkPolicy]:
    """Return the policies that decide on what reaches a pod."""
    return [
        policy
        for policy in policies
        if affects(policy, outgoing=False)
        and selects(mapping(policy.spec.get("podSelector")), pod.labels)
    ]


def admits_host_network(
    policy: NetworkPolicy, ports: Iterable[int], chosen: Selection, cidrs: Iterable[IPv4Network]
) -> bool:
    """Return whether a policy lets the hosts' network reach one of a pod's ports.

    Raises Undecided where labels of namespaces decide that were not collected.
    """
    undecided: Undecided | None = None
    wanted, networks = {*ports}, [*cidrs]
    for each in map(mapping, sequence(policy.spec.get("ingress"))):
        if not _port_allowed(sequence(each.get("ports")), wanted):
            continue
        rows = [*map(mapping, sequence(each.get("from")))]
        try:
            if not rows or any(_peer_is_host(row, chosen, networks) for row in rows):
                return True
        except Undecided as why:
            undecided = why
    if undecided is not None:
        raise undecided
    return False


def _port_allowed(rows: Iterable[object], wanted: set[int]) -> bool:
    """Return whether ports of a rule may name one of these; a port by name may."""
    found = [*map(mapping, rows)]
    for row in found:
        if (text(row.get("protocol")) or "TCP").upper() != "TCP":
            continue
        low = integer(row.get("port"))
        if low is None:
            return True
        if any(low <= port <= (integer(row.get("endPort")) or low) for port in wanted):
            return True
    return not found or not wanted


def _peer_is_host(row: Data, chosen: Selection, cidrs: list[IPv4Network]) -> bool:
    """Return whether a peer takes in VNID 0: a namespace that has it, or the gateways' addresses.

    What a router on the host's network sends arrives from tun0 of its node: an address of the pods'
    network, and no pod's.
    """
    if "ipBlock" in row:
        block = network(text(mapping(row["ipBlock"]).get("cidr")) or "")
        return block is not None and any(block.overlaps(cidr) for cidr in cidrs)
    if row.get("podSelector") is not None or row.get("namespaceSelector") is None:
        return False
    selector = mapping(row.get("namespaceSelector"))
    if is_empty(selector):
        return True
    return any(
        name == HOSTS or chosen.netids.get(name) == 0 for name in chosen.namespaces_of(selector)
    )
