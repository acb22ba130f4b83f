"""What a run says at its end, and the exit code that it ends with."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.batch.run import Outcome
from analyzer.main import EXIT_FINDINGS, EXIT_UNREADABLE
from analyzer.render.visible import visible

INTERRUPTED = 130


def summary(outcome: Outcome, out: str) -> str:
    """Return the lines that end a run."""
    return "".join(f"{line}\n" for line in _lines(outcome, out))


def _lines(outcome: Outcome, out: str) -> Iterator[str]:
    failed = [row for row in outcome.rows if row.status == "failed"]
    broken = sum(1 for row in outcome.rows if row.errors)
    rest = len(outcome.rows) - broken - len(failed)
    kept = outcome.statuses.get("kept", 0)
    yield (
        f"{len(outcome.rows)} cases: {broken} with errors, {rest} without, "
        f"{len(failed)} not analyzed" + (f"; {kept} were there already" if kept else "")
    )
    for row in failed:
        yield f"  {visible(row.name)}: {visible(row.reason)}"
    for name, reason in outcome.not_rerun:
        yield f"  {visible(name)} keeps its old result: {visible(reason)}"
    if outcome.stopped:
        left = outcome.total - len(outcome.done)
        yield f"stopped: {left} of {outcome.total} cases are left; the same command takes them up"
    yield f"index: {out.rstrip('/')}/index.html"


def exit_code(outcome: Outcome, fail_on: str) -> int:
    """Return 130 if it was stopped, 3 if a case was not analyzed, else as for a single case."""
    if outcome.stopped:
        return INTERRUPTED
    if outcome.not_rerun or any(row.status == "failed" for row in outcome.rows):
        return EXIT_UNREADABLE
    found = {
        "never": 0,
        "error": sum(row.errors for row in outcome.rows),
        "warning": sum(row.errors + row.warnings for row in outcome.rows),
        "info": sum(row.errors + row.warnings + row.infos for row in outcome.rows),
    }[fail_on]
    return EXIT_FINDINGS if found else 0
