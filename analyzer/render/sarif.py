"""The report as SARIF 2.1.0 (OASIS), for tools that gather findings."""

from __future__ import annotations

import json
from urllib.parse import quote

from analyzer.report import Report, ReportedFinding

LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def dump(report: Report) -> str:
    """Return the findings as one run; every evidence line is a location, the first the main one."""
    indices = {rule.name: index for index, rule in enumerate(report.rules)}
    log = {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "openshift-sdn-analyzer",
                        "version": report.tool_version or "0",
                        "rules": [
                            {
                                "id": rule.name,
                                "shortDescription": {"text": rule.title},
                                "fullDescription": {"text": f"{rule.checks} {rule.why}"},
                                "help": {"text": rule.remedy},
                                "defaultConfiguration": {"level": LEVELS[rule.severity]},
                                "properties": {
                                    "section": rule.section,
                                    "invariants": list(rule.invariants),
                                },
                            }
                            for rule in report.rules
                        ],
                    }
                },
                "results": [result(finding, indices) for finding in report.findings],
                "columnKind": "unicodeCodePoints",
            }
        ],
    }
    return json.dumps(log, indent=1) + "\n"


def result(finding: ReportedFinding, indices: dict[str, int]) -> dict[str, object]:
    """Return one finding as a SARIF result."""
    locations = [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": quote(s.path, safe="/!", errors="replace")},
                "region": {"startLine": max(s.line, 1), "snippet": {"text": s.text}},
            }
        }
        for s in finding.evidence
    ]
    found: dict[str, object] = {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": locations[:1],
        "relatedLocations": [{**other, "id": n} for n, other in enumerate(locations[1:], 1)],
        "partialFingerprints": {"signature/v1": finding.signature},
        "properties": {"node": finding.node, "subjects": list(finding.subjects)},
    }
    if finding.rule in indices:
        found["ruleIndex"] = indices[finding.rule]
    return found
