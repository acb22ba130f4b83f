"""Ways to addresses: device, gateway and source; what was asked counts, not what is printed."""

from __future__ import annotations

from pathlib import Path

from parsers import ip_route
from parsers.base import Artifact
from parsers.ip_route_get import PARSER, merge, read

HERE = Path(__file__).parent


def test_clean() -> None:
    parsed = read(Artifact("x", (HERE / "clean.txt").read_bytes()))
    (answer,) = parsed.fact.answers
    assert (answer.to, answer.device, answer.via, answer.src) == (
        "192.168.122.202", "ens3", None, "192.168.122.46",
    )  # fmt: skip
    assert parsed.unread == ()


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [source.line for source in parsed.unread] == [1]
    assert parsed.fact.answers[0].device == "lo"


def test_the_chapters_typo_is_read_as_what_was_asked() -> None:
    text = "1.2.3.4 via 192.168.122.1 dev ens3  src 192.168.122.46\n"
    parsed = read(Artifact("x", text=text, command="ip route get 192.168.122.202"))
    (answer,) = parsed.fact.answers
    assert (answer.to, answer.via) == ("192.168.122.202", "192.168.122.1")


def test_no_way_is_an_answer() -> None:
    text = "RTNETLINK answers: Network is unreachable\n"
    parsed = read(Artifact("x", text=text, command="ip route get 192.168.122.202"))
    (answer,) = parsed.fact.answers
    assert answer.device is None


def test_answers_are_put_together() -> None:
    one = read(Artifact("x", (HERE / "clean.txt").read_bytes())).fact
    assert len(merge([one, one])) == 2


def test_it_is_no_routing_table() -> None:
    text = (HERE / "clean.txt").read_text()
    assert PARSER.content.search(text)
    assert not ip_route.PARSER.content.search(text)
    assert not ip_route.PARSER.commands.search("ip route get 192.168.122.202")
    assert PARSER.commands.search("ip route get 192.168.122.202")
