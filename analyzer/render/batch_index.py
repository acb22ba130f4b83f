"""The index page of a batch: one row a case, to be sorted and searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.render.html import asset, digest, environment
from analyzer.render.verdict import severity_counts
from analyzer.report import Report


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What the index says of one case."""

    name: str
    report_href: str
    status: str
    """`analyzed` or `failed`."""
    reason: str
    kind: str
    version: str
    plugin: str
    nodes: int
    errors: int
    warnings: int
    infos: int
    first_cause: str
    signature: str

    @staticmethod
    def failed(name: str, reason: str) -> BatchRow:
        """Return the row of a case that could not be analyzed."""
        return BatchRow(name, "", "failed", reason, "", "", "", 0, 0, 0, 0, "", "")

    @staticmethod
    def of(name: str, href: str, report: Report) -> BatchRow:
        """Return the row of an analyzed case."""
        counts = severity_counts(report)
        first = report.causes[0] if report.causes else None
        root = report.findings[first.findings[0]] if first else None
        bundle = report.bundle
        return BatchRow(
            name,
            href,
            "analyzed",
            "",
            bundle.kind,
            bundle.version or "",
            bundle.plugin or "",
            len(bundle.nodes),
            counts["error"],
            counts["warning"],
            counts["info"],
            root.message if root else "",
            root.signature if root else "",
        )


def render(rows: Sequence[BatchRow]) -> str:
    """Return the page; cases with the same first cause are counted together."""
    from markupsafe import Markup  # comes with Jinja

    style, script = asset("report.css"), asset("batch.js")
    alike = Counter(row.signature for row in rows if row.signature)
    return environment().get_template("batch.html.j2").render(
        rows=sorted(rows, key=lambda row: (row.status != "failed", -row.errors, -row.warnings)),
        alike=alike,
        broken=sum(1 for row in rows if row.errors),
        failed=sum(1 for row in rows if row.status == "failed"),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=digest(style),
        script_hash=digest(script),
    )  # fmt: skip
