"""Connections that the kernel tracks."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.conntrack import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text))
    assert parsed.unread == ()
    tcp, udp = parsed.fact.items
    assert (tcp.state, tcp.destination_ip, tcp.destination_port, tcp.replies_from, tcp.unreplied) == (
        "ESTABLISHED", "172.30.243.225", 5000, "10.128.2.2", False,
    )  # fmt: skip
    assert (udp.protocol, udp.state, udp.unreplied, udp.source.line) == ("udp", None, True, 2)
    assert parsed.fact.count == 2
    assert PARSER.content.search(text)


def test_garbled() -> None:
    parsed = read(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    assert [(c.destination_ip, c.replies_from) for c in parsed.fact] == [
        ("172.30.2", None), ("10.0.0.2", "10.0.0.2"),
    ]  # fmt: skip
    assert [source.line for source in parsed.unread] == [2]


def test_other_forms() -> None:
    proc = "ipv4     2 tcp      6 117 SYN_SENT src=10.1.1.1 dst=10.1.1.2 sport=1 dport=443 [UNREPLIED] src=10.1.1.2 dst=10.1.1.1 sport=443 dport=1 mark=0 zone=0 use=2\n"
    (one,) = read(Artifact("x", text=proc)).fact.items
    assert (one.state, one.destination_port, one.unreplied) == ("SYN_SENT", 443, True)
    ovs = "tcp,orig=(src=10.1.1.1,dst=172.30.0.1,sport=1,dport=443),reply=(src=10.1.1.2,dst=10.1.1.1,sport=8443,dport=1),zone=0\n"
    (one,) = read(Artifact("x", text=ovs)).fact.items
    assert (one.destination_ip, one.replies_from) == ("172.30.0.1", "10.1.1.2")
    for text in (proc, ovs):
        assert PARSER.content.search(text)


def test_statistics_are_summed_over_cpus() -> None:
    text = (
        "cpu=0   found=1 invalid=2 insert=0 insert_failed=3 drop=3 early_drop=0\n"
        "cpu=1   found=1 invalid=0 insert=0 insert_failed=4 drop=4 early_drop=0\n"
    )
    fact = read(Artifact("x", text=text)).fact
    assert dict(fact.statistics)["insert_failed"] == 7
    both = PARSER.merge([read(Artifact("y", (HERE / "clean.txt").read_bytes())).fact, fact])
    assert (len(both), dict(both.statistics)["drop"], both.count) == (2, 7, 2)
