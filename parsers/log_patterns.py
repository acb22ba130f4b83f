"""Every message that matters to the SDN, of the SDN itself, kube-proxy, kubelet, the kernel, OVS.

The texts are those of openshift/origin and openshift/sdn, releases 3.0 to 4.16. A text that is
absent proves nothing: logs are rotated, cut, and of one release.
"""

from __future__ import annotations

from collections import defaultdict

from parsers import log_patterns_run as run
from parsers import log_patterns_start as start
from parsers.log_pattern import Pattern

PATTERNS: tuple[Pattern, ...] = (
    *start.START,
    *start.SETUP,
    *start.ADDRESSES,
    *run.OVS,
    *run.PODS,
    *run.POLICY,
    *run.EGRESS,
    *run.HOST,
    *run.MASTER,
)
"""A message may have several rows: one for each of its texts."""


def by_id() -> dict[str, Pattern]:
    """Return the first row of each message."""
    rows: dict[str, list[Pattern]] = defaultdict(list)
    for each in PATTERNS:
        rows[each.id].append(each)
    return {name: first for name, (first, *_) in rows.items()}
