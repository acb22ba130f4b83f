"""The commands that go over many cases; what they need is imported when they run."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import SEVERITIES, fail
from analyzer.main import EXIT_USAGE

if TYPE_CHECKING:
    from analyzer.batch.run import Engine

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
    rerun: Annotated[
        bool, typer.Option("--rerun", help="Judge stored facts by today's rules, without bundles.")
    ] = False,
    redact: Annotated[
        str | None,
        typer.Option(metavar="MAPFILE", help="Replace names, addresses, MACs; the file maps back."),
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="NAME", help="local, or dask with --scheduler.")
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option(metavar="URL", help="Of dask.distributed: tcp://host:8786.")
    ] = None,
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
    from analyzer.cli_case import check_rules

    if fail_on not in SEVERITIES:
        raise fail(f"--fail-on takes {', '.join(SEVERITIES)}", EXIT_USAGE)
    if timeout < 1 or memory < 1 or jobs < 0:
        raise fail("--timeout and --memory are at least 1, --jobs at least 0", EXIT_USAGE)
    check_rules(*(select or ()), *(ignore or ()))
    choices = Choices(
        out, "", tuple(select or ()), tuple(ignore or ()),
        seconds=timeout, memory=memory, force=force, rerun=rerun, redact=redact,
    )  # fmt: skip
    progress = BatchProgress(sys.stderr, terminal=sys.stderr.isatty(), quiet=quiet)
    try:
        chosen = engine_of(engine, scheduler)
        outcome = runs.run(paths or [], choices, jobs, chosen, progress)
    except Unusable as unusable:
        raise fail(str(unusable), EXIT_USAGE) from unusable
    typer.echo(summary.summary(outcome, out), nl=False)
    raise typer.Exit(summary.exit_code(outcome, fail_on))


def engine_of(name: str, scheduler: str | None) -> Engine:
    """Return the engine of this name; raises Unusable where that can't be."""
    from analyzer.batch.run import local_engine  # so that --help stays quick
    from analyzer.batch.task import Unusable

    if (name, scheduler) == ("local", None):
        return local_engine
    if name != "dask" or scheduler is None:
        raise Unusable("--engine is local, or dask with --scheduler tcp://host:8786")
    from analyzer.batch import cluster

    return cluster.engine(scheduler)


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="Over cases, findings, outcomes ...")],
    folder: Annotated[str, typer.Argument(metavar="DIR", help="Triage folder.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORM", help="table, csv or json.")
    ] = "table",
) -> None:
    """Answer SQL over the tables of a triage folder."""
    from analyzer.batch import query as queries  # so that --help stays quick
    from analyzer.batch.task import Unusable

    if form not in {"table", "csv", "json"}:
        raise fail("--format is table, csv or json", EXIT_USAGE)
    try:
        frame = queries.query(sql, folder)
    except Unusable as unusable:
        raise fail(str(unusable), EXIT_USAGE) from unusable
    typer.echo(queries.printed(frame, form), nl=False)


def unredact(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Redacted text; - for stdin.")],
    map_file: Annotated[str, typer.Option("--map", metavar="MAPFILE", help="As --redact made it.")],
) -> None:
    """Print a redacted text with the names and addresses that it stands for."""
    from pathlib import Path  # so that --help stays quick

    from analyzer.redact.map_file import BadMap, load
    from analyzer.redact.unredact import translated

    try:
        _, pairs = load(map_file)
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except BadMap as bad:
        raise fail(str(bad), EXIT_USAGE) from bad
    except (OSError, UnicodeDecodeError) as error:
        raise fail(f"can't read {file}: {error}", EXIT_USAGE) from error
    typer.echo(translated(text, pairs), nl=False)


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command("batch", help="Analyze many cases: a report for each, and an index of all.")(batch)
    app.command(
        "query",
        help="Answer SQL over a triage folder: tables cases, findings, outcomes, inputs, facts.",
    )(query)
    app.command("unredact", help="Translate a redacted output back by its map file.")(unredact)
