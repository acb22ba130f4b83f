"""A test between pods, which the collector made, failed.

Checks: debug.sh's pod-connectivity and service-connectivity, and network-tools' test of the
    overlay: pings of pods of the same project or of `default` succeed. Tests of other projects, of
    services (nothing may listen) and of the outside are notes; those between projects that
    ovs-multitenant isolates fail in good health, and are left out, as are those of a pod that is
    being deleted. Beside a failed test stands where its trace through br0 ends.
Why: it is the symptom, seen from inside a pod; a fault found on the way is its cause, and has this
    folded into its card.
Symptom: pods do not reach each other.
Remedy: judge the flows, ports and routes of both nodes; `ofproto/trace` shows the flow that drops.
"""

from __future__ import annotations

from collections.abc import Mapping

from parsers.base import Source
from parsers.kube.pods import Pods
from parsers.pod_connectivity import Connectivity, ConnectivityTests
from rules.access.faults import FAULTS
from rules.base import Finding, Findings, NotApplicable, Severity, rule
from rules.derived.address_names import AddressNames
from rules.derived.vnid_projects import VnidProjects

SURE = {("local-pod", "default"), ("local-pod", "same"), ("remote-pod", "default"),
        ("remote-pod", "same"), ("overlay", "")}  # fmt: skip
"""Tests that succeed in every plugin mode."""


@rule(Severity.WARNING, "39.12", "CH-11", explained_by=FAULTS)
def pod_test_failed(
    tests: ConnectivityTests | None,
    pods: Pods | None,
    names: AddressNames | None,
    projects: VnidProjects | None,
) -> Findings:
    """Report the failed tests of each node: what proves something, and what may be meant so."""
    if tests is None:
        raise NotApplicable("no test between pods was collected: debug.sh makes them")
    homes = {pod.pod_ip: pod.node for pod in (pods.items if pods else ()) if pod.pod_ip}
    groups: dict[tuple[str | None, bool], list[Connectivity]] = {}
    for test in tests.items:
        if test.succeeded is False and not (
            apart(test, pods, names, projects) or leaving(test, pods)
        ):
            sure = (test.kind, test.namespace) in SURE
            groups.setdefault((test.seen.node, sure), []).append(test)
    for (node, sure), failed in groups.items():
        first = failed[0]
        more = f", and {len(failed) - 1} more tests" if len(failed) > 1 else ""
        dropped = [step for test in failed for step in ends(test)]
        where = f"; its trace ends in {dropped[0][0]}" if dropped else ""
        subjects = [node, *(part for test in failed for part in about(test, homes))]
        yield Finding(
            f"{f'{node}: ' if node else ''}{words(first)} failed{more}{where}",
            subjects=tuple(filter(None, subjects)),
            evidence=(*(test.source for test in failed[:5]), *(each for _, each in dropped[:3])),
            node=node,
            severity=None if sure else Severity.INFO,
        )


def apart(
    test: Connectivity,
    pods: Pods | None,
    names: AddressNames | None,
    projects: VnidProjects | None,
) -> bool:
    """Return whether a test is one between projects that can't reach each other by design."""
    if pods is None or names is None or projects is None or not test.address:
        return False
    target = names.get(test.address)
    there = target.namespace if target else None
    sources = {pod.namespace for pod in pods.items if pod.name == test.source_pod}
    return bool(sources) and all(projects.isolated(here, there) for here in sources)


def leaving(test: Connectivity, pods: Pods | None) -> bool:
    """Return whether one of a test's two pods is being deleted."""
    if pods is None:
        return False
    ends = (*pods.by_ip.get(test.address or "", ()),
            *(pod for pod in pods.items if pod.name == test.source_pod))  # fmt: skip
    return any(pod.deleting for pod in ends)


def words(test: Connectivity) -> str:
    """Say what was tried."""
    to = f"{test.address}:{test.port}" if test.port else test.address
    said = f" from pod {test.source_pod}" if test.source_pod else ""
    return f"{test.how}{said} to {test.target}{f' ({to})' if to and to != test.target else ''}"


def about(test: Connectivity, homes: Mapping[str, str | None]) -> tuple[str | None, ...]:
    """Return what a test is about: both pods, the address and its node."""
    home = homes.get(test.address or "")
    return (test.source_pod or None, test.target or None, test.address, home)


def ends(test: Connectivity) -> list[tuple[str, Source]]:
    """Return (where, line) of each trace of a test that ends in a drop."""
    return [
        (f"a drop of table {trace.steps[-1].table}", trace.steps[-1].source)
        for trace in test.traces
        if trace.dropped and trace.steps
    ]
