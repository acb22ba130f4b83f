"""What a NetworkPolicy selects: pods as targets and peers, namespaces, blocks, ports; as matches.

The forms are those of pkg/network/node/networkpolicy.go of each release. A flow that only some
builds of a layout make, where nothing tells which, may be there: it is neither asked for nor extra.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TypeAlias

from parsers.ipv4 import network
from parsers.kube.namespaces import Namespaces
from parsers.kube.objects import Data, integer, mapping, sequence, text
from parsers.kube.pods import Pod, Pods
from rules.derived.label_selector import is_empty, selects
from rules.derived.layout import Layout

Value: TypeAlias = int | str
Match: TypeAlias = Mapping[str, Value]
SINCE_4_3 = "L7"
"""4.5: from 4.3 on ipBlock is known, and a named port is left out, which before denies all. The
layout before is that of 4.2 as well."""
KUBE_4_3 = 16
"""The minor version of the kubelets of 4.3, which tells it from 4.2 where the layout does not."""
HOSTS = "openshift-host-network"
"""The namespace of 4.x that stands for the hosts: whatever its NetNamespace says, its VNID is 0."""


class Undecided(Exception):  # noqa: N818 - what follows is not known, which is no error
    """Raised where an object is missing, or a policy is too large; `fact` is what would decide."""

    def __init__(self, why: str, fact: type | None = None) -> None:
        super().__init__(why)
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a flow's match; `sure` if the flow must be there, else it may."""

    match: Match
    sure: bool
    other: Match | None = None
    """Another form of the same, of other builds."""


@dataclass(frozen=True, slots=True)
class SelectedPod:
    """A pod as policies see it."""

    pod: Pod
    ip: str
    netid: int | None
    sure: bool
    """False where it may have come or gone while the bundle was collected."""


@dataclass(frozen=True, slots=True)
class Selection:
    """All that selectors select from."""

    pods: Mapping[str, tuple[SelectedPod, ...]] | None
    """Namespace -> its pods; None where they are not all known."""
    labels: Mapping[str, Mapping[str, str]] | None
    """Namespace -> its labels; None where they are not known."""
    netids: Mapping[str, int]
    kube: int | None = None
    """A minor version that tells 4.3 from 4.2; None where nothing does."""

    def since_4_3(self, layout: Layout) -> bool | None:
        """Return whether the release is 4.3 or later; None if nothing tells."""
        if layout.id != "L6":
            return layout.since(SINCE_4_3)
        return None if self.kube is None else self.kube >= KUBE_4_3

    def pods_of(self, namespace: str, selector: Data) -> Iterator[SelectedPod]:
        """Yield the pods of a namespace that a selector selects."""
        if self.pods is None:
            raise Undecided("the labels of all pods are not known", Pods)
        for each in self.pods.get(namespace, ()):
            if selects(selector, each.pod.labels):
                yield each

    def namespaces_of(self, selector: Data) -> Iterator[str]:
        """Yield the namespaces that a selector selects."""
        if self.labels is None:
            raise Undecided("the labels of all namespaces are not known", Namespaces)
        for name, labels in self.labels.items():
            if selects(selector, labels):
                yield name


def peers(
    chosen: Selection, namespace: str, rows: Iterable[object], layout: Layout, *, outgoing: bool
) -> Iterator[Part]:
    """Yield what the peers of a rule match; without peers, anything."""
    found = [*map(mapping, rows)]
    if not found:
        yield Part({}, sure=True)
    for row in found:
        if "ipBlock" in row:
            yield from block(chosen, mapping(row["ipBlock"]), layout, outgoing=outgoing)
        else:
            yield from of_selectors(chosen, namespace, row, layout, outgoing=outgoing)


def block(chosen: Selection, row: Data, layout: Layout, *, outgoing: bool) -> Iterator[Part]:
    """Yield the matches of an ipBlock; IPv6 is left out, and all of it where it is not known."""
    known = chosen.since_4_3(layout)
    found = network(text(row.get("cidr")) or "")
    but = [net for each in sequence(row.get("except")) if (net := network(text(each) or ""))]
    if known is False or found is None or (but and not layout.since("L10")):
        return  # from 4.3 to 4.9 a block with exceptions is left out
    name = "nw_dst" if outgoing else "nw_src"
    for each in without(found, but):
        value = str(each).removesuffix("/32")
        match: Match = {"proto": "ip", name: value} if each.prefixlen else {"proto": "ip"}
        yield Part(match, sure=known is True)


