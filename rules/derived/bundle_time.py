"""When the bundle was collected, as far as its contents tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parsers.kube.nodes import Nodes
from parsers.node_log import NodeLog
from rules.base import Missing, PerNode


@dataclass(frozen=True, slots=True)
class BundleTime:
    """The latest sign of life that anything in the bundle names."""

    collected: datetime


def derive_bundle_time(logs: PerNode[NodeLog] | None, nodes: Nodes | None) -> BundleTime:
    """Take the last line of the logs or the last heartbeat of a node.

    Creation times don't count: the youngest object may be years old.
    """
    times = [log.last for log in (logs or {}).values() if log.last is not None]
    times += [node.heartbeat for node in (nodes.items if nodes else ()) if node.heartbeat]
    if not times:
        raise Missing((Nodes, NodeLog))
    return BundleTime(max(times))
