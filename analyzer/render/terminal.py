"""The report for a terminal: verdict, causes with their proof, what to collect, what was read."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from analyzer.render.asking import bears_on, open_checks
from analyzer.render.drops import drop_line
from analyzer.render.ledger import lines, path_lines
from analyzer.render.verdict import Card, cards, count, verdict
from analyzer.render.visible import visible
from analyzer.report import Report, ReportedFinding

STYLES = {
    "error": "bold red", "warning": "bold yellow", "info": "cyan", "open": "bold cyan",
    "clean": "bold green", "dim": "dim", "bold": "bold",
}  # fmt: skip
SHOWN = 8
"""Rows of a list before the rest is only counted."""

Line = tuple[str, str]
"""(style, text); style is empty for plain text."""


def render(report: Report, *, color: bool, width: int) -> str:
    """Return the summary: plain text, or with the terminal's colours."""
    if not color:
        return "".join(f"{text}\n" for _, text in body(report, width))
    from rich.console import Console  # only for a terminal
    from rich.text import Text

    console = Console(force_terminal=True, color_system="standard", width=width, highlight=False)
    with console.capture() as captured:
        for style, text in body(report, width):
            console.print(Text(text, style=STYLES.get(style, "")), soft_wrap=True)
    return captured.get()


def body(report: Report, width: int) -> Iterator[Line]:
    """Yield the lines of the summary."""
    said = verdict(report)
    bundle = report.bundle
    yield said.level, said.headline
    yield "", wrapped(said.detail, width, "")
    facts = [bundle.kind, bundle.version, bundle.plugin, count(len(bundle.nodes), "node")]
    yield "dim", visible(f"{bundle.root}: {', '.join(fact for fact in facts if fact)}")
    for note in bundle.notes:
        yield "warning", wrapped(f"note: {note}", width, "")
    shown = cards(report)
    for card in shown:
        if card.severity != "info":
            yield from card_lines(card, width)
    for case in report.known[:SHOWN]:
        yield "", ""
        yield "bold", visible(f"Seen before: {case.case} ({case.collected})")
        for text in case.causes[:3]:
            yield "", wrapped(text, width, "  ", "- ")
    notes = [card for card in shown if card.severity == "info" and not card.of_collection]
    if notes:
        yield "", ""
        yield "bold", f"Also noted ({len(notes)})"
        for card in notes[:SHOWN]:
            yield "", wrapped(card.root[1].message, width, "  ", "- ")
        if len(notes) > SHOWN:
            yield "dim", f"  and {len(notes) - SHOWN} more: see the report"
    yield from coverage(report, width)
    if line := drop_line(report):
        yield "", ""
        yield "dim", wrapped(line, width, "  ")
    yield from inputs(report)
    for card in [card for card in shown if card.of_collection][:SHOWN]:
        yield "warning", wrapped(card.root[1].message, width, "    ", "  - ")


def card_lines(card: Card, width: int) -> Iterator[Line]:
    """Yield one cause: its root with the proof, then what it explains."""
    _, root = card.root
    yield "", ""
    yield card.severity, wrapped(f"{card.number}. [{card.severity}] {card.title}", width, "")
    yield "", wrapped(root.message, width, "   ")
    if root.node:
        yield "dim", f"   node {visible(root.node)}"
    yield from evidence(root)
    if root.display_filter:
        yield "dim", f"   | Wireshark: {visible(root.display_filter)}"
    yield "", wrapped(root.remedy, width, "           ", "   remedy: ")
    if card.refuted_by:
        yield "", wrapped(card.refuted_by, width, "           ", "   wrong if: ")
    yield "dim", f"   chapter {root.section}, {' '.join(root.invariants)}, rule {root.rule}"
    if card.consequences:
        yield "", f"   explains {count(len(card.consequences), 'finding')}:"
        for _, finding in card.consequences[:SHOWN]:
            yield "", wrapped(f"[{finding.severity}] {finding.message}", width, "     ", "   - ")
        if len(card.consequences) > SHOWN:
            yield "dim", f"     and {len(card.consequences) - SHOWN} more: see the report"


def evidence(finding: ReportedFinding) -> Iterator[Line]:
    """Yield the lines that prove a finding."""
    for source in finding.evidence:
        place = f"{source.path}:{source.line}" if source.line else source.path
        yield "", f"   | {visible(place)}"
        yield "dim", f"   |   {visible(source.text.strip())}"


def coverage(report: Report, width: int) -> Iterator[Line]:
    """Yield what could not be judged, and what to collect."""
    broken = [line for line in path_lines(report) if line.verdict == "broken"]
    if broken:
        yield "", ""
        yield "bold", "Packet paths that are broken"
        for path in broken[:SHOWN]:
            yield "", wrapped(f"{path.path}: {', '.join(path.nodes)}", width, "  ", "- ")
    left = open_checks(report)
    if left:
        yield "", ""
        yield (
            "bold",
            f"Ask next: {count(left, 'check')} not judged; --ask FILE writes what to paste",
        )
    for ask in report.asks:
        yield "", wrapped(f"{ask.how}{f': {some(ask.nodes)}' if ask.nodes else ''}", width, "")
        for step in ask.steps:
            said = f"{count(step.checks, 'check')}{', ' * bool(step.suspects)}{bears_on(step)}"
            yield "", wrapped(f"{step.command} ({said})", width, "    ", "- ")
    for crash in lines(report.outcomes, "crashed"):
        yield "error", f"- a bug of ours: rule {crash.rule} crashed on {some(crash.nodes)}"


def some(nodes: tuple[str, ...]) -> str:
    """Return a few names, and how many more there are."""
    more = f" and {len(nodes) - 3} more" if len(nodes) > 3 else ""
    return visible(", ".join(nodes[:3])) + more


def inputs(report: Report) -> Iterator[Line]:
    """Yield what became of the files."""
    counts = Counter(entry.status for entry in report.inputs)
    yield "", ""
    said = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    yield "dim", f"{count(len(report.inputs), 'file')}: {said or 'none'}"
    if report.captures:
        frames = count(sum(capture.frames for capture in report.captures), "frame")
        shared = count(len(report.capture_pairs), "pair")
        yield "dim", f"{count(len(report.captures), 'capture')}: {frames}; {shared} compared"
    loud = [e for e in report.inputs if e.status in {"gaps", "truncated", "refused", "encrypted",
                                                     "collector-error", "crashed"}]  # fmt: skip
    for entry in loud[:SHOWN]:
        yield "dim", f"  {entry.status}: {visible(entry.path)}: {visible(entry.detail)[:160]}"
    if len(loud) > SHOWN:
        yield "dim", f"  and {len(loud) - SHOWN} more: see the report"


def wrapped(text: str, width: int, indent: str, first: str | None = None) -> str:
    """Return a text broken at the width; what is unprintable is shown, not obeyed."""
    return textwrap.fill(
        visible(text),
        max(width, 40),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
