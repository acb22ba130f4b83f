"""Reads a bundle once more: the lines around those that findings cite, and the cited frames."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analyzer.bundle.limits import Limits
from analyzer.bundle.open import walk
from analyzer.bundle.sniff import CAPTURES
from analyzer.dissection import cited_frames
from analyzer.dissector import Texts, here
from analyzer.report import Report, ReportedFinding
from analyzer.report_captures import DissectedFrame
from parsers.base import Source
from parsers.text import clean_lines

AROUND = 2
"""Lines before and after a cited one."""
LARGEST = 256 << 20
"""Bytes: of a larger file no context is read."""


def with_context(
    report: Report, targets: Sequence[str | Path], limits: Limits, texts: Texts = here
) -> Report:
    """Return the report with the lines around the evidence of its errors and warnings.

    `texts` takes frames apart.

    Standard input can't be read twice: its findings keep the cited lines alone.
    """
    if any(str(target) == "-" for target in targets):
        return report
    captures = {each.path for each in report.captures}
    wanted = cited(report.findings, captures)
    frames = cited_frames(report.findings, captures)
    if not wanted and not frames:
        return report
    dissected: list[DissectedFrame] = []
    lines: dict[tuple[str, int], str] = {}
    for target in targets:
        prefix = f"{Path(target).name}!/" if len(targets) > 1 else ""
        left = {path for path in (*wanted, *frames) if path.startswith(prefix)}
        for member in walk(target, limits, lambda _: None):
            path = prefix + member.path
            if path in left and path in frames:
                left.discard(path)
                dissected += dissect(path, member.chunks(), frames[path], texts)
            elif path in left and not (member.size and member.size > LARGEST):
                left.discard(path)
                numbers = wanted[path]
                last = max(numbers)
                chunks = member.chunks()
                first = next(chunks, b"")
                if first.startswith(CAPTURES):
                    continue
                whole = itertools.chain((first,), chunks)
                for number, text in enumerate(clean_lines(whole), 1):
                    if number in numbers:
                        lines[path, number] = text
                    if number > last:
                        break
            if not left:
                break
    findings = tuple(
        f
        if f.severity == "info"
        else replace(f, context=tuple(around(s, lines) for s in f.evidence))
        for f in report.findings
    )
    return replace(report, findings=findings, frames=tuple(dissected))


def dissect(
    path: str, chunks: Iterator[bytes], wanted: set[int], texts: Texts
) -> list[DissectedFrame]:
    """Return the wanted frames of a capture, taken apart.

    What can't be read any more ends the list; the findings stand without it.
    """
    from parsers.capture.frames import frames  # loads numpy

    found = list(frames(chunks, wanted))
    said = texts([(data, linktype) for _, linktype, data in found])
    return [
        DissectedFrame(path, number, text) for (number, _, _), text in zip(found, said, strict=True)
    ]


def cited(findings: Iterable[ReportedFinding], captures: set[str]) -> dict[str, set[int]]:
    """Return the lines wanted of each file of text: the cited ones and those around them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if finding.severity != "info":
            for source in finding.evidence:
                if source.path in captures:
                    continue
                first = max(1, source.line - AROUND)
                wanted[source.path].update(range(first, source.line + AROUND + 1))
    return wanted


def around(source: Source, lines: Mapping[tuple[str, int], str]) -> tuple[Source, ...]:
    """Return the lines around a cited one, it included, as they stand in the file."""
    return tuple(
        Source.at(source.path, number, lines[source.path, number])
        for number in range(max(1, source.line - AROUND), source.line + AROUND + 1)
        if (source.path, number) in lines
    )
