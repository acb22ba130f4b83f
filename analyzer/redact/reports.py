"""Redacts a report: all that came from the bundle; what rules say of themselves stays."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

from analyzer.redact.redactor import Redactor
from analyzer.report import (
    Ask,
    AskStep,
    BundleInfo,
    Cause,
    KnownCase,
    PathVerdict,
    Report,
    ReportedFinding,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")

STAYS: dict[type, frozenset[str]] = {
    Report: frozenset({"rules", "tool_version", "generated", "schema_version"}),
    BundleInfo: frozenset({"kind", "version", "plugin", "collected_from", "collected_to", "root"}),
    ReportedFinding: frozenset(
        {"rule", "severity", "title", "remedy", "section", "invariants", "signature"}
    ),
    KnownCase: frozenset({"case", "source", "collected", "version", "plugin"}),
    Cause: frozenset({"title"}),
    PathVerdict: frozenset({"path", "verdict"}),
    Ask: frozenset({"how"}),
    AskStep: frozenset({"settles", "look"}),
}
"""Fields that hold no word of the bundle, or are replaced as a whole."""
FILTERS = frozenset({"display_filter", "capture_filter"})
FILTERED = re.compile(r'"[^"]*"|\d+(?:\.\d+){3}|:4\] = 0x[0-9a-f]{8}')
"""What filters say of the bundle; their own words (`dns.qry.name`) have the form of hosts."""
EVERYWHERE = frozenset({"rule", "status", "severity", "kind", "verdict"})


def redacted(report: Report, redactor: Redactor) -> Report:
    """Return the report with every name, address and MAC replaced; its shape is the same.

    Frames that were taken apart are left out: nobody knows what their payload says.
    """
    bundle = replace(report.bundle, root=redactor.path(report.bundle.root))
    known = tuple(
        replace(case, case=redactor.name(case.case), source=redactor.path(case.source))
        for case in report.known
    )
    return walked(replace(report, bundle=bundle, known=known, frames=()), redactor)


def walked(value: T, redactor: Redactor) -> T:
    """Return a value with every text in it redacted, but for the fields that stay."""
    if isinstance(value, str):
        return cast("T", redactor.text(value))
    if isinstance(value, tuple):
        return cast("T", tuple(walked(each, redactor) for each in value))
    if is_dataclass(value) and not isinstance(value, type):
        stays = STAYS.get(type(value), EVERYWHERE)
        changed = {
            f.name: (of_filter if f.name in FILTERS else walked)(getattr(value, f.name), redactor)
            for f in fields(cast("DataclassInstance", value))
            if f.name not in stays
        }
        return cast("T", replace(cast("DataclassInstance", value), **changed))
    return value


def of_filter(text: str, redactor: Redactor) -> str:
    """Return a filter for Wireshark or tcpdump with its addresses and quoted names redacted."""
    return FILTERED.sub(lambda match: redactor.text(match.group()), text)
