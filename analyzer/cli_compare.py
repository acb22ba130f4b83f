"""The command that compares two bundles; what it needs is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import columns, fail, progress
from analyzer.main import EXIT_FINDINGS, EXIT_UNREADABLE, EXIT_USAGE

if TYPE_CHECKING:
    from analyzer.compare.compare import Side
    from analyzer.compare.comparison import Comparison

Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here.")]


def compare(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="Bundle or saved JSON.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="Bundle or saved JSON.")],
    html: Output = None,
    json: Output = None,
    redact: Annotated[
        str | None,
        typer.Option(metavar="MAPFILE", help="Replace names, addresses, MACs; the file maps back."),
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No summary, no progress.")] = False,
) -> None:
    """Compare two bundles of one cluster; exits 1 if there is a new error."""
    from analyzer import analysis  # so that --help stays quick
    from analyzer.bundle.limits import BundleError
    from analyzer.compare import compare as comparing
    from analyzer.identity import NotOurs
    from analyzer.render import comparison as rendering
    from analyzer.render.json import UnreadableReport

    try:
        with progress(quiet) as show:
            options = analysis.Options(progress=show)
            sides = [comparing.side(target, options) for target in (before, after)]
    except (BundleError, NotOurs, UnreadableReport) as error:
        raise fail(str(error), EXIT_UNREADABLE) from error
    found = comparing.compare(*sides)
    if redact is not None:
        found = redacted(found, sides, redact)
    for path, render in ((html, rendering.page), (json, rendering.dump)):
        if path is not None:
            try:
                path.write_text(render(found), encoding="utf-8", errors="replace")
            except OSError as error:
                raise fail(f"can't write {path}: {error.strerror}", EXIT_USAGE) from error
    if not quiet:
        typer.echo(rendering.text(found, columns()), nl=False)
    worse = any(c.status == "new" and c.finding.severity == "error" for c in found.changes)
    raise typer.Exit(EXIT_FINDINGS if worse else 0)


def redacted(found: Comparison, sides: list[Side], map_file: str) -> Comparison:
    """Return the comparison without names and addresses; the map file tells what they were."""
    from analyzer.redact import apply, comparisons  # so that --help stays quick
    from analyzer.redact.map_file import BadMap

    if any(side.things is None for side in sides):
        raise fail("--redact needs the bundles: a saved report does not tell names", EXIT_USAGE)
    try:
        redactor = apply.redactor(map_file)
        for side in sides:
            redactor.learn(side.names)
        found = comparisons.redacted(found, redactor)
        apply.keep(map_file, redactor)
    except BadMap as bad:
        raise fail(str(bad), EXIT_USAGE) from bad
    return found


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command("compare", help="Compare two bundles by meaning: new, fixed, still there.")(compare)
