"""One run over many cases: finds them, has them done, and says what became of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analyzer.batch import case, finish, local, records, version
from analyzer.batch.records import Record
from analyzer.batch.sources import sources
from analyzer.batch.storage import Folder, Local, is_url, open_folder
from analyzer.batch.task import Choices, Ended, Source, Task, Unusable
from analyzer.redact import apply
from analyzer.redact.map_file import BadMap

if TYPE_CHECKING:
    from analyzer.batch.progress import BatchProgress

Engine = Callable[[Sequence[Task], int], Generator[tuple[Task, Ended], None, None]]
"""Does tasks, so many at a time, and yields each as it ends; ends what runs when it is closed."""


@dataclass(slots=True)
class Outcome:
    """What became of a run."""

    total: int
    statuses: dict[str, int] = field(default_factory=dict)
    """`analyzed`, `kept`, `failed`, `not-rerun` -> cases."""
    done: list[str] = field(default_factory=list)
    """Names of the cases of this run that were done or kept."""
    not_rerun: list[tuple[str, str]] = field(default_factory=list)
    stopped: bool = False
    """True if Ctrl-C ended it before all were done."""
    rows: list[Record] = field(default_factory=list)
    """A row a case of this run, by name."""


def plan(paths: Sequence[str], choices: Choices) -> list[Task]:
    """Return the tasks of a run; raises Unusable if there is nothing to do."""
    folder = open_folder(choices.out)
    rows = list(records.read_all(folder))
    if any(row.redacted != (choices.redact is not None) for row in rows):
        # Names beside their replacements would give the replacements away.
        what = "not redacted" if choices.redact is not None else "redacted"
        raise Unusable(f"{choices.out} holds cases that are {what}: give another --out")
    known = {row.source: row.name for row in rows}
    if choices.rerun and choices.redact is not None:
        raise Unusable("--rerun needs stored facts, which are not kept of redacted cases")
    if choices.rerun:
        if paths:
            raise Unusable("--rerun takes the cases of --out: give no paths")
        if not known:
            raise Unusable(f"there is no case in {choices.out}")
        return [Task(Source(url, name), choices) for url, name in known.items()]
    if not paths:
        raise Unusable("give the bundles: paths, globs or URLs")
    found = sources(paths, known)
    if choices.redact is not None:
        found = renamed(found, choices.redact)
    return [Task(source, choices) for source in found]


def renamed(found: Sequence[Source], map_file: str) -> list[Source]:
    """Give the cases names that say nothing: the name of a bundle often says whose it is."""
    try:
        redactor = apply.redactor(map_file)
        changed = [Source(source.url, redactor.path(source.name)) for source in found]
        apply.keep(map_file, redactor)
    except BadMap as bad:
        raise Unusable(str(bad)) from bad
    return changed


def run(
    paths: Sequence[str], choices: Choices, jobs: int, engine: Engine, progress: BatchProgress
) -> Outcome:
    """Do every case; the triage folder is valid whatever happens, and tells all that was done."""
    if not is_url(choices.out):
        choices = replace(choices, out=os.path.abspath(choices.out))  # noqa: PTH100 - text stays text
    redact = os.path.abspath(choices.redact) if choices.redact else None  # noqa: PTH100
    choices = replace(choices, version=version.judging(), redact=redact)
    folder = open_folder(choices.out)
    if isinstance(folder, Local):
        folder.sweep()
    tasks = plan(paths, choices)
    outcome = Outcome(len(tasks))
    progress.begin(len(tasks))
    try:
        with closing(engine(tasks, jobs or os.cpu_count() or 1)) as running:
            for task, ended in running:
                settle(folder, task, ended, outcome)
                progress.ended(task, ended)
    except KeyboardInterrupt:
        outcome.stopped = True
    finally:
        progress.end()
    outcome.rows = finish.write(folder, outcome.done)
    return outcome


def settle(folder: Folder, task: Task, ended: Ended, outcome: Outcome) -> None:
    """Count a case that ended; a process that failed could not write its own row."""
    name = task.source.name
    if ended.status == "failed":
        case.failed(task, ended).write(folder)
    elif ended.status == "not-rerun":
        outcome.not_rerun.append((name, ended.reason))
    outcome.done.append(name)
    outcome.statuses[ended.status] = outcome.statuses.get(ended.status, 0) + 1


def local_engine(tasks: Sequence[Task], jobs: int) -> Generator[tuple[Task, Ended], None, None]:
    """Do the cases on this machine."""
    return local.run(tasks, jobs)
