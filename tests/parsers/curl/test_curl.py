"""Requests: whom they asked, what was answered."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def of(text: str, command: str = "curl -kv http://10.128.2.2:5000/bar") -> object:
    return read(Artifact("x", text=text, command=command)).fact.items[0]


@pytest.mark.parametrize(
    ("text", "outcome", "connected"),
    [
        ("* About to connect() to a port 80 (#0)\n*   Trying 10.1.2.3... Connection refused\n"
         "curl: (7) Failed connect to a:80; Connection refused\n", "refused", False),
        ("* connect to 10.1.2.3 port 80 failed: Connection refused\n"
         "curl: (7) Failed to connect to a port 80: Connection refused\n", "refused", False),
        ("curl: (7) Failed connect to 172.30.0.1:443; No route to host\n", "no-route", False),
        ("curl: (7) Failed to connect to a port 80: Connection timed out\n", "timed-out", False),
        ("curl: (28) Connection timed out after 5001 milliseconds\n", "timed-out", False),
        ("curl: (6) Could not resolve host: foo.example.com\n", "unresolved", False),
        ("* Connected to a (10.1.2.3) port 443 (#0)\ncurl: (35) TLS handshake timeout\n", "tls", True),
        ("* Connected to a (10.1.2.3) port 80 (#0)\ncurl: (52) Empty reply from server\n", "empty", True),
        ("* Connected to a (10.1.2.3) port 80 (#0)\n> GET / HTTP/1.1\n", "connected", True),
        ("*   Trying 10.1.2.3:80...\n", "unfinished", False),
        ("* Connected to a (10.1.2.3) port 80 (#0)\n< HTTP/1.1 503 Service Unavailable\n"
         "curl: (18) transfer closed\n", "answered", True),
    ],
)  # fmt: skip
def test_outcomes(text: str, outcome: str, connected: bool) -> None:
    request = of(text)
    assert (request.outcome, request.connected) == (outcome, connected)


@pytest.mark.parametrize(
    ("command", "host", "port", "path"),
    [
        ("curl -kv github.com", "github.com", 80, "/"),
        ("curl -kv https://a.example.com/x", "a.example.com", 443, "/x"),
        ("curl -kv http://a:8000/bar -H 'Host: b.example.com'", "a", 8000, "/bar"),
        ("curl -o /dev/null -w '%{http_code}' 10.1.2.3:8080", "10.1.2.3", 8080, "/"),
        ("curl --max-time 5 'http://172.30.0.1:53/'", "172.30.0.1", 53, "/"),
    ],
)
def test_the_url_of_a_command(command: str, host: str, port: int, path: str) -> None:
    request = of("curl: (7) Failed to connect: Connection refused\n", command)
    assert (request.host, request.port, request.path) == (host, port, path)
