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


def _marker(*paths: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the paths from the start of a path's component on."""
    return re.compile("|".join(f"(?:^|/){path}" for path in paths))


# Several may be true of one archive, and all are said.
KINDS = (
    Kind(
        "debug.sh",
        _marker(
            r"(?<!openshift-sdn-cluster-and-node-info/)meta/(?:nodeinfo|podinfo|debug\.sh)$",
            "openshift-sdn-debug[^/]*/",
        ),
    ),
    Kind("network-tools", _marker("openshift-sdn-cluster-and-node-info/")),
    Kind("must-gather", _marker("must-gather[^/]*/", "quay-io-openshift-release-dev-[^/]+/")),
    Kind("oc adm inspect", _marker(r"inspect\.local\.[^/]*/")),
    Kind("sosreport", _marker("sos_commands/")),
    Kind("traffic-collector", _marker("sdn-traffic-bw-nodes-")),
    Kind("health check", _marker(r"sdn\.log\.json$", r"sdn/(?:flows|iptables|nodes\.json)$")),
    Kind("NetworkCheck logs", _marker("nodes/[^/]+/journal-boot$", "master/config-[^/]+$")),
)
OBJECTS = re.compile(r"(?:^|/)(?:cluster-scoped-resources|namespaces)/")
SOS = re.compile(r"(?:^|/)sos_commands/")
"""A sosreport keeps objects and network namespaces in folders of such names as well."""


def kinds_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds whose markers occur among a bundle's paths, in the table's order."""
    found: set[str] = set()
    objects = False
    for path in paths:
        for kind in KINDS:
            if kind.name not in found and kind.marker.search(path):
                found.add(kind.name)
        objects = objects or (OBJECTS.search(path) is not None and not SOS.search(path))
    if objects and not found & {"must-gather", "oc adm inspect"}:
        found.add("must-gather")
    return tuple(kind.name for kind in KINDS if kind.name in found)
