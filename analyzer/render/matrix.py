"""Lays the outcomes out as rules by nodes, a group for each section of the chapter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analyzer.report import Report, ReportedOutcome

SECTIONS = {
    "39.3": "External access to HTTP services",
    "39.4": "Router",
    "39.5": "Services",
    "39.6": "Node to node",
    "39.7": "Local networking",
    "39.7.1": "Interfaces of a node",
    "39.7.2": "SDN flows inside a node",
    "39.7.3.1": "IP forwarding",
    "39.7.3.2": "Routes",
    "39.7.4": "Open vSwitch",
    "39.7.4.1": "iptables",
    "39.7.4.2": "External network",
    "39.8": "Virtual networking",
    "39.8.1": "Builds, MTU",
    "39.9": "Egress of pods",
    "39.10": "Logs",
    "39.11": "Kubernetes",
    "39.12": "Diagnostics",
    "39.13.1": "Ingress",
    "39.13.2": "TLS handshake timeouts",
    "39.13.3": "Debugging",
}
SYMBOLS = {
    "failed": ("✗", "f"),
    "crashed": ("!", "c"),
    "not-evaluated": ("?", "q"),
    "passed": ("✓", "p"),
    "not-applicable": ("·", "n"),
}
WIDTH = 1000
"""Units of the bar that shows the coverage."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rule on one node."""

    symbol: str
    style: str
    """`f`, `c`, `q`, `p`, `g` (held beside unread lines) or `n`; the legend explains them."""
    finding: int = 0
    """The number of the finding that says why, or 0."""

    @property
    def trouble(self) -> bool:
        """True if something broke."""
        return self.style in {"f", "c"}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule; None where it has no outcome."""

    rule: str
    cluster: Cell | None
    cells: tuple[Cell | None, ...]
    trouble: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one section of the chapter."""

    title: str
    rows: tuple[Row, ...]
    trouble: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One status on the bar: where it starts, how wide it is."""

    style: str
    start: int
    width: int


def matrix(report: Report, nodes: tuple[str, ...]) -> tuple[Group, ...]:
    """Return the groups in the chapter's order, rules as the report lists them."""
    sections = {rule.name: rule.section for rule in report.rules}
    findings = _finding_numbers(report)
    found: dict[str, dict[str | None, Cell]] = {name: {} for name in sections}
    for outcome in report.outcomes:
        number = findings.get((outcome.rule, outcome.node), 0)
        found.setdefault(outcome.rule, {})[outcome.node] = _cell(outcome, number)
    groups: dict[str, list[Row]] = {}
    for rule, cells in found.items():
        if cells:
            row = Row(
                rule,
                cells.get(None),
                tuple(cells.get(node) for node in nodes),
                any(cell.trouble for cell in cells.values()),
            )
            groups.setdefault(sections.get(rule, ""), []).append(row)
    return tuple(
        Group(_title(section), tuple(rows), any(row.trouble for row in rows))
        for section, rows in sorted(groups.items(), key=lambda group: _order(group[0]))
    )


def troubled(groups: tuple[Group, ...], nodes: tuple[str, ...]) -> tuple[bool, ...]:
    """Return for each node whether any rule broke on it."""
    found = [False] * len(nodes)
    for group in groups:
        for row in group.rows:
            if row.trouble:
                for index, cell in enumerate(row.cells):
                    found[index] = found[index] or (cell is not None and cell.trouble)
    return tuple(found)


def shares(report: Report) -> tuple[Share, ...]:
    """Return the coverage as parts of a bar, the broken first; rules that do not apply left out."""
    numbers = Counter(SYMBOLS[outcome.status][1] for outcome in report.outcomes)
    total = sum(numbers[style] for style in "fcqp")
    found, start = [], 0
    for style in "fcqp":
        # A single failed check among thousands must still be seen.
        if numbers[style]:
            width = max(numbers[style] * WIDTH // total, 6)
            found.append(Share(style, start, width))
            start += width
    return tuple(found)


def _cell(outcome: ReportedOutcome, finding: int) -> Cell:
    symbol, style = SYMBOLS[outcome.status]
    if style == "p" and outcome.gaps:
        symbol, style = "≈", "g"
    return Cell(symbol, style, finding)


def _finding_numbers(report: Report) -> dict[tuple[str, str | None], int]:
    """Return the first finding of each rule on each node, and of each rule anywhere (None)."""
    numbers: dict[tuple[str, str | None], int] = {}
    for number, finding in enumerate(report.findings, 1):
        numbers.setdefault((finding.rule, finding.node), number)
        numbers.setdefault((finding.rule, None), number)
    return numbers


def _title(section: str) -> str:
    return f"{section} {SECTIONS.get(section, '')}".strip() or "Other"


def _order(section: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in section.split("."))
