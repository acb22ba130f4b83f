"""Every form that a report is written in."""

from __future__ import annotations

from analyzer.report import Report


def rendered(report: Report, form: str) -> str:
    """Return the report in one form; imports just what writes it."""
    if form == "html":
        from analyzer.render import html  # loads Jinja

        return html.render(report)
    if form == "json":
        from analyzer.render import json

        return json.dump(report)
    if form == "sarif":
        from analyzer.render import sarif

        return sarif.dump(report)
    if form == "ask":
        from analyzer.render import asking

        return asking.render(report)
    from analyzer.render import markdown

    return markdown.render(report)
