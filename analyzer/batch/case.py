"""Does one case, in the process that was made for it: reads, judges, writes, and says so last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer import analysis
from analyzer.batch import records, stored_facts, tables, version
from analyzer.batch.fetch import fetched
from analyzer.batch.records import Record
from analyzer.batch.storage import Folder, is_url, open_folder
from analyzer.batch.task import Ended, Task, Unusable
from analyzer.bundle.limits import BundleError, Limits
from analyzer.context import with_context
from analyzer.identity import NotOurs
from analyzer.redact import apply
from analyzer.redact.redactor import Redactor
from analyzer.render import html
from analyzer.render import json as saved
from analyzer.report import Report
from parsers.base import Source as Line

if TYPE_CHECKING:
    from analyzer.ingested import Ingested

REPORTS, FACTS = "reports", "facts"


@dataclass(frozen=True, slots=True)
class Result:
    """A report with what it was made of."""

    report: Report
    ingested: Ingested | None
    """None where the input was a saved report."""
    stored: bytes | None
    """The facts as they are kept for later rules."""
    why_not: str = ""
    """Why they are not kept."""
    redactor: Redactor | None = None
    """What replaced the names of the report, if they were to be replaced."""


def run(task: Task, scratch: Path) -> Ended:
    """Do one case and write its results; every reason not to becomes part of the answer."""
    if task.choices.version != version.judging():
        return Ended("failed", "this worker has another version of the analyzer than the run")
    folder = open_folder(task.choices.out)
    content = ""
    try:
        if task.choices.rerun:
            return rerun(task, folder)
        with fetched(task.source.url, scratch) as path:
            content = version.content(path)
            (scratch / "content").write_text(content)
            known = records.read(folder, task.source.name)
            if known is not None and is_current(known, task, content):
                return Ended("kept", known.reason, content)
            result = analyzed(task, path)
    except (BundleError, NotOurs, saved.UnreadableReport, Unusable, OSError) as error:
        return Ended("failed", " ".join(str(error).split()), content)
    except MemoryError:
        return Ended("failed", out_of_memory(task), content, limited=True)
    if starved(result.report):
        return Ended("failed", out_of_memory(task), content, limited=True)
    write(task, folder, result, content)
    return Ended("analyzed", "", content)


def is_current(known: Record, task: Task, content: str) -> bool:
    """Tell whether doing the case again would give what is there."""
    choices = task.choices
    more = choices.seconds > known.seconds_limit or choices.memory > known.memory_limit
    return (
        not choices.force
        and known.content == content
        and known.judging == version.judging()
        and known.choices == version.of_choices(choices, apply.fingerprint(choices.redact))
        and not (known.limited and more)
    )


def analyzed(task: Task, path: Path) -> Result:
    """Read a bundle and judge it; a saved report is taken as it is."""
    report = saved.load_if_saved(str(path))
    redact = task.choices.redact
    if report is not None:
        if redact is not None:
            raise Unusable("a saved report can't be redacted: it does not tell names")
        return Result(report, None, None, "the case is a saved report")
    options = options_of(task)
    with analysis.no_collection():
        ingested, notes = analysis.read([path], options)
        if any("MemoryError" in detail for entry in ingested.inputs for detail in entry.details):
            raise MemoryError
        stored, why_not = None, ""
        try:
            stored = stored_facts.dump(ingested, notes)
        except stored_facts.Unfit as unfit:
            why_not = str(unfit)
        report, facts = analysis.judge([path], ingested, notes, options)
        report = with_context(report, [path], options.limits)
    report = replace(report, bundle=replace(report.bundle, root=task.source.url))
    if redact is None:
        return Result(report, ingested, stored, why_not)
    redactor = apply.redactor(redact)
    report = apply.case(report, facts, [task.source.url], redactor)
    return Result(report, ingested, None, "facts are not kept of a redacted case", redactor)


def options_of(task: Task) -> analysis.Options:
    """Return how a case is analyzed."""
    choices = task.choices
    return analysis.Options(Limits(**choices.limits), choices.select, choices.ignore)


def rerun(task: Task, folder: Folder) -> Ended:
    """Judge the facts that an earlier run stored; the bundle is not needed."""
    name = task.source.name
    known = records.read(folder, name)
    stored = folder.read(f"{FACTS}/{name}.zst")
    if known is None or known.status != "analyzed" or stored is None:
        why = known.facts or known.reason if known else "no result"
        return Ended("not-rerun", f"no stored facts ({why or 'removed'})")
    if known.reading != version.reading():
        return Ended("not-rerun", "the bundle is needed: its facts were read by another version")
    earlier = saved.load((folder.read(f"{REPORTS}/{name}.json") or b"").decode())
    options = options_of(task)
    with analysis.no_collection():
        try:
            ingested, notes = stored_facts.load(stored)
        except stored_facts.Unfit as unfit:
            return Ended("not-rerun", str(unfit))
        report, _ = analysis.judge([Path(task.source.url)], ingested, notes, options)
    report = replace(report, bundle=replace(report.bundle, root=task.source.url))
    found = with_known_context(report, earlier)
    if found is None:
        found = with_bundle_context(task, report, earlier, known.content)
    report = found
    write(task, folder, Result(report, ingested, stored), known.content)
    return Ended("analyzed", "", known.content)


def with_bundle_context(task: Task, report: Report, earlier: Report, content: str) -> Report:
    """Read the lines around new evidence from the bundle, if it is still there as it was."""
    path = Path(task.source.url)
    if not is_url(task.source.url) and path.exists() and version.content(path) == content:
        return with_context(report, [path], options_of(task).limits)
    return with_known_context(report, earlier, alone=True) or report


def with_known_context(report: Report, earlier: Report, *, alone: bool = False) -> Report | None:
    """Give evidence that was cited before the lines around it.

    None if some evidence is new; with `alone` that stands alone.
    """
    known: Mapping[Line, tuple[Line, ...]] = {
        cited: around
        for finding in earlier.findings
        for cited, around in zip(finding.evidence, finding.context, strict=False)
    }
    loud = [f for f in report.findings if f.severity != "info"]
    if not alone and any(source not in known for f in loud for source in f.evidence):
        return None
    findings = tuple(
        f
        if f.severity == "info"
        else replace(f, context=tuple(known.get(s, (s,)) for s in f.evidence))
        for f in report.findings
    )
    return replace(report, findings=findings)


def write(task: Task, folder: Folder, result: Result, content: str) -> None:
    """Write all that a case leaves; the record comes last and makes it count."""
    name, report = task.source.name, result.report
    folder.write(f"{REPORTS}/{name}.html", html.render(report).encode(errors="replace"))
    folder.write(f"{REPORTS}/{name}.json", saved.dump(report).encode())
    if result.stored is not None:
        folder.write(f"{FACTS}/{name}.zst", result.stored)
    hide = result.redactor.text if result.redactor else None
    tables.write(folder, name, report, result.ingested, hide)
    if result.redactor and task.choices.redact:
        apply.keep(task.choices.redact, result.redactor)
    record = replace(
        Record.of(task, report),
        source=report.bundle.root,
        redacted=task.choices.redact is not None,
        facts=result.why_not,
        content=content,
        reading=version.reading(),
        judging=version.judging(),
        choices=version.of_choices(task.choices, apply.fingerprint(task.choices.redact)),
    )
    record.write(folder)


def failed(task: Task, ended: Ended) -> Record:
    """Return the row of a case that could not be analyzed."""
    choices = task.choices
    source, reason = task.source.url, ended.reason
    if choices.redact is not None:
        redactor = apply.redactor(choices.redact)
        reason = redactor.text(reason.replace(source, redactor.path(source)))
        source = redactor.path(source)
        apply.keep(choices.redact, redactor)
    return Record(
        task.source.name,
        source,
        "failed",
        reason,
        ended.limited,
        choices.seconds,
        choices.memory,
        ended.content,
        version.reading(),
        version.judging(),
        version.of_choices(choices, apply.fingerprint(choices.redact)),
        redacted=choices.redact is not None,
        finished=records.now(),
    )


def starved(report: Report) -> bool:
    """Tell whether a rule failed for want of memory: then nothing of the report counts."""
    return any(o.status == "crashed" and "MemoryError" in o.reason for o in report.outcomes)


def out_of_memory(task: Task) -> str:
    """Say which limit it was."""
    return f"needs more than {task.choices.memory} MiB of memory (--memory)"
