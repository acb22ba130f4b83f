"""The beginning of a log is missing.

Checks: the log of a container begins when the container does, and no collector took only the end
    of a log (NetworkCheck 5,000 lines of a journal, sos the tail of a long output).
Why: that a message of the start-up is not there proves nothing then.
Symptom: checks on logs hold, though the message stood in the lost part.
Remedy: collect the whole log (journalctl without -n; oc adm must-gather with --rotated-pod-logs).
"""

from __future__ import annotations

from parsers.collected import Collected, CutLog
from rules.base import Finding, Findings, Severity, rule

SHOWN = 5


@rule(Severity.INFO, "39.12", "CO-04")
def log_begins_late(collected: Collected) -> Findings:
    """Name the logs; many of one node become one note."""
    nodes: dict[str | None, list[CutLog]] = {}
    for log in collected.cut_logs:
        nodes.setdefault(log.node, []).append(log)
    for node, logs in nodes.items():
        first = logs[0]
        more = f" (and {len(logs) - 1} more logs)" if len(logs) > 1 else ""
        yield Finding(
            f"{first.path} lacks its beginning: {first.why}{more}",
            subjects=(*(log.path for log in logs[:SHOWN]), *((node,) if node else ())),
            evidence=tuple(log.source for log in logs),
            node=node,
        )
