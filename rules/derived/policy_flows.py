"""The flows that NetworkPolicies of a namespace ask for: in table 80, from 4.10 on in 27 too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from parsers.kube.networkpolicies import NetworkPolicy
from parsers.kube.objects import mapping, sequence, text
from rules.base import Node
from rules.derived.label_selector import is_empty
from rules.derived.layout import Layout
from rules.derived.policy_peers import (
    Match,
    Part,
    Selection,
    Undecided,
    Value,
    named,
    peers,
    ports,
)

FlowKey: TypeAlias = tuple[int, frozenset[tuple[str, Value]]]
"""Priority and match."""
ALLOW_3_5 = 100
"""The priority of what lets in, in 3.5."""
MOST = 10_000
"""More flows than these of one policy the SDN refuses."""


@dataclass(slots=True)
class PolicyFlows:
    """What one table must and may hold for one namespace."""

    must: dict[FlowKey, tuple[NetworkPolicy | None, frozenset[FlowKey]]] = field(
        default_factory=dict
    )
    """Flow -> the policy that asks for it (None: the lack of one), and its other forms."""
    may: set[FlowKey] = field(default_factory=set)
    unless: FlowKey | None = None
    """A flow beside which the others are not asked for."""
    open: list[tuple[str, type | None]] = field(default_factory=list)
    """What is not known, and the fact that would tell; then what else there is is not judged."""


def wanted(
    node: Node,
    layout: Layout,
    namespace: str,
    policies: Sequence[NetworkPolicy],
    chosen: Selection,
    *,
    outgoing: bool,
) -> PolicyFlows:
    """Compute one direction of one namespace on one node."""
    found = PolicyFlows()
    register = "reg0" if outgoing else "reg1"
    number = chosen.netids[namespace]
    base: Match = {register: number}
    isolated, sure = False, True
    drops: list[tuple[Part, NetworkPolicy]] = []
    for policy in policies:
        if not affects(policy, outgoing=outgoing):
            continue  # such a policy selects no pod: FN-04 tells of builds that fail there
        denied = denies_all(policy, chosen, layout)
        sure = sure and denied is not None
        isolated = isolated or denied is True or selects_all(policy)
        if denied:
            continue
        try:
            mine = targets(node, policy, chosen, outgoing=outgoing)
            drops += [(each, policy) for each in mine or ()]
            allow(
                found, policy, mine, chosen, layout, base, outgoing=outgoing, sure=denied is False
            )
        except Undecided as why:
            found.open.append((f"policy {policy.full_name}: {why}", why.fact))
    if layout.id == "L2":
        # 3.5 isolates a namespace by its annotation alone; without it, one flow lets all in.
        found.unless = (ALLOW_3_5, frozenset(base.items()))
        found.may.add(found.unless)
    # What no policy is about is let in: that hangs on no pod, and is known beside what is open.
    if not isolated and layout.id != "L2":
        for part, policy in drops:
            add(found, 100, merged(base, part.match), policy, part.sure and sure)
        add(found, 50, base, None, sure=sure)
    return found


def affects(policy: NetworkPolicy, *, outgoing: bool) -> bool:
    """Return whether a policy is about what comes in, or what goes out."""
    types = [text(each) for each in sequence(policy.spec.get("policyTypes"))]
    if not types:
        return not outgoing or bool(sequence(policy.spec.get("egress")))
    return ("Egress" if outgoing else "Ingress") in types


def selects_all(policy: NetworkPolicy) -> bool:
    """Return whether a policy is for all pods of its namespace."""
    return is_empty(mapping(policy.spec.get("podSelector")))


def targets(
    node: Node, policy: NetworkPolicy, chosen: Selection, *, outgoing: bool
) -> list[Part] | None:
    """Return the pods that a policy is for; None for all of the namespace.

    Some builds keep flows for pods of other nodes as well, so that only local ones are sure.
    """
    if selects_all(policy):
        return None
    selector = mapping(policy.spec.get("podSelector"))
    name = "nw_src" if outgoing else "nw_dst"
    return [
        Part({"proto": "ip", name: each.ip}, sure=each.sure and each.pod.node == node.name)
        for each in chosen.pods_of(policy.namespace, selector)
    ]


def denies_all(policy: NetworkPolicy, chosen: Selection, layout: Layout) -> bool | None:
    """Return whether a named port makes this release isolate the namespace; None: nothing tells."""
    rules = [*map(mapping, sequence(policy.spec.get("ingress")))]
    if not any(named(sequence(each.get("ports"))) for each in rules):
        return False
    skipped = chosen.since_4_3(layout)
    return None if skipped is None else not skipped


def allow(
    found: PolicyFlows,
    policy: NetworkPolicy,
    mine: list[Part] | None,
    chosen: Selection,
    layout: Layout,
    base: Match,
    *,
    outgoing: bool,
    sure: bool,
) -> None:
    """Add the flows that let in (or out) what a policy allows; only as possible if not `sure`."""
    count = 0
    priority = ALLOW_3_5 if layout.id == "L2" else 150
    for rule in map(mapping, sequence(policy.spec.get("egress" if outgoing else "ingress"))):
        rows = sequence(rule.get("to" if outgoing else "from"))
        others = [*peers(chosen, policy.namespace, rows, layout, outgoing=outgoing)]
        asked = [*ports(sequence(rule.get("ports")), layout)]
        for target, peer, port in itertools.product(
            mine if mine is not None else [Part({}, sure=True)], others, asked
        ):
            count += 1
            if count > MOST:
                raise Undecided(f"it asks for more than {MOST:,} flows, which releases may refuse")
            forms = [merged(base, target.match, form, port.match) for form in forms_of(peer)]
            each_sure = sure and target.sure and peer.sure and port.sure
            add(found, priority, forms[0], policy, each_sure, *forms[1:])


def forms_of(peer: Part) -> Iterator[Match]:
    """Yield the forms of a peer, the likely one first."""
    yield peer.match
    if peer.other is not None:
        yield peer.other


def merged(*parts: Match) -> dict[str, Value]:
    """Unite parts of a match; the protocol of a port is narrower than that of an address."""
    match: dict[str, Value] = {}
    for part in parts:
        match.update(part)
    return match


def add(
    found: PolicyFlows,
    priority: int,
    match: Match,
    policy: NetworkPolicy | None,
    sure: bool,
    *others: Match,
) -> None:
    """Note a flow that must, or may, be there."""
    key: FlowKey = (priority, frozenset(match.items()))
    forms = frozenset((priority, frozenset(other.items())) for other in others)
    found.may |= {key, *forms}
    if sure:
        found.must.setdefault(key, (policy, forms))
