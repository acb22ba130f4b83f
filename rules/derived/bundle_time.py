"""When the bundle was collected, as far as its contents tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.journal import NodeLog
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from rules.base import Missing, PerNode


@dataclass(frozen=True, slots=True)
class BundleTime:
    """The latest time that anything in the bundle names."""

    collected: datetime


def derive_bundle_time(
    logs: PerNode[NodeLog] | None, pods: Pods | None, nodes: Nodes | None
) -> BundleTime:
    """Take the last line of the logs; without logs, the youngest object is a lower bound."""
    times = [log.last for log in (logs or {}).values() if log.last is not None]
    if not times:
        times = [pod.created for pod in (pods.items if pods else ()) if pod.created is not None]
        times += [n.created for n in (nodes.items if nodes else ()) if n.created is not None]
    if not times:
        raise Missing("a time: journals, or objects as YAML")
    return BundleTime(max(times))
