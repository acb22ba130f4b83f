"""Paths: hops, the packet size that the whole path takes, whether the target answered."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.tracepath import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read(Artifact("x", text=text, command="tracepath 10.20.30.40"))
    (path,) = parsed.fact.items
    assert (path.to, path.pmtu, path.reached) == ("10.20.30.40", 1426, True)
    assert [hop.who for hop in path.hops] == [
        None, "192.168.122.1", "10.9.0.1", "10.9.0.1", None, "10.20.30.40",
    ]  # fmt: skip
    assert not any(hop.refused for hop in path.hops)
    assert parsed.unread == ()
    assert PARSER.content.search(text)


def test_a_target_that_refuses_udp_was_reached() -> None:
    text = (HERE / "garbled.txt").read_text()
    parsed = read(Artifact("x", text=text, command="tracepath 192.168.122.46"))
    (path,) = parsed.fact.items
    assert path.reached
    assert path.hops[-1].refused == "!H"
    assert [source.text for source in parsed.unread] == ["     Resume: pmtu"]


def test_too_many_hops() -> None:
    text = " 1?: [LOCALHOST]  pmtu 1500\n 1:  no reply\n     Too many hops: pmtu 1500\n"
    (path,) = read(Artifact("x", text=text, command="tracepath 1.2.3.4")).fact.items
    assert (path.reached, path.pmtu) == (False, 1500)


def test_traceroute() -> None:
    text = (
        "traceroute to 10.1.2.3 (10.1.2.3), 30 hops max, 60 byte packets\n"
        " 1  192.168.122.1 (192.168.122.1)  0.2 ms  0.1 ms  0.1 ms\n 2  * * *\n"
    )
    (path,) = read(Artifact("x", text=text)).fact.items
    assert (path.to, [hop.who for hop in path.hops]) == ("10.1.2.3", ["192.168.122.1", None])
