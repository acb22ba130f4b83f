"""Says in one sentence what an analysis found, and how much it could not judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.report import Cause, Report, ReportedFinding

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first thing that a reader sees."""

    level: str
    """`error`, `warning`, `open` (nothing found, but not all could be judged) or `clean`."""
    headline: str
    detail: str


@dataclass(frozen=True, slots=True)
class Card:
    """One cause with its findings, the root first, each with its number in the report."""

    number: int
    title: str
    severity: str
    explains: str
    not_explained: str
    refuted_by: str
    root: tuple[int, ReportedFinding]
    consequences: tuple[tuple[int, ReportedFinding], ...]
    nodes: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def of_collection(self) -> bool:
        """True for what is said of the collection, not of the cluster: shown with the inputs."""
        invariants = self.root[1].invariants
        return self.severity == "info" and all(each.startswith("CO-") for each in invariants)


def count(number: int, noun: str, plural: str = "") -> str:
    """Return `1 check`, `1,200 checks`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def severity_counts(report: Report) -> dict[str, int]:
    """Return how many findings there are of each severity, the worst first."""
    return {s: sum(f.severity == s for f in report.findings) for s in SEVERITIES}


def cards(report: Report) -> tuple[Card, ...]:
    """Return one card per cause; a finding that no cause holds gets its own."""
    held = {index for cause in report.causes for index in cause.findings}
    alone = (
        Cause(finding.title, (index,), "")
        for index, finding in enumerate(report.findings)
        if index not in held
    )
    causes = [cause for cause in (*report.causes, *alone) if cause.findings]
    return tuple(_card(report, cause, number) for number, cause in enumerate(causes, 1))


def _card(report: Report, cause: Cause, number: int) -> Card:
    pairs = tuple((index + 1, report.findings[index]) for index in cause.findings)
    return Card(
        number=number,
        title=cause.title or pairs[0][1].title,
        severity=min((finding.severity for _, finding in pairs), key=SEVERITIES.index),
        explains=cause.explains,
        not_explained=cause.not_explained,
        refuted_by=cause.refuted_by,
        root=pairs[0],
        consequences=pairs[1:],
        nodes=tuple(dict.fromkeys(f.node for _, f in pairs if f.node)),
        rules=tuple(dict.fromkeys(f.rule for _, f in pairs)),
    )


def verdict(report: Report) -> Verdict:
    """Return the verdict; only a report without any doubt is `clean`."""
    statuses = Counter(outcome.status for outcome in report.outcomes)
    shown = [card for card in cards(report) if card.severity != "info"]
    doubts = tuple(_doubts(report))
    if shown:
        more = f", and {count(len(shown) - 1, 'more cause')}" if len(shown) > 1 else ""
        word = "Broken" if shown[0].severity == "error" else "Suspect"
        level, headline = shown[0].severity, f"{word}: {shown[0].title}{more}"
    elif not statuses["passed"] + statuses["failed"]:
        level, headline = "open", "Nothing was judged: the bundle lacks what the checks need"
    elif unjudged := statuses["not-evaluated"] + statuses["crashed"]:
        total = sum(statuses.values()) - statuses["not-applicable"]
        level = "open"
        headline = (
            f"No fault found, but {unjudged:,} of {count(total, 'check')} could not be judged"
        )
    elif doubts:
        level, headline = "open", "No fault found, but not everything was there to be judged"
    else:
        level = "clean"
        headline = f"No fault found: {count(statuses['passed'], 'check')} held"
    detail = (_findings_text(report), _coverage_text(statuses), *doubts)
    return Verdict(level, headline, " ".join(f"{text}." for text in detail if text))


def _findings_text(report: Report) -> str:
    numbers = severity_counts(report)
    words = [
        count(numbers[severity], noun)
        for severity, noun in (("error", "error"), ("warning", "warning"), ("info", "note"))
        if numbers[severity]
    ]
    return ", ".join(words)


def _coverage_text(statuses: Counter[str]) -> str:
    words = [
        f"{statuses[status]:,} {words}"
        for status, words in (
            ("passed", "held"),
            ("failed", "broken"),
            ("not-applicable", "not applicable"),
            ("not-evaluated", "not judged for want of data"),
            ("crashed", "crashed"),
        )
        if statuses[status]
    ]
    return f"Checks: {', '.join(words)}" if words else ""


def _doubts(report: Report) -> Iterator[str]:
    """Yield why even a report without findings is no proof of health."""
    absent = report.bundle.nodes_without_data
    if absent:
        names = ", ".join(absent[:3]) + (
            f" and {len(absent) - 3:,} more" if len(absent) > 3 else ""
        )
        yield f"No data from {names}"
    gaps = sum(bool(o.gaps) for o in report.outcomes if o.status == "passed")
    if gaps:
        yield f"{count(gaps, 'check')} held beside lines that could not be read"
    if any(i.status == "truncated" for i in report.inputs):
        yield "The bundle is cut off"
