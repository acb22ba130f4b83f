"""What to ask the customer, as a text to send: `analyze BUNDLE --ask FILE`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from analyzer.render.verdict import count
from analyzer.render.visible import visible
from analyzer.report import Ask, AskStep, Report

WIDTH = 110
RULES = 6
"""Names of rules in a row before the rest is only counted."""


def render(report: Report) -> str:
    """Return the text: what to run where, what each answer decides, and the commands to paste."""
    return "\n".join(_body(report)) + "\n"


def open_checks(report: Report) -> int:
    """Return how many checks could not be judged."""
    return sum(outcome.status == "not-evaluated" for outcome in report.outcomes)


def decides(step: AskStep) -> str:
    """Say how many checks a command decides, and which."""
    more = f" and {len(step.settles) - RULES} more" if len(step.settles) > RULES else ""
    return f"decides {count(step.checks, 'check')}: {', '.join(step.settles[:RULES])}{more}"


def bears_on(step: AskStep) -> str:
    """Say which findings a command's answer bears on; empty if on none."""
    if not step.suspects:
        return ""
    numbers = ", ".join(str(index + 1) for index in step.suspects[:RULES])
    more = f" and {len(step.suspects) - RULES} more" if len(step.suspects) > RULES else ""
    return f"bears on finding {numbers}{more}"


def bad(step: AskStep) -> str:
    """Say what a bad answer looks like."""
    return f"Bad: {step.look[0].lower()}{step.look[1:]}" if step.look else ""


def place(ask: Ask) -> str:
    """Say where to run it."""
    names = ", ".join(ask.nodes)
    return visible(f"{ask.how}: {names}" if names else ask.how)


def _comment(text: str, indent: str = "# ") -> str:
    return textwrap.fill(
        visible(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent="# " + " " * (len(indent) - 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _body(report: Report) -> Iterator[str]:
    if not report.asks:
        left = open_checks(report)
        yield (
            "# Nothing to ask for: every check that applies had what it needs."
            if not left
            else (
                f"# {count(left, 'check')} could not be judged, and no command is known that would "
                "decide them."
            )
        )
        return
    yield _comment(f"What {report.bundle.root} leaves open, and the commands that decide it.")
    yield _comment(
        "Paste each block where its heading says. The blocks only read; each writes files "
        "ask-*.txt (or .log) into the current directory. Send those files back."
    )
    for number, ask in enumerate(report.asks, 1):
        yield ""
        yield _comment(f"{number}. {place(ask)}")
        for step in ask.steps:
            yield _comment(f"- {step.command}", "#    ")
            said = "; ".join(filter(None, (decides(step), bears_on(step))))
            yield _comment(f"{said}. {bad(step)}", "#      ")
        yield from map(visible, ask.paste.splitlines())
