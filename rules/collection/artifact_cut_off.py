"""A file is cut off: its end is missing.

Checks: each artifact is there to its end: archives, dumps whose last header announces more or whose
    flows jump to tables that are not there, tables of iptables without COMMIT, lists of objects
    that stop in the middle, tables of `oc get` that end before all that they lack.
Why: what is not in the part that is there may yet exist; absences in it prove nothing.
Symptom: checks on that artifact are not judged, or hold beside a gap.
Remedy: send the file again, and compare its size and checksum with the original's.
"""

from __future__ import annotations

from parsers.collected import Collected
from rules.base import Finding, Findings, Severity, rule
from rules.derived.short_tables import ShortTables


@rule(Severity.INFO, "39.12", "CO-03")
def artifact_cut_off(collected: Collected, short: ShortTables) -> Findings:
    """Name each file that ends early."""
    for file in collected.files:
        if file.status == "truncated":
            yield Finding(
                f"{file.path} ({file.kind}) is cut off",
                subjects=(file.path, file.kind, *((file.node,) if file.node else ())),
                evidence=(file.source,),
            )
    for kind, why in short.why.items():
        last, *_ = lines = short.lines[kind]
        yield Finding(f"{last.path} is cut off: {why}", subjects=(last.path, kind), evidence=lines)
