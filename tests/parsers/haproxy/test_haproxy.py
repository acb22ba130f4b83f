"""haproxy.config: the ports of a router, the endpoints of each route."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.haproxy import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert [(b.frontend, b.port) for b in parsed.fact.binds] == [
        ("public", 80),
        ("public_ssl", 443),
    ]
    (www,) = parsed.fact.of("shop", "www")
    assert (www.kind, www.mode, www.source.line) == ("http", "http", 12)
    first, second = www.servers
    assert (first.address, first.port, first.weight, first.disabled) == (
        "10.128.0.5",
        8080,
        256,
        False,
    )
    assert (second.weight, second.disabled, second.source.line) == (0, True, 16)
    (empty,) = parsed.fact.of("shop", "empty")
    assert (empty.kind, empty.servers) == ("secure", ())
    assert PARSER.content.search(text)


def test_old_names_and_a_cut_server() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (backend,) = parsed.fact.items
    assert (backend.namespace, backend.route) == ("shop", "old")
    assert [server.address for server in backend.servers] == ["10.1.0.5"]
    assert [source.line for source in parsed.unread] == [3]


def test_two_routers() -> None:
    one = read(Artifact("a", (HERE / "clean.txt").read_bytes())).fact
    both = PARSER.merge([one, one])
    assert (len(both), len(both.binds)) == (6, 4)
