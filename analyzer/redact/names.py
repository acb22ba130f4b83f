"""Collects the names of a bundle that are a customer's: of nodes, projects, objects, hosts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from analyzer.facts import Facts
from analyzer.report import Report
from parsers.kube.catalog import KINDS
from parsers.kube.objects import Described, Objects
from parsers.kube.routes import Routes

POD_PATH = re.compile(r"(?:^|/)namespaces/([^/]+)(?:/pods/([^/]+)(?:/([^/]+))?)?")
ENDING = re.compile(r"(?:\.(?:tar|tgz|gz|xz|bz2|zst|zip|json|txt))+$")


def of(report: Report, facts: Facts, targets: Sequence[str]) -> Iterator[str]:
    """Yield every name that a redaction has to know."""
    yield from report.bundle.nodes
    yield from (target for target in map(of_target, targets) if target)
    yield from tops(entry.path for entry in report.inputs)
    for spec in KINDS:
        held = facts.known(spec.fact)
        if isinstance(held, Objects):
            yield from of_objects(held)
    for entry in report.inputs:
        for match in POD_PATH.finditer(entry.path):
            yield from filter(None, match.groups())
    for finding in report.findings:
        if finding.node:
            yield finding.node


def of_objects(objects: Objects[Described]) -> Iterator[str]:
    """Yield the names, namespaces and label values of objects, and the hosts of routes."""
    for item in objects.items:
        yield item.raw.name
        yield item.raw.namespace
        labels = item.raw.metadata.get("labels")
        if isinstance(labels, dict):
            yield from (str(value) for value in labels.values())
        for name in ("selector", "node", "host"):
            held = getattr(item, name, None)
            if isinstance(held, dict):
                yield from (str(value) for value in held.values())
            elif isinstance(held, str):
                yield held
    if isinstance(objects, Routes):
        yield from (route.host for route in objects.items if route.host)


def of_target(target: str) -> str:
    """Return what a bundle's own name says: `sosreport-node1` of sosreport-node1.tar.xz."""
    return ENDING.sub("", target.rstrip("/").rpartition("/")[2])


def tops(paths: Iterable[str]) -> set[str]:
    """Return the names of the archives and folders that hold everything: a case's number, say."""
    found = set()
    for path in paths:
        for part in path.split("!/")[:-1]:
            found.add(of_target(part))
        inner = PurePosixPath(path.rpartition("!/")[2])
        if len(inner.parts) > 1:
            found.add(inner.parts[0])
    return found
