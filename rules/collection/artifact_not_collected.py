"""Files hold the collector's error, or nothing, instead of an artifact.

Checks: a file that should hold an artifact holds more than an error text of the collector.
Why: collectors swallow errors; what such a file should have shown was not judged.
Symptom: checks are not judged, though a file with the right name is there.
Remedy: collect it again as *Ask next* says: with OpenFlow13 for br0, in the OVS pod or container
    where the host has no ovs-ofctl, with the rights of a cluster administrator.
"""

from __future__ import annotations

import re

from parsers.collected import Collected, CollectedFile
from rules.base import Finding, Findings, Severity, rule

SCRIPT = re.compile(r"^\S+: line \d+: ")
"""Where the collector's script failed: another temporary folder on each node."""


@rule(Severity.INFO, "39.12", "CO-02")
def artifact_not_collected(collected: Collected) -> Findings:
    """Group the files by what they hold: one refusal mostly meets every node."""
    groups: dict[tuple[str, str], list[CollectedFile]] = {}
    for file in collected.files:
        if file.status != "truncated":
            said = file.source.text.strip() if file.status == "collector-error" else ""
            said = SCRIPT.sub("", said)
            groups.setdefault((file.kind, said), []).append(file)
    for (kind, said), files in groups.items():
        nodes = tuple(dict.fromkeys(file.node for file in files if file.node))
        where = f" of {', '.join(nodes[:4])}{' ...' if len(nodes) > 4 else ''}" if nodes else ""
        what = f"an error instead of {kind}: {said}" if said else f"nothing instead of {kind}"
        yield Finding(
            f"{len(files)} file{'s' if len(files) > 1 else ''}{where} hold"
            f"{'' if len(files) > 1 else 's'} {what}",
            subjects=(*nodes, kind, *(file.path for file in files[:20])),
            evidence=tuple(file.source for file in files),
        )