def without(whole: IPv4Network, but: Iterable[IPv4Network]) -> list[IPv4Network]:
    """Return the networks that make up one but for others."""
    left = [whole]
    for away in but:
        rest: list[IPv4Network] = []
        for each in left:
            if away.subnet_of(each):
                rest += each.address_exclude(away)
            elif not each.subnet_of(away):
                rest.append(each)
        left = rest
    return left


def of_selectors(
    chosen: Selection, namespace: str, row: Data, layout: Layout, *, outgoing: bool
) -> Iterator[Part]:
    """Yield the matches of a peer that selects pods, namespaces, or pods of namespaces."""
    pods, spaces = row.get("podSelector"), row.get("namespaceSelector")
    if spaces is None and pods is not None and is_empty(mapping(pods)) and not outgoing:
        yield Part({"reg0": own_netid(chosen, namespace)}, sure=True)
        return
    if pods is None and spaces is not None and is_empty(mapping(spaces)):
        yield Part({}, sure=True)  # all namespaces are anything, hosts and strangers as well
        return
    if pods is None and spaces is not None and not outgoing:
        for name in chosen.namespaces_of(mapping(spaces)):
            yield of_namespace(chosen, name)
        return
    names = [namespace] if spaces is None else [*chosen.namespaces_of(mapping(spaces))]
    for name in names:
        for each in chosen.pods_of(name, mapping(pods)):
            own_netid(chosen, name)  # without it, its flows may have been taken away
            yield of_pod(each, layout, outgoing=outgoing, sure=each.netid is not None)


def of_pod(each: SelectedPod, layout: Layout, *, outgoing: bool, sure: bool) -> Part:
    """Return the match of one pod as a peer; before 4.10 its VNID stands beside its address."""
    if outgoing:
        return Part({"proto": "ip", "nw_dst": each.ip}, sure=sure and each.sure)
    plain: Match = {"proto": "ip", "nw_src": each.ip}
    noted: Match = {**plain, "reg0": each.netid if each.netid is not None else -1}
    one, two = (plain, noted) if layout.since("L10") else (noted, plain)
    return Part(one, sure=sure and each.sure, other=two)


def of_namespace(chosen: Selection, name: str) -> Part:
    """Return the match of what comes from a namespace; builds before 4.7 know no hosts' one."""
    if name != HOSTS:
        return Part({"reg0": own_netid(chosen, name)}, sure=True)
    number = chosen.netids.get(name, 0)
    return Part({"reg0": 0}, sure=name in chosen.netids, other={"reg0": number})


def own_netid(chosen: Selection, namespace: str) -> int:
    """Return the VNID of a namespace."""
    found = chosen.netids.get(namespace)
    if found is None:
        raise Undecided(f"{namespace} has no NetNamespace")
    return found


def ports(rows: Iterable[object], layout: Layout) -> Iterator[Part]:
    """Yield what the ports of a rule match; without ports, anything.

    A named port is left out; where that denies the whole policy the caller asks `named` before.
    Beside the masks of a range builds make a flow for port 0, which nobody needs.
    """
    found = [*map(mapping, rows)]
    if not found:
        yield Part({}, sure=True)
    for row in found:
        proto = (text(row.get("protocol")) or "TCP").lower()
        if row.get("port") is None:
            yield Part({"proto": proto}, sure=True)
            continue
        port, last = integer(row.get("port")), integer(row.get("endPort"))
        if port is None:
            continue
        if last is None or not layout.since("L10"):  # before 4.10 `endPort` is not read
            yield Part({"proto": proto, "tp_dst": port}, sure=True)
            continue
        for value in masks(port, last):
            yield Part({"proto": proto, "tp_dst": value}, sure=True)
        yield Part({"proto": proto, "tp_dst": 0}, sure=False)


def named(rows: Iterable[object]) -> bool:
    """Return whether one of a rule's ports is a name."""
    return any(
        row.get("port") is not None and integer(row.get("port")) is None
        for row in map(mapping, rows)
    )


def masks(low: int, high: int) -> Iterator[Value]:
    """Cut a range of ports into numbers and masked numbers, as Open vSwitch prints them."""
    while low <= high:
        size = low & -low if low else 1 << 16
        while low + size - 1 > high:
            size //= 2
        yield low if size == 1 else f"{low:#x}/{0x10000 - size:#x}"
        low += size
