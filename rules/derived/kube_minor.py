"""Which Kubernetes the cluster runs, as its kubelets say: what a release has hangs on it."""

from __future__ import annotations

import re
from collections import Counter

from parsers.kube.nodes import Nodes

FOUR = 13
"""Kubernetes 1.13 is that of OpenShift 4.1; 1.11, of 3.11, the last before."""


def kube_minor(nodes: Nodes | None) -> int | None:
    """Return the minor version of most kubelets; None where none says it."""
    said = [
        int(match[1])
        for node in (nodes.items if nodes else ())
        if (match := re.match(r"v?1\.(\d+)", node.kubelet_version or ""))
    ]
    return Counter(said).most_common(1)[0][0] if said else None


def is_three(nodes: Nodes | None) -> bool:
    """Return whether kubelets say that the cluster is of 3.x."""
    minor = kube_minor(nodes)
    return minor is not None and minor < FOUR


def is_four(nodes: Nodes | None, first: int = FOUR, end: int | None = None) -> bool:
    """Return whether kubelets say that the cluster is of 4.x, from one minor version to another."""
    minor = kube_minor(nodes)
    return minor is not None and minor >= first and (end is None or minor < end)
