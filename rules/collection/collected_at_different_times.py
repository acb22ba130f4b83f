"""Parts of the bundle were collected at different times.

Checks: the times that collectors wrote lie within an hour of each other; within a day where they
    name no time zone (iptables-save).
Why: rules compare objects with flows and chains; what changed in between looks like a fault.
Symptom: pods and endpoints without flows or chains, and stale ones, that were right at their time.
Remedy: judge findings on pods and endpoints with care; collect all parts again in one go.
"""

from __future__ import annotations

from datetime import timedelta

from parsers.collected import Collected
from rules.base import Finding, Findings, NotApplicable, Severity, rule

SPREAD = timedelta(hours=1)
UNZONED = timedelta(hours=26)
"""A day, and what two clocks without a zone may differ by around it."""


@rule(Severity.INFO, "39.12", "CO-06")
def collected_at_different_times(collected: Collected) -> Findings:
    """Compare the first and the last of the times."""
    times = sorted(collected.times, key=lambda each: each.time)
    if len(times) < 2:
        raise NotApplicable("nothing tells two times of collection")
    zoned = [each for each in times if each.zoned]
    for found, spread in ((zoned, SPREAD), (times, UNZONED)):
        if len(found) > 1 and found[-1].time - found[0].time > spread:
            first, last = found[0], found[-1]
            yield Finding(
                f"parts were collected from {first.time:%Y-%m-%d %H:%M} to "
                f"{last.time:%Y-%m-%d %H:%M}: {first.source.path} and {last.source.path}",
                subjects=(first.source.path, last.source.path),
                evidence=(first.source, last.source),
            )
            return
