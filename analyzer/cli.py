"""The command line: parses options and calls; what it needs is imported when a command runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer import __version__
from analyzer.main import EXIT_FINDINGS, EXIT_USAGE

if TYPE_CHECKING:
    from analyzer.progress import Progress
    from analyzer.report import Report

app = typer.Typer(
    name="analyze",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage, "
        "3 input unreadable or not of OpenShift SDN, 70 a bug of ours."
    ),
    help=(
        "Find the cause in a bundle of OpenShift SDN, and prove it.\n\n"
        "analyze bundle.tgz --html report.html\n\n"
        "A bundle is a must-gather, sosreport, debug.sh tarball, zip, directory, single file or - "
        "(standard input). A first word that is no command is a path; ./rules forces one."
    ),
)

Bundles = Annotated[
    list[str], typer.Argument(metavar="BUNDLE...", help="Path of a bundle, or - for stdin.")
]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here; - for stdout.")]
SEVERITIES = ("never", "error", "warning", "info")


def fail(message: str, code: int) -> typer.Exit:
    """Print a one-line error and return the exit to raise."""
    typer.echo(f"analyze: {message}", err=True)
    return typer.Exit(code)


def version(value: bool) -> None:
    """Print the version and stop."""
    if value:
        typer.echo(f"analyze {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


@app.command("run", help="Analyze one case (the word `run` may be left out).")
def run(
    bundles: Bundles,
    html: Output = None,
    json: Output = None,
    sarif: Output = None,
    markdown: Output = None,
    ask: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what to ask the customer next; - for stdout."),
    ] = None,
    known: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Name cases of this triage folder with the same cause."),
    ] = None,
    redact: Annotated[
        str | None,
        typer.Option(metavar="MAPFILE", help="Replace names, addresses, MACs; the file maps back."),
    ] = None,
    case: Annotated[
        bool, typer.Option("--case", help="All the given bundles are one case.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option(metavar="SEVERITY", help="Exit 1 from here: error, warning, info, never.")
    ] = "error",
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Run only this rule (repeatable).")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Leave this rule out (repeatable).")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No summary, no progress.")] = False,
    color: Annotated[
        str, typer.Option(metavar="WHEN", help="auto, always or never; NO_COLOR is honoured.")
    ] = "auto",
    max_members: Annotated[int | None, typer.Option(help="Most files read of a bundle.")] = None,
    max_bytes: Annotated[int | None, typer.Option(help="Most bytes read of a bundle.")] = None,
    max_ratio: Annotated[int | None, typer.Option(help="Most an archive may expand.")] = None,
    max_depth: Annotated[int | None, typer.Option(help="Deepest archive in an archive.")] = None,
) -> None:
    """Analyze the bundles and write what was asked for."""
    from analyzer import cli_case  # so that --help stays quick
    from analyzer.bundle.limits import Limits

    if fail_on not in SEVERITIES or color not in {"auto", "always", "never"}:
        raise fail(f"--fail-on takes {', '.join(SEVERITIES)}; --color auto, always or never", 2)
    if len(bundles) > 1 and not case:
        raise fail(
            "several bundles: add --case if they are one case, or use `analyze batch`", EXIT_USAGE
        )
    given = {
        "members": max_members, "bytes": max_bytes, "ratio": max_ratio, "depth": max_depth
    }  # fmt: skip
    limits = Limits(**{name: value for name, value in given.items() if value is not None})
    with progress(quiet) as show:
        options = (limits, select or [], ignore or [], show)
        report = cli_case.analyzed(bundles, *options, known=known, redact=redact)
    asked = {"html": html, "json": json, "sarif": sarif, "markdown": markdown, "ask": ask}
    outputs = {form: path for form, path in asked.items() if path is not None}
    write(report, outputs)
    if not quiet and Path("-") not in outputs.values():
        from analyzer.render import terminal  # so that --help stays quick

        shown = wants_color(color)
        text = terminal.render(report, color=shown, width=columns())
        typer.echo(text, nl=False, color=shown)
    if not quiet:
        for path in outputs.values():
            if path != Path("-"):
                typer.echo(f"analyze: wrote {path}", err=True)
    raise typer.Exit(exit_code(report, fail_on))


@app.command("rules", help="List the rules, or explain one.")
def rules(
    name: Annotated[str | None, typer.Argument(metavar="[RULE]", help="Explain this one.")] = None,
) -> None:
    """Print each rule with the invariants that it covers, or one rule's documentation."""
    from analyzer import rule_pages  # loads every rule

    text = rule_pages.listing() if name is None else rule_pages.page(name)
    if text is None:
        raise fail(f"there is no rule {name}; `analyze rules` lists them", EXIT_USAGE)
    typer.echo(text, nl=False)


def write(report: Report, outputs: dict[str, Path]) -> None:
    """Write the report in every form that was asked for."""
    from analyzer.render.forms import rendered  # so that --help stays quick

    for form, path in outputs.items():
        text = rendered(report, form)
        if path == Path("-"):
            typer.echo(text, nl=False)
            continue
        try:
            path.write_text(text, encoding="utf-8", errors="replace")
        except OSError as error:
            raise fail(f"can't write {path}: {error.strerror}", EXIT_USAGE) from error


def exit_code(report: Report, fail_on: str) -> int:
    """Return 1 if there is a finding at or above `fail_on`, else 0."""
    failing = SEVERITIES[1 : SEVERITIES.index(fail_on) + 1]
    return EXIT_FINDINGS if any(f.severity in failing for f in report.findings) else 0


def wants_color(when: str) -> bool:
    """Return whether to print in colour: on a terminal, unless NO_COLOR or --color forbid it."""
    import os  # only here

    if when == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return when == "always"


def columns() -> int:
    """Return the terminal's width in characters; 100 in a pipe."""
    import shutil  # only here

    return min(shutil.get_terminal_size((100, 24)).columns, 140)


def progress(quiet: bool) -> Progress:
    """Return a context that gives a function to show progress with, on a terminal only."""
    from analyzer.progress import Progress  # so that --help stays quick

    return Progress(sys.stderr, on=not quiet and sys.stderr.isatty())
