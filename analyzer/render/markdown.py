"""The report as Markdown, for the comment on a case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.render.asking import bad, bears_on, decides, open_checks, place
from analyzer.render.verdict import Card, cards, count, verdict
from analyzer.render.visible import visible
from analyzer.report import Report

SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def render(report: Report) -> str:
    """Return the comment: verdict, causes with proof, what to collect."""
    return "\n".join(body(report)) + "\n"


def escaped(text: str) -> str:
    """Return text that no renderer takes for Markdown or HTML."""
    return SPECIAL.sub(r"\\\1", visible(text)).replace("\n", " ")


def code(text: str) -> str:
    """Return a code span that its content can't end."""
    text = visible(text).replace("\n", " ")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def block(text: str) -> Iterator[str]:
    """Yield a fenced block that its content can't end."""
    text = "\n".join(map(visible, text.split("\n")))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield text
    yield fence


def body(report: Report) -> Iterator[str]:
    """Yield the lines of the comment."""
    said = verdict(report)
    bundle = report.bundle
    yield f"## {escaped(said.headline)}"
    yield ""
    yield escaped(said.detail)
    facts = [bundle.kind, bundle.version, bundle.plugin, count(len(bundle.nodes), "node")]
    yield ""
    yield f"Bundle {code(bundle.root)}: {escaped(', '.join(fact for fact in facts if fact))}"
    for note in bundle.notes:
        yield f"- {escaped(note)}"
    shown = cards(report)
    for card in shown:
        if card.severity != "info":
            yield from card_lines(card)
    if report.known:
        yield ""
        yield "### Seen before"
        yield ""
        for case in report.known:
            shared = escaped("; ".join(case.causes))
            yield f"- {code(case.case)} ({escaped(case.collected)}): {shared}"
    notes = [card for card in shown if card.severity == "info" and not card.of_collection]
    if notes:
        yield ""
        yield "### Also noted"
        yield ""
        yield from (f"- {escaped(card.root[1].message)}" for card in notes)
    collection = [card for card in shown if card.of_collection]
    if collection:
        yield ""
        yield "### The collection"
        yield ""
        yield from (f"- {escaped(card.root[1].message)}" for card in collection)
    yield from asking(report)


def asking(report: Report) -> Iterator[str]:
    """Yield what to ask the customer: each block with what its answers decide."""
    left = open_checks(report)
    if not left:
        return
    yield ""
    yield f"### Ask next: {count(left, 'check')} not judged"
    for ask in report.asks:
        yield ""
        yield f"Please paste {escaped(place(ask))}"
        yield ""
        yield from block(ask.paste)
        yield ""
        for step in ask.steps:
            said = "; ".join(filter(None, (decides(step), bears_on(step))))
            yield f"- {code(step.command)} {escaped(f'{said}. {bad(step)}')}"


def card_lines(card: Card) -> Iterator[str]:
    """Yield one cause."""
    _, root = card.root
    yield ""
    yield f"### {card.number}. {escaped(card.title)} ({card.severity})"
    yield ""
    yield escaped(root.message)
    yield ""
    for source in root.evidence:
        yield f"{code(f'{source.path}:{source.line}')}"
        yield ""
        yield from block(source.text.strip())
        yield ""
    if root.display_filter:
        yield f"Wireshark: {code(root.display_filter)}"
        yield ""
        yield f"tcpdump: {code(root.capture_filter)}"
        yield ""
    yield f"**Remedy:** {escaped(root.remedy)}"
    yield ""
    if card.refuted_by:
        yield f"**Wrong if:** {escaped(card.refuted_by)}"
        yield ""
    if card.not_explained:
        yield f"It does not explain: {escaped(card.not_explained)}"
        yield ""
    yield f"Chapter {root.section}, {' '.join(root.invariants)}, rule {code(root.rule)}"
    if card.consequences:
        yield ""
        yield "It explains:"
        yield ""
        yield from (f"- {f.severity}: {escaped(f.message)}" for _, f in card.consequences)
