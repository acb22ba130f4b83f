"""resolv.conf: servers, domains, and whether the node asks itself."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.resolv_conf import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    resolver = parsed.fact
    assert resolver.nameservers == ("192.168.122.46", "10.0.0.1")
    assert resolver.search == ("cluster.local", "example.com")
    assert resolver.options == ("ndots:5", "timeout:1")
    assert resolver.dispatched
    assert resolver.sources["search"].line == 5
    assert resolver.sources["10.0.0.1"].line == 7
    assert parsed.unread == ()
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert parsed.fact.nameservers == ("10.0.0.1",)
    assert [source.line for source in parsed.unread] == [2, 4]


def test_the_upstream_copy_is_another_thing() -> None:
    assert PARSER.commands.search("cat /etc/resolv.conf")
    assert not PARSER.commands.search("cat /etc/origin/node/resolv.conf")


def test_a_file_that_mentions_a_nameserver_is_none() -> None:
    assert not PARSER.content.search("the log says\nnameserver 10.0.0.1\n")
    assert not PARSER.content.search("data:\n  resolv: |\n    nameserver 10.0.0.1\n")
