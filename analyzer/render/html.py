"""The report as one HTML file that needs nothing else and asks nothing of any network."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING

from analyzer.render.asking import open_checks
from analyzer.render.captures import chart, size, span
from analyzer.render.drops import drop_view
from analyzer.render.known import known
from analyzer.render.ledger import lines, nodes_of, path_lines, short_names
from analyzer.render.matrix import matrix, shares, troubled
from analyzer.render.timeline import time_view
from analyzer.render.verdict import cards, count, verdict
from analyzer.render.visible import visible
from analyzer.report import Report

if TYPE_CHECKING:
    from jinja2 import Environment

QUIET = frozenset({"read", "empty", "unclaimed"})
"""Statuses of files that nobody needs to look at first."""


def render(report: Report) -> str:
    """Return the page."""
    from markupsafe import Markup  # comes with Jinja

    style, script = asset("report.css"), asset("report.js")
    nodes = nodes_of(report)
    shown = cards(report)
    groups = matrix(report, nodes)
    return environment().get_template("report.html.j2").render(
        report=report,
        bundle=report.bundle,
        verdict=verdict(report),
        cards=[card for card in shown if card.severity != "info"],
        notes=[card for card in shown if card.severity == "info" and not card.of_collection],
        collection=[card for card in shown if card.of_collection],
        unjudged_checks=open_checks(report),
        held=lines(report.outcomes, "passed"),
        broken=lines(report.outcomes, "failed"),
        absent=lines(report.outcomes, "not-applicable"),
        unjudged=lines(report.outcomes, "not-evaluated"),
        crashed=lines(report.outcomes, "crashed"),
        matrix=groups,
        known=known(report, groups),
        troubled=troubled(groups, nodes),
        shares=shares(report),
        nodes=nodes,
        short=short_names(nodes),
        paths=path_lines(report),
        drops=drop_view(report),
        times=time_view(report),
        inputs=sorted(report.inputs, key=lambda entry: entry.status in QUIET),
        statuses=Counter(entry.status for entry in report.inputs).most_common(),
        rules={rule.name: rule for rule in report.rules},
        frames={(each.path, each.frame): each.text for each in report.frames},
        charts=[chart(each) for each in report.captures],
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=digest(style),
        script_hash=digest(script),
    )  # fmt: skip


def asset(name: str) -> str:
    """Return a file that lies beside the templates."""
    return resources.files("templates").joinpath(name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """Return what a Content-Security-Policy allows an inline text by."""
    found = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(found).decode()}"


@functools.cache
def environment() -> Environment:
    """Return Jinja as all our pages use it: everything is escaped, nothing undefined passes.

    It is made once: a page is compiled once for all the cases of a batch.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # heavy

    from analyzer.render.compiled import compiled

    made = Environment(
        loader=PackageLoader("templates", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown_text,
        bytecode_cache=compiled(),
    )
    made.filters["visible"] = visible
    made.filters["count"] = count
    made.filters["size"] = size
    made.filters["span"] = span
    return made


def shown_text(value: object) -> object:
    """Return what Jinja prints of a value: whatever a template forgets to clean is clean."""
    return visible(value) if type(value) is str else value


__all__ = ["asset", "digest", "environment", "render"]
