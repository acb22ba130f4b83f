"""docs/artifacts.md is current and lacks nothing: no command of the chapter, no parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.recognise import Recogniser
from parsers.catalog import PARSERS
from tests.cases.judge import SHARED
from tests.kinds import page, tree
from tests.kinds.layouts import LAYOUTS
from tests.kinds.samples import SAMPLES

ROOT = Path(__file__).parents[2]
# How each of the chapter's artifacts looks, where a kind of bundle holds it.
HELD = {name for kind in LAYOUTS for file in tree.files(kind) for name in file.artifacts}


def test_the_page_is_current() -> None:
    assert (ROOT / "docs/artifacts.md").read_text() == page.page(), "run `make docs`"


@pytest.mark.parametrize("command", page.CHAPTER)
def test_every_command_of_the_chapter_is_read(command: str) -> None:
    name = page.CHAPTER[command]
    assert name in HELD
    if name[0].islower():
        parsers = [p.name for p in PARSERS if p.commands.search(command)]
        assert name in parsers, parsers


def test_the_chapters_commands_are_those_of_the_chapter() -> None:
    chapter = SHARED / "chapter-ja.txt"
    if not chapter.is_file():
        pytest.skip("../shared/chapter-ja.txt is absent")
    text = chapter.read_text()
    tools = ("curl -kv", "dig +short", "dig +search", "ping -c", "tracepath", "telnet", "ip route get",
             "ip a show dev", "ethtool -S", "ethtool -i", "ethtool", "sysctl", "ovs-vsctl list-br",
             "dump-ports-desc", "dump-flows", "iptables-save", "ip addr", "oc describe configmaps",
             "resolv.conf", "journalctl -u", "iptables -t nat -L", "diagnostics NetworkCheck",
             "ipf-debug.sh", "oc get hostsubnet", "oc get route", "oc get services", "oc get endpoints")  # fmt: skip
    for tool in tools:
        assert tool in text
        assert any(tool in command for command in page.CHAPTER), tool


def test_every_parser_has_a_cell() -> None:
    assert {p.name for p in PARSERS if p.beside in page.OWN} - HELD == set()


def test_every_sample_is_used() -> None:
    text = "\n".join(LAYOUTS.values())
    assert [name for name in SAMPLES if f"| {name} |" not in text] == []


def test_a_command_is_claimed_by_one_parser_first() -> None:
    recogniser = Recogniser(PARSERS)
    for command, name in page.CHAPTER.items():
        expected = recogniser.expected("", command)
        if name[0].islower():
            assert expected is not None
            assert expected.name == name, command
