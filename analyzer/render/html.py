"""The report as one HTML file that needs nothing else and asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from analyzer.render.ledger import Line, lines, nodes_of, path_lines, short_names, wanted
from analyzer.render.verdict import cards, count, severity_counts, verdict
from analyzer.render.visible import visible
from analyzer.report import Report

if TYPE_CHECKING:
    from jinja2 import Environment

SYMBOLS = {
    "failed": ("✗", "f"), "crashed": ("!", "c"), "not-evaluated": ("?", "q"),
    "passed": ("✓", "p"), "not-applicable": ("·", "n"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One rule of the matrix: (symbol, class, hint) for each node; None where it has no outcome."""

    rule: str
    cells: tuple[tuple[str, str, str] | None, ...]
    cluster: tuple[str, str, str] | None
    trouble: bool


def render(report: Report) -> str:
    """Return the page."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja

    style, script = asset("report.css"), asset("report.js")
    nodes = nodes_of(report)
    shown = cards(report)
    return environment().get_template("report.html.j2").render(
        report=report,
        bundle=report.bundle,
        verdict=verdict(report),
        cards=[card for card in shown if card.severity != "info"],
        notes=[card for card in shown if card.severity == "info"],
        counts=severity_counts(report),
        wanted=wanted(report.outcomes),
        held=lines(report.outcomes, "passed"),
        broken=lines(report.outcomes, "failed"),
        absent=lines(report.outcomes, "not-applicable"),
        unjudged=lines(report.outcomes, "not-evaluated"),
        crashed=lines(report.outcomes, "crashed"),
        matrix=matrix(report, nodes),
        nodes=nodes,
        short=short_names(nodes),
        paths=path_lines(report),
        statuses=Counter(entry.status for entry in report.inputs).most_common(),
        rules={rule.name: rule for rule in report.rules},
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=digest(style),
        script_hash=digest(script),
    )  # fmt: skip


def matrix(report: Report, nodes: tuple[str, ...]) -> list[MatrixRow]:
    """Return the rules that run by node, those with trouble first."""
    found: dict[str, dict[str | None, tuple[str, str, str]]] = {}
    for outcome in report.outcomes:
        symbol, style = SYMBOLS[outcome.status]
        hint = outcome.reason.splitlines()[0] if outcome.reason else ""
        if outcome.missing:
            hint = f"{hint}: {', '.join(outcome.missing)}"
        found.setdefault(outcome.rule, {})[outcome.node] = (symbol, style, hint)
    rows = []
    for rule, cells in found.items():
        trouble = any(cell[1] in {"f", "c"} for cell in cells.values())
        row = tuple(cells.get(node) for node in nodes)
        rows.append(MatrixRow(rule, row, cells.get(None), trouble))
    return sorted(rows, key=lambda row: not row.trouble)


def asset(name: str) -> str:
    """Return a file that lies beside the templates."""
    return resources.files("templates").joinpath(name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Return what a Content-Security-Policy allows an inline text by."""
    found = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(found).decode()}"


def environment() -> Environment:
    """Return Jinja as all our pages use it: everything is escaped, nothing undefined passes."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - heavy

    made = Environment(
        loader=PackageLoader("templates", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    made.filters["count"] = count
    return made


__all__ = ["Line", "asset", "digest", "environment", "render"]
