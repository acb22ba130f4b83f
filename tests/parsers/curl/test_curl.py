"""Requests: whom they asked, what was answered."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.curl import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_bytes()
    parsed = read(Artifact("x", text, command="curl -kv http://www.example.com:8000/bar"))
    (request,) = parsed.fact.items
    assert (request.host, request.path, request.address, request.status) == (
        "www.example.com", "/bar", "1.2.3.4", 503,
    )  # fmt: skip
    assert [source.line for source in request.sources] == [2, 4, 6]


def test_refused() -> None:
    text = (HERE / "garbled.txt").read_bytes()
    parsed = read(Artifact("x", text, command="curl -kv http://172.30.0.1:443/"))
    (request,) = parsed.fact.items
    assert (request.host, request.status) == ("172.30.0.1", None)
    assert request.error == "Failed connect to 172.30.0.1:443; No route to host"


def test_nothing_read_is_said() -> None:
    parsed = read(Artifact("x", text="<html>\n", command="curl http://a.example.com/"))
    assert parsed.fact.items == ()
    assert len(parsed.unread) == 1


def test_recognition() -> None:
    assert PARSER.content.search((HERE / "clean.txt").read_text())
    assert not PARSER.commands.search("cat curl.txt")
