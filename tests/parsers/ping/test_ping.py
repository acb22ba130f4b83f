"""Pings: what was sent, what came back, who said no."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.base import Artifact
from parsers.ping import PARSER, Ping, read

HERE = Path(__file__).parent


def of(text: str, command: str = "ping -c 1 10.1.2.3") -> Ping:
    (ping,) = read(Artifact("x", text=text, command=command)).fact.items
    return ping


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    ping = of(text)
    assert (ping.to, ping.address, ping.size) == ("node2.example.com", "192.168.122.18", 1472)
    assert (ping.sent, ping.received, ping.answered) == (3, 1, True)
    assert ping.errors == ("Frag needed and DF set (mtu = 1450)",)
    assert ping.mtu == 1450
    assert [source.line for source in ping.sources] == [1, 2, 7]
    assert PARSER.content.search(text)


def test_without_a_summary_answers_are_counted() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (ping,) = parsed.fact.items
    assert (ping.sent, ping.received) == (None, 0)
    assert ping.errors == ("Destination Host Unreachable", "Destination Host Unreac")
    assert [source.text for source in parsed.unread] == ["what is this"]


@pytest.mark.parametrize(
    ("text", "to", "error"),
    [
        ("ping: unknown host foo.example.com\n", "foo.example.com", "unknown host foo.example.com"),
        ("ping: foo.example.com: Name or service not known\n", "foo.example.com",
         "foo.example.com: Name or service not known"),
        ("connect: Network is unreachable\n", "foo.example.com", "Network is unreachable"),
    ],
)  # fmt: skip
def test_what_was_never_sent(text: str, to: str, error: str) -> None:
    ping = of(text, "ping -c 3 foo.example.com")
    assert (ping.to, ping.address, ping.errors) == (to, None, (error,))


@pytest.mark.parametrize(
    "summary",
    [
        "2 packets transmitted, 1 received, 50% packet loss, time 1001ms",
        "2 packets transmitted, 1 packets received, 50% packet loss",
        "2 paquets transmis, 1 reçu, 50% packet loss, time 1001ms",
        "2 Pakete übertragen, 1 empfangen, 50% Paketverlust, Zeit 1001ms",
        "2 packets transmitted, 1 received, +1 duplicates, +1 errors, 50% packet loss, time 9ms",
    ],
)
def test_a_summary_in_any_language(summary: str) -> None:
    ping = of(f"PING 10.1.2.3 (10.1.2.3) 56(84) bytes of data.\n\n{summary}\n")
    assert (ping.sent, ping.received) == (2, 1)


def test_a_message_that_is_too_long_for_the_host_itself() -> None:
    ping = of(
        "PING 10.1.2.3 (10.1.2.3) 1472(1500) bytes of data.\n"
        "ping: local error: Message too long, mtu=1450\n"
    )
    assert ping.mtu == 1450


def test_two_runs_are_two() -> None:
    one = "PING 10.1.2.3 (10.1.2.3) 56(84) bytes of data.\n1 packets transmitted, 1 received, 0% packet loss\n"
    assert len(read(Artifact("x", text=one + one.replace("10.1.2.3", "10.1.2.4"))).fact) == 2
