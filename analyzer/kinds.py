"""The kinds of bundle, told by marker paths: a table, so that another kind is one more row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bundle and the path that gives it away."""

    name: str
    marker: re.Pattern[str]


# bundles.md, "Recognition table"; several may be true of one archive, and all are said.
KINDS = (
    Kind("debug.sh", re.compile(r"(?:^|/)meta/(?:nodeinfo|podinfo|debug\.sh)$|(?:^|/)openshift-sdn-debug[^/]*/")),
    Kind("network-tools", re.compile(r"(?:^|/)openshift-sdn-cluster-and-node-info/")),
    Kind("must-gather", re.compile(r"(?:^|/)must-gather[^/]*/|(?:^|/)quay-io-openshift-release-dev-[^/]+/")),
    Kind("oc adm inspect", re.compile(r"(?:^|/)inspect\.local\.\d*[^/]*/")),
    Kind("sosreport", re.compile(r"(?:^|/)sos_commands/")),
    Kind("traffic-collector", re.compile(r"(?:^|/)sdn-traffic-bw-nodes-")),
    Kind("health check", re.compile(r"(?:^|/)sdn\.log\.json$|(?:^|/)sdn/(?:flows|iptables|nodes\.json)$")),
    Kind("NetworkCheck logs", re.compile(r"(?:^|/)nodes/[^/]+/journal-boot$")),
)
OBJECTS = re.compile(r"(?:^|/)(?:cluster-scoped-resources|namespaces)/")


def kinds_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds whose markers occur among a bundle's paths, in the table's order."""
    found: set[str] = set()
    objects = False
    for path in paths:
        for kind in KINDS:
            if kind.name not in found and kind.marker.search(path):
                found.add(kind.name)
        objects = objects or OBJECTS.search(path) is not None
    if objects and not found & {"must-gather", "oc adm inspect"}:
        found.add("must-gather")
    return tuple(kind.name for kind in KINDS if kind.name in found)
