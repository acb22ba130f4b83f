"""Gathers what the files say of the collection itself into a fact that rules can judge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from analyzer import signs
from analyzer.ingested import Ingested
from parsers.base import Source
from parsers.collected import Collected, CollectedFile, CutLog
from parsers.kube.pods import Pod, Pods
from parsers.node_log import NodeLog

POD_LOG = re.compile(
    r"^(?P<logs>(?:.*/)?namespaces/(?P<namespace>[^/]+)/pods/(?P<pod>[^/]+)/(?P<container>[^/]+)/"
    r"(?:[^/]+/)?logs)/current\.log$"
)
LATE = timedelta(minutes=5)
"""A log that begins longer than this after its container did lacks its beginning."""
BROKEN = {"collector-error", "empty", "truncated"}


def collected(ingested: Ingested, nodes: Iterable[str]) -> Collected:
    """Return what there is to say of the collection."""
    with_data = {read.node for read in ingested.reads if read.node}
    return Collected(
        files=tuple(_files(ingested)),
        nodes_without_data=tuple(node for node in nodes if node not in with_data),
        times=tuple(time for entry in ingested.inputs for time in entry.times),
        cut_logs=tuple(_cut_logs(ingested)),
        redactions=tuple(entry.redaction for entry in ingested.inputs if entry.redaction),
    )


def _files(ingested: Ingested) -> Iterator[CollectedFile]:
    for entry in ingested.inputs:
        kind = ", ".join(kind for kind in entry.kinds if kind != "transcript")
        if entry.error is not None:
            source, status = entry.error, "collector-error"
        elif entry.status in BROKEN:
            name = entry.path.rsplit("/", 1)[-1]
            source, status = (
                Source(entry.path, 0, entry.details[0] if entry.details else name),
                (entry.status),
            )
        else:
            continue
        # An empty log is a log without lines: `previous.log` of a container that never ended.
        if kind and not (status == "empty" and kind == "journal"):
            yield CollectedFile(
                entry.path, kind, entry.node, status, "; ".join(entry.details), source
            )


def _cut_logs(ingested: Ingested) -> Iterator[CutLog]:
    pods: dict[tuple[str, str], Pod] = {}
    for read in ingested.reads:
        if isinstance(read.parsed.fact, Pods):
            pods.update({(pod.namespace, pod.name): pod for pod in read.parsed.fact.items})
    rotated = {
        entry.path.rpartition("/rotated/")[0]
        for entry in ingested.inputs
        if "/rotated/" in entry.path
    }
    for read in ingested.reads:
        log = read.parsed.fact
        if not isinstance(log, NodeLog) or not log.lines:
            continue
        path = read.input.path
        why = signs.cut_log(path, log.lines)
        if why is None and (match := POD_LOG.match(path)) and match["logs"] not in rotated:
            pod = pods.get((match["namespace"], match["pod"]))
            why = _late(log, pod, match["container"]) if pod else None
        if why:
            yield CutLog(path, read.node, why, Source(path, 0, why))


def _late(log: NodeLog, pod: Pod, container: str) -> str | None:
    """Say how much of a container's log is missing at its start."""
    started = next((c.started for c in pod.containers if c.name == container), None)
    if started is None or log.first is None or not log.dated or log.first - started < LATE:
        return None
    return (
        f"it begins {log.first:%Y-%m-%d %H:%M:%S}, the container started "
        f"{started:%Y-%m-%d %H:%M:%S}: what it said before is lost"
    )
