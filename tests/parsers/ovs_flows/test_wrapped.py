"""Flows whose lines a terminal cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import ovs_flows
from parsers.base import Artifact, Parsed
from parsers.ovs_flows import FlowTable

CLEAN = (Path(__file__).parent / "clean.txt").read_text()
DUMP = "".join(f"{line}\n" for line in CLEAN.splitlines() if line.startswith(" cookie="))


def read(text: str) -> Parsed[FlowTable]:
    return ovs_flows.read(Artifact("flows", text=text))


def facts(table: FlowTable) -> list[tuple[object, ...]]:
    return [(f.table, f.priority, f.n_packets, dict(f.match), f.actions) for f in table.flows]


def wrapped(text: str, width: int, *, stripped: bool) -> str:
    """Cut lines as a terminal does; some lose the blanks at the cut."""
    pieces = (
        line[at : at + width] for line in text.splitlines() for at in range(0, len(line), width)
    )
    return "".join((piece.rstrip() if stripped else piece) + "\n" for piece in pieces)


@pytest.mark.parametrize("stripped", [False, True])
def test_a_terminal_may_cut_anywhere(stripped: bool) -> None:
    whole = facts(read(DUMP).fact)
    for width in range(60, 220):
        parsed = read(wrapped(DUMP, width, stripped=stripped))
        assert parsed.unread == (), width
        assert facts(parsed.fact) == whole, width


def test_a_wrapped_flow_keeps_the_number_of_its_first_line() -> None:
    (flow,) = read(f"noise\n{wrapped(DUMP.splitlines()[0], 50, stripped=False)}").fact.flows
    assert flow.line == 2
