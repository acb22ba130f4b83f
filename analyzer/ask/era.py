"""How commands are run on a cluster: with 3.x on the node itself, with 4.x through `oc debug`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.facts import Facts
from analyzer.identity import release as release_of
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pod, Pods
from rules.derived.layout import Layout

SDN = "openshift-sdn"


@dataclass(frozen=True, slots=True)
class Era:
    """Where a node's commands run, where Open vSwitch's do, and where the SDN's log is."""

    major: int | None
    """3 or 4; None where nothing tells."""
    minor: int
    ovs_in_pod: bool
    """True from 3.10 to 4.5: Open vSwitch runs in the pods ovs-*, and not on the host."""

    @property
    def logs_in_pod(self) -> bool:
        """True where the SDN runs in pods, whose log has what the node service's had."""
        return self.major == 4 or (self.major == 3 and self.minor >= 10)


def era_of(facts: Facts, kinds: Iterable[str]) -> Era:
    """Tell the release: by kubelets, else by pods and flows, else by the kind of bundle."""
    listed = facts.known(Pods)
    pods = listed.items if listed is not None else ()
    in_pod = any(p.namespace == SDN and p.name.startswith("ovs-") for p in pods)
    if (release := _kubelet(facts)) or (release := _told(facts, pods, kinds)):
        major, minor = release
        # The pods ovs-* of 4.6 only print a log: its Open vSwitch runs on the host.
        of_pods = (3, 10) <= release < (4, 6)
        return Era(major, minor, of_pods)
    return Era(None, 0, in_pod)


def _kubelet(facts: Facts) -> tuple[int, int] | None:
    nodes = facts.known(Nodes)
    said = [
        found
        for node in (nodes.items if nodes is not None else ())
        if node.kubelet_version and (found := release_of(node.kubelet_version))
    ]
    if not said:
        return None
    major, _, minor = max(set(said), key=said.count).partition(".")
    return int(major), int(minor)


def _told(facts: Facts, pods: Sequence[Pod], kinds: Iterable[str]) -> tuple[int, int] | None:
    """Return a release that shares the way of running commands with the true one."""
    namespaces = {p.namespace for p in pods}
    layout = next((found for _, found in facts.every(Layout)), None)
    match = re.match(r"(\d)\.(\d+)", layout.release) if layout else None
    if match is not None and layout is not None and layout.id != "L6":  # which is of 3.10 to 4.4
        return int(match[1]), int(match[2])
    if {"openshift-network-operator", "openshift-ingress"} & namespaces:
        with_ovs = any(p.name.startswith("ovs-") for p in pods if p.namespace == SDN)
        return 4, 1 if with_ovs else 6
    if SDN in namespaces:
        return 3, 11
    if {"must-gather", "oc adm inspect"} & set(kinds):
        return 4, 6
    if {"debug.sh", "NetworkCheck logs"} & set(kinds):
        return 3, 9
    return None
