"""Rules that no mutation is due for, and why: what breaks them can't be written into these bundles."""

from __future__ import annotations

import re
from pathlib import Path

from tests.accuracy.expected import EXPECTED

INVARIANTS = Path(__file__).parents[2] / "docs" / "invariants.md"
CAPTURES = "needs a capture of packets: tests/rules/captures and the made captures measure it"
COLLECTION = (
    "a note on how the bundle was made, which is no fault of a cluster: tests/rules/collection"
)
TOOLS = "needs the output of another tool or test, which these bundles do not hold"
CONFIGS = "needs files of configuration, which these bundles do not hold"
UNBROKEN = {
    "bundle-redacted": COLLECTION,
    "node-without-data": COLLECTION,
    "artifact-not-collected": COLLECTION,
    "artifact-cut-off": COLLECTION,
    "log-begins-late": COLLECTION,
    "collected-at-different-times": COLLECTION,
    "tunnel-one-sided": "holds without HostSubnets only, which these bundles have",
    "portal-missing": "holds in userspace mode only, which the clusters here are not in",
    "egress-policy-blocks-dns": "holds before 3.6 only; the releases here begin with 3.11",
    "lbr0-detached": "holds up to 3.3 only; the releases here begin with 3.11",
    "ip-failover-broken": TOOLS,
    "proxy-mode-unfit": CONFIGS,
    "subnets-exhausted": "needs as many nodes as subnets, or a listing of the IPAM's files",
    "projects-isolated": "says what is so on purpose",
    "firewall-dropped": "says what counters count, which is no fault alone",
    "peer-flows-patchy": "says the pattern of faults that other rules report",
}
UNBROKEN_IDS = {
    "LN-20": "the bridge of docker in 3.0 to 3.3; the releases here begin with 3.11",
    "FE-05": "a deny-all of 3.5 and before; the releases here begin with 3.11",
}
"""Invariants of severity E or W that no mutation breaks, and why no bundle made here can hold their input."""


def catalogue() -> dict[str, tuple[str, str]]:
    """Return what docs/invariants.txt says: id -> severity, what holds."""
    text = INVARIANTS.with_suffix(".txt").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if not line.startswith("#")]
    return {row[0].strip(): (row[1].strip(), row[2].strip()) for row in rows}


def judges() -> dict[str, set[str]]:
    """Return the rules that judge each invariant, as its page says: id -> names."""
    rows = [line.split("|") for line in INVARIANTS.read_text(encoding="utf-8").splitlines()]
    known = catalogue()
    return {
        row[1].strip(): set(re.findall(r"`([a-z0-9-]+)`", row[4]))
        for row in rows
        if len(row) > 4 and row[1].strip() in known
    }


def rules() -> list[str]:
    """Return every rule that the page of invariants names."""
    return sorted(set(re.findall(r"`([a-z0-9-]+)`", INVARIANTS.read_text(encoding="utf-8"))))


def captures() -> set[str]:
    """Return the rules about packets, by where their tests lie."""
    text = INVARIANTS.read_text(encoding="utf-8")
    found = re.findall(r"rules/captures/(\w+)\)", text)
    return {name.replace("_", "-") for name in found}


def without() -> dict[str, str]:
    """Return the rules that nothing here breaks, with the reason; empty where there is none."""
    broken = {rule for names in EXPECTED.values() for rule in names}
    packets = captures()
    return {
        rule: CAPTURES if rule in packets else UNBROKEN.get(rule, "")
        for rule in rules()
        if rule not in broken
    }
