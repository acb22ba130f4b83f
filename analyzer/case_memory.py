"""Case memory: which earlier cases of a triage folder had the same cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from analyzer.batch import records
from analyzer.batch.storage import is_url, open_folder
from analyzer.batch.task import Unusable
from analyzer.case_signature import of_case, of_causes
from analyzer.report import KnownCase, Report

MOST = 20
"""Cases that a report names."""


def with_known(report: Report, root: str) -> Report:
    """Return the report with the cases of a triage folder that share a cause with it.

    Raises Unusable if there is no triage folder at `root`.
    """
    rows = list(records.read_all(open_folder(root)))
    if not rows:
        raise Unusable(f"{root} holds no cases: is it the --out of `analyze batch`?")
    return replace(report, known=tuple(alike(report, rows)[:MOST]))


def alike(report: Report, rows: Iterable[records.Record]) -> list[KnownCase]:
    """Return the cases that share a cause: those with just the same causes first, then the latest.

    The case itself is left out, as far as its path tells.
    """
    ours = of_causes(report)
    signature = of_case(ours)
    signatures = {cause.signature for cause in ours}
    here = (
        report.bundle.root
        if is_url(report.bundle.root)
        else str(Path(report.bundle.root).resolve())
    )
    found = []
    for row in rows:
        shared = [cause for cause in row.causes if cause.signature in signatures]
        if not shared or row.source == here:
            continue
        found.append(
            KnownCase(
                case=row.name,
                source=row.source,
                collected=row.collected or row.finished,
                version=row.version or None,
                plugin=row.plugin or None,
                same=row.signature == signature,
                causes=tuple(dict.fromkeys(cause.message for cause in shared)),
                others=len({cause.signature for cause in row.causes} - signatures),
            )
        )
    found.sort(key=lambda case: case.collected, reverse=True)
    found.sort(key=lambda case: (not case.same, -len(case.causes)))
    return found
