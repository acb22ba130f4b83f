"""A connection that was tried did not come about.

Checks: what curl, telnet and nc tried did connect. Refused: nothing listens on that port of that
    address. Timed out, no route: routing, a firewall, or the wrong address. Ping and tracepath
    alone prove nothing, since ICMP may be filtered; with TCP they tell a machine that is gone from
    a port that is closed. Tests of the endpoints of one service are judged together.
Why: it is the symptom, seen from one machine; a fault that is found in between is its cause, and
    has this folded into its card.
Symptom: as the message says.
Remedy: refused: look whether the process runs and listens on that port. Timed out, from everywhere:
    look at the target and its node; from one node: at that node's SDN; to a service but to none of
    its endpoints: at kube-proxy's rules on the node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.base import Source
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, Severity, rule
from rules.derived.targets import Target, Targets
from rules.derived.tries import Tried, Tries, grouped

WORDS = {
    "refused": "is refused",
    "timed-out": "times out",
    "no-route": "finds no route",
    "unreachable": "finds the network unreachable",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One port of one target that could not be reached."""

    tried: Tried
    target: Target
    port: int
    outcome: str
    source: Source


@rule(Severity.WARNING, "39.3", "EX-03 EX-04 SV-06", explained_by=FAULTS)
def target_unreachable(tries: Tries, targets: Targets) -> Findings:
    """Report each place once for each service, or for each address of no service."""
    for of_place in grouped(tries).values():
        failures = [
            Failure(tried, targets.of(tried.address), port, outcome, source)
            for tried in of_place
            for port, (outcome, source) in tried.failed.items()
        ]
        groups: dict[tuple[str, ...], list[Failure]] = {}
        for failure in failures:
            services = failure.target.services[:1]
            groups.setdefault(services or (failure.target.address,), []).append(failure)
        for (key, *_), group in groups.items():
            if group[0].target.services:
                yield of_service(key, group, of_place, targets)
            else:
                for failure in group:
                    yield of_address(failure)
        yield from icmp_alone(of_place, targets)


def of_address(failure: Failure) -> Finding:
    """Say what one failed connection means."""
    tried, target = failure.tried, failure.target
    whose = f" ({target})" if str(target) else ""
    name = f" for {tried.name}" if tried.name else ""
    said = f"a connection to {tried.address}:{failure.port}{whose}{name} "
    said += WORDS[failure.outcome]
    if tried.where:
        said += f" on {tried.where}"
    return Finding(
        said + meaning(failure),
        subjects=about(failure),
        evidence=(failure.source, *icmp(tried), *((target.source,) if target.source else ())),
        node=tried.seen.node,
        # What is outside of the cluster is not ours to judge.
        severity=Severity.INFO if target.kind == "outside" else None,
    )


def meaning(failure: Failure) -> str:
    """Say what the way of failing, with ICMP's, means."""
    if failure.outcome == "refused":
        if failure.target.kind == "service":
            return ": it has no endpoint, or the endpoint refuses"
        return f": nothing listens on port {failure.port} there"
    if failure.tried.connected:
        return f": port {next(iter(failure.tried.connected))} of it connects, this one is filtered"
    if failure.tried.silent is False:
        return ": the machine answers ping, so it is the port that is filtered"
    if failure.tried.silent:
        return ", and neither ping nor tracepath gets there: it is gone, or the way to it"
    return ": routing, a firewall, or the wrong address"


def of_service(name: str, group: list[Failure], of_place: list[Tried], targets: Targets) -> Finding:
    """Judge the tests of one service's endpoints together."""
    tested = [
        t for t in of_place if name in targets.of(t.address).services and (t.failed or t.connected)
    ]
    works = [t for t in tested if t.connected and not t.failed]
    nodes = dict.fromkeys(f.target.node for f in group if f.target.node)
    where = group[0].tried.where
    seen = f" from {where}" if where else ""
    bad = ", ".join(f"{f.target.address}:{f.port} {f.outcome}" for f in group[:4])
    if works:
        said = f"{len(group)} of {len(tested)} tested endpoints of {name} can't be reached{seen}"
        said += f" ({bad}): look at {', '.join(nodes)}"
    elif len(tested) > 1:
        said = (
            f"none of the {len(tested)} tested endpoints of {name} can be reached{seen} ({bad}): "
        )
        said += f"look at {where or 'the machine that tried'} first"
    else:
        said = f"the tested endpoint of {name} can't be reached{seen} ({bad})"
    return Finding(
        said,
        subjects=tuple(dict.fromkeys(each for f in group for each in about(f))),
        evidence=tuple(f.source for f in group[:5])
        + tuple(f.target.source for f in group[:5] if f.target.source),
        node=group[0].tried.seen.node,
    )


def icmp_alone(of_place: list[Tried], targets: Targets) -> Iterator[Finding]:
    """Note what only ping or tracepath failed to reach."""
    for tried in of_place:
        if tried.silent and not tried.failed:
            target = targets.of(tried.address)
            whose = f" ({target})" if str(target) else ""
            rest = (
                "TCP connects: ICMP is filtered, no fault"
                if tried.connected
                else "alone that proves nothing, ICMP may be filtered: try telnet"
            )
            yield Finding(
                f"{tried.address}{whose} does not answer ping or tracepath; {rest}",
                subjects=target.subjects,
                evidence=icmp(tried),
                node=tried.seen.node,
                severity=Severity.INFO,
            )


def icmp(tried: Tried) -> tuple[Source, ...]:
    """Return the lines of ping and tracepath that say how it went."""
    lines = [each.sources for each in tried.pings] + [each.sources for each in tried.paths]
    return tuple(sources[-1] for sources in lines if sources)[:3]


def about(failure: Failure) -> tuple[str, ...]:
    """Return what a failure is about: both its ends."""
    tried = failure.tried
    names = (tried.name, f"{tried.address}:{failure.port}", tried.seen.node)
    return (*failure.target.subjects, *(name for name in names if name))
