"""Connections: the chapter's three answers, and those of other tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.base import Artifact
from parsers.telnet import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text, command="telnet 1.2.3.4 8000"))
    (one,) = parsed.fact.items
    assert (one.to, one.address, one.port, one.outcome) == ("1.2.3.4", "1.2.3.4", 8000, "connected")
    assert [source.line for source in one.sources] == [1, 2]
    assert parsed.unread == ()
    assert PARSER.content.search(text)


def test_a_timeout_of_the_chapter_is_indented() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes(), command="telnet 1.2.3.4 8000"))
    assert parsed.fact.items[0].outcome == "timed-out"
    assert [source.text for source in parsed.unread] == ["?? 1.2"]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Trying 1.2.3.4...\ntelnet: connect to address 1.2.3.4: Connection refused\n", "refused"),
        ("Trying 1.2.3.4...\ntelnet: Unable to connect to remote host: Connection refused\n", "refused"),
        ("Trying 1.2.3.4...\ntelnet: connect to address 1.2.3.4: No route to host\n", "no-route"),
        ("telnet: a.example.com: Name or service not known\n", "unresolved"),
        ("Trying 1.2.3.4...\n", "unfinished"),
        ("Ncat: Version 7.50 ( https://nmap.org/ncat )\nNcat: Connected to 1.2.3.4:8000.\n", "connected"),
        ("Ncat: Version 7.50 ( https://nmap.org/ncat )\nNcat: Connection timed out.\n", "timed-out"),
        ("nc: connect to 1.2.3.4 port 8000 (tcp) failed: Connection refused\n", "refused"),
        ("Connection to 1.2.3.4 8000 port [tcp/irdmi] succeeded!\n", "connected"),
    ],
)  # fmt: skip
def test_outcomes(text: str, outcome: str) -> None:
    (one,) = read(Artifact("x", text=text, command="telnet 1.2.3.4 8000")).fact.items
    assert (one.outcome, one.port) == (outcome, 8000)


def test_a_name_with_two_addresses_ends_with_the_last() -> None:
    text = (
        "Trying 1.2.3.4...\ntelnet: connect to address 1.2.3.4: Connection refused\n"
        "Trying 1.2.3.5...\nConnected to a.example.com.\n"
    )
    (one,) = read(Artifact("x", text=text, command="telnet a.example.com 80")).fact.items
    assert (one.address, one.outcome) == ("1.2.3.5", "connected")
