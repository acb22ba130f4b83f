"""Counters of the kernel, in three forms."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.kernel_counters import PARSER, read

HERE = Path(__file__).parent


def test_nstat() -> None:
    text = (HERE / "clean.txt").read_text()
    fact = read(Artifact("x", text=text)).fact
    assert [(c.name, c.value) for c in fact] == [("IpInReceives", 14), ("TcpRetransSegs", 12)]
    assert fact.of("TcpRetransSegs")[0].source.line == 3
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [c.name for c in parsed.fact] == ["IpInDiscards"]
    assert [source.line for source in parsed.unread] == [2]


def test_netstat_s() -> None:
    text = (
        "Ip:\n    Forwarding: 1\n    1234 total packets received\n    7 outgoing packets dropped\n"
        "Tcp:\n    12 segments retransmitted\nTcpExt:\n    TCPTimeouts: 3\n"
    )
    fact = read(Artifact("x", text=text)).fact
    assert {c.name: c.value for c in fact} == {
        "Ip: Forwarding": 1, "Ip: total packets received": 1234,
        "Ip: outgoing packets dropped": 7, "Tcp: segments retransmitted": 12, "TcpExt: TCPTimeouts": 3,
    }  # fmt: skip
    assert PARSER.content.search(text)


def test_proc_net_dev() -> None:
    text = (
        "Inter-|   Receive                                                |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"
        "  eth0:   13603     115    1    2    0     0          0         0    11127      79    0    4    0     0       0          0\n"
    )
    fact = read(Artifact("x", text=text)).fact
    assert [fact.of(f"eth0: {name}")[0].value for name in ("rx errs", "rx drop", "tx drop")] == [
        1,
        2,
        4,
    ]
    assert PARSER.content.search(text)
