"""Sockets: who listens."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.sockets import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert len(parsed.fact) == 4
    (router,) = parsed.fact.listening(80)
    assert (router.process, router.local, router.source.line) == ("haproxy", "*", 2)
    assert parsed.fact.listening(4789, "udp")
    assert not parsed.fact.listening(22)
    assert parsed.fact.items[1].unsent == 36
    assert parsed.fact.listening(10250)[0].local == "[::]"
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [s.port for s in parsed.fact] == [443]
    assert [source.line for source in parsed.unread] == [2]


def test_netstat() -> None:
    text = (
        "Active Internet connections (servers and established)\n"
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n"
        "tcp        0      0 0.0.0.0:443             0.0.0.0:*               LISTEN      4321/haproxy\n"
        "tcp        0      1 192.168.122.46:40000    192.168.122.18:8443     SYN_SENT    -\n"
        "tcp6       0      0 :::8053                 :::*                    LISTEN      99/openshift\n"
        "udp        0      0 0.0.0.0:4789            0.0.0.0:*                           -\n"
    )
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    assert [(s.kind, s.state, s.port) for s in parsed.fact] == [
        ("tcp", "LISTEN", 443), ("tcp", "SYN-SENT", 40000), ("tcp", "LISTEN", 8053), ("udp", "UNCONN", 4789),
    ]  # fmt: skip
    assert parsed.fact.listening(443)[0].process == "haproxy"
    assert PARSER.content.search(text)


def test_commands() -> None:
    for command in ("ss -tlnp", "netstat -tulpn", "ss -anp"):
        assert PARSER.commands.search(command), command
    for command in ("netstat -s", "netstat -rn", "netstat -i"):
        assert not PARSER.commands.search(command), command
