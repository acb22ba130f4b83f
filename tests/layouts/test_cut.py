"""A dump of flows that ends early is known as such, wherever it ends; one that is whole is not."""

from __future__ import annotations

import re

import pytest

from parsers.base import Artifact
from parsers.ovs_flows import read
from tests.layouts.bundle import LayoutCluster
from tests.layouts.spec import PLAIN, Spec, full

SPECS = list({(s.layout, s.mode, s.ct, s.vovsbr): full(s) for s in PLAIN if s.version}.values())
NODE = 1


def whole(lines: list[str]) -> bool:
    return read(Artifact("flows", text="\n".join(lines) + "\n")).fact.complete


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_each_end_of_a_line(spec: Spec) -> None:
    lines = LayoutCluster(spec).flows(NODE).rstrip("\n").split("\n")
    assert whole(lines)
    flows = [index for index, line in enumerate(lines) if "actions=" in line]
    note = flows[-1]
    assert "table=253" in lines[note]
    # That the note alone is not there is how a set-up ends that stopped: a fault.
    assert whole(lines[:note])
    missed = [lines[end - 1] for end in flows[1:-1] if whole(lines[:end])]
    assert missed == []


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_flow_less_is_no_cut(spec: Spec) -> None:
    lines = LayoutCluster(spec).flows(NODE).rstrip("\n").split("\n")
    less = range(1, len(lines), 7)
    assert [lines[i] for i in less if not whole(lines[:i] + lines[i + 1 :])] == []


def test_a_set_up_that_stopped_is_no_cut() -> None:
    """Flows of nodes and pods come after all those that every node has."""
    spec = next(each for each in SPECS if each.layout == "L6")
    lines = LayoutCluster(spec).flows(NODE).rstrip("\n").split("\n")
    mine = re.compile(r"tun_src|tun_dst|table=20,.*in_port")
    static = [line for line in lines if not mine.search(line)]
    stopped = [line for line in static if not re.search(r"table=(?:[6-9]\d|1\d\d|253)", line)]
    assert len(stopped) > 20
    assert whole(stopped)
