"""When the bundle was collected, as far as its contents tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from parsers.iptables import IptablesSave
from parsers.kube.nodes import Nodes
from parsers.kube.pods import Pods
from parsers.node_log import NodeLog, later
from rules.base import Missing, PerNode

CLOCKS = timedelta(days=1)
"""How far a local time of an unknown zone may be off, and clocks of nodes apart."""


YOUNG = timedelta(seconds=120)
"""Collections are not atomic: what is younger than this is not judged."""
AFTER = timedelta(minutes=-10)
"""What began longer after the last sign of life shows that the signs end early."""
NEAR = timedelta(minutes=10)
HALF_HOUR = timedelta(minutes=30)
ZONES = timedelta(hours=14, minutes=30)


@dataclass(frozen=True, slots=True)
class BundleTime:
    """The latest sign of life that anything in the bundle names."""

    collected: datetime
    sign: str = ""
    """What names it: `heartbeat of node1`, `last line of nodes/n1/journal`."""

    def young(self, began: datetime | None) -> bool:
        """Return whether something began too shortly before the collection to be judged."""
        return began is not None and AFTER < self.collected - began < YOUNG

    def apart(self, local: datetime) -> bool:
        """Return whether a dump with the time of its node's clock is of another hour or day.

        The zone is not printed: whole half hours, up to what zones differ by, may be the zone.
        """
        between = abs(self.collected - local.replace(tzinfo=UTC))
        shift = between % HALF_HOUR
        zone = between < ZONES and min(shift, HALF_HOUR - shift) < NEAR
        return between >= NEAR and not zone


def derive_bundle_time(
    logs: PerNode[NodeLog] | None,
    nodes: Nodes | None,
    pods: Pods | None,
    saves: PerNode[IptablesSave] | None,
) -> BundleTime:
    """Take the last line of the logs, a journal's banner or the last heartbeat of a node.

    Creation times don't count: the youngest object may be years old. They and the headers of
    iptables-save only tell the year of logs that name none.
    """
    found = [
        (log.last, f"last line of {log.path}")
        for log in (logs or {}).values()
        if log.last is not None and log.dated
    ]
    found += [
        (log.until, f"end of the journal in {log.path}")
        for log in (logs or {}).values()
        if log.until is not None
    ]
    found += [
        (node.heartbeat, f"heartbeat of {node.name}")
        for node in (nodes.items if nodes else ())
        if node.heartbeat
    ]
    if not found:
        made = [s.generated.replace(tzinfo=UTC) for s in (saves or {}).values() if s.generated]
        born = [o.created for o in (nodes.items if nodes else ()) if o.created]
        born += [o.created for o in (pods.items if pods else ()) if o.created]
        for log in (logs or {}).values():
            if log.last is not None and (end := in_year(log.last, made, born)):
                found.append((end, f"last line of {log.path}, which names no year"))
    if not found:
        raise Missing((Nodes, NodeLog))
    return BundleTime(*max(found, key=lambda each: each[0]))


def in_year(time: datetime, made: Iterable[datetime], born: Iterable[datetime]) -> datetime | None:
    """Give a time without a year the one that fits: near a dump, else after every creation."""
    dump, newest = max(made, default=None), max(born, default=None)
    if dump is not None:
        near = [later(time, dump.year + step - time.year) for step in (-1, 0, 1)]
        return min(near, key=lambda each: abs(each - dump))
    if newest is None:
        return None
    here = later(time, newest.year - time.year)
    return here if here >= newest - CLOCKS else later(time, newest.year + 1 - time.year)
