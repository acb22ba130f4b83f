"""Judges a report against a recorded case's truth.json, as its README says."""

from __future__ import annotations

import json
import os
from pathlib import Path

from analyzer.report import Report, ReportedFinding

SHARED = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"))
CASES = SHARED / "cases"

# Faults that only artifacts which a later version reads show.
LATER: dict[str, str] = {}


def truths() -> list[tuple[str, Path, dict]]:
    found = []
    for truth in sorted(CASES.glob("*/truth.json")):
        said = json.loads(truth.read_text())
        found.append((truth.parent.name, truth.parent / said["bundle"], said))
    return found


def matches(finding: ReportedFinding, fault: dict) -> bool:
    """Node, an object among the subjects, and a file of `where` among the evidence."""
    if finding.severity not in {"warning", "error"}:
        return False
    if fault["node"] and finding.node != fault["node"]:
        return False
    if not set(fault["objects"]) & set(finding.subjects):
        return False
    return bool({s.path for s in finding.evidence} & set(fault["where"]))


def missed(report: Report, truth: dict) -> list[str]:
    return [
        fault["id"]
        for fault in truth["faults"]
        if fault["visible_in_this_layout"] and not any(matches(f, fault) for f in report.findings)
    ]


def loud_cards(report: Report) -> list[str]:
    """Titles of the cards that hold an error or a warning."""
    return [
        f"{report.findings[c.findings[0]].rule}: {report.findings[c.findings[0]].message}"
        for c in report.causes
        if any(report.findings[i].severity != "info" for i in c.findings)
    ]
