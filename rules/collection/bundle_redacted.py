"""Names or addresses in the bundle were replaced before it was sent.

Checks: the files show no placeholder of must-gather-clean (x-ipv4-0000000001-x), no name of sos
    clean (host0.obfuscateddomain0.com) and no masked address (10.x.x.x).
Why: a placeholder is no address: rules that compare addresses or networks see none in those files,
    and hold beside a gap. Replaced names are used alike in one run of sos clean, but join neither
    the objects of the cluster nor a report of another run.
Symptom: checks on addresses hold beside gaps; nodes appear twice, under their name and as host0.
Remedy: ask for the bundle without obfuscation, or for all parts obfuscated in one run.
"""

from __future__ import annotations

from parsers.collected import Collected
from rules.base import Finding, Findings, Severity, rule

EFFECT = {
    "addresses": "checks that compare addresses or networks see none there",
    "names": "names join neither the cluster's objects nor what another run of the cleaner wrote",
}


@rule(Severity.INFO, "39.12", "CO-05")
def bundle_redacted(collected: Collected) -> Findings:
    """Say for each kind of redaction which files show it and what it disables."""
    for kind, effect in EFFECT.items():
        found = [each.source for each in collected.redactions if each.kind == kind]
        if found:
            files = f"{len(found)} file{'s' if len(found) > 1 else ''}"
            yield Finding(
                f"{kind} were replaced in {files} before the bundle was sent: {effect}",
                subjects=(kind, *(source.path for source in found[:20])),
                evidence=tuple(found),
            )
