"""The commands that go over many cases; what they need is imported when they run."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from analyzer.cli import SEVERITIES, fail
from analyzer.main import EXIT_USAGE

Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH...", help="Bundles, folders of them, globs, or URLs (s3:// ...)."),
]


def batch(
    out: Annotated[str, typer.Option(metavar="DIR", help="Triage folder: a path or a URL.")],
    paths: Paths = None,
    jobs: Annotated[int, typer.Option(help="Cases at a time; 0: one for each core.")] = 0,
    timeout: Annotated[int, typer.Option(help="Most seconds of one case.")] = 1_800,
    memory: Annotated[int, typer.Option(help="Most MiB of one case (held on Linux).")] = 4_096,
    force: Annotated[bool, typer.Option("--force", help="Redo what is there already.")] = False,
    fail_on: Annotated[str, typer.Option(metavar="SEVERITY", help="As for one case.")] = "error",
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Run only this rule (repeatable).")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Leave this rule out (repeatable).")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Analyze each bundle in a process of its own; one bad bundle never stops the rest."""
    from analyzer.batch import run as runs  # so that --help stays quick
    from analyzer.batch import summary
    from analyzer.batch.progress import BatchProgress
    from analyzer.batch.task import Choices, Unusable
    from analyzer.cli import check_rules

    if fail_on not in SEVERITIES:
        raise fail(f"--fail-on takes {', '.join(SEVERITIES)}", EXIT_USAGE)
    if timeout < 1 or memory < 1 or jobs < 0:
        raise fail("--timeout and --memory are at least 1, --jobs at least 0", EXIT_USAGE)
    check_rules(*(select or ()), *(ignore or ()))
    choices = Choices(
        out, "", tuple(select or ()), tuple(ignore or ()),
        seconds=timeout, memory=memory, force=force,
    )  # fmt: skip
    progress = BatchProgress(sys.stderr, terminal=sys.stderr.isatty(), quiet=quiet)
    try:
        outcome = runs.run(paths or [], choices, jobs, runs.local_engine, progress)
    except Unusable as unusable:
        raise fail(str(unusable), EXIT_USAGE) from unusable
    typer.echo(summary.summary(outcome, out), nl=False)
    raise typer.Exit(summary.exit_code(outcome, fail_on))


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("batch", help="Analyze many cases: a report for each, and an index of all.")(batch)
