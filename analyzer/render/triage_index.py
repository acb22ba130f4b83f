"""The index page of a triage folder: cases, signatures, trends, all in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.render.html import asset, digest, environment

if TYPE_CHECKING:
    from analyzer.batch.records import Record


def render(rows: Sequence[Record]) -> str:
    """Return the page; cases with the same signature are counted together."""
    from markupsafe import Markup  # comes with Jinja

    style, script = asset("report.css"), asset("triage.js")
    alike = Counter(row.signature for row in rows if row.signature)
    return environment().get_template("triage.html.j2").render(
        rows=sorted(rows, key=lambda row: (row.status != "failed", -row.errors, -row.warnings)),
        alike=alike,
        broken=sum(1 for row in rows if row.errors),
        failed=sum(1 for row in rows if row.status == "failed"),
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=digest(style),
        script_hash=digest(script),
    )  # fmt: skip
