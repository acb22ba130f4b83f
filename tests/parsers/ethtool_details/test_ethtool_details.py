"""ethtool -S, -i, -k: counters, veth peers, drivers, offloads."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.ethtool_details import (
    DRIVERS,
    FEATURES_PARSER,
    STATISTICS,
    read_drivers,
    read_features,
    read_statistics,
)

HERE = Path(__file__).parent


def test_the_peer_of_a_veth() -> None:
    text = (HERE / "clean.txt").read_text()
    parsed = read_statistics(Artifact("x", text=text, command="ethtool -S veth26a1676a"))
    (link,) = parsed.fact.items
    assert (link.name, link.peer) == ("veth26a1676a", 14)
    assert link.sources["peer_ifindex"].line == 2
    assert STATISTICS.content.search(text)


def test_errors_are_told_from_traffic() -> None:
    parsed = read_statistics(Artifact("x", (HERE / "garbled.txt").read_bytes()))
    (link,) = parsed.fact.items
    assert link.bad == {"rx_crc_errors": 4}
    assert [source.line for source in parsed.unread] == [5]


def test_driver() -> None:
    text = "driver: veth\nversion: 1.0\nfirmware-version: \nbus-info: \n"
    (link,) = read_drivers(Artifact("x", text=text, command="ethtool -i veth0")).fact.items
    assert (link.name, link.driver) == ("veth0", "veth")
    assert DRIVERS.content.search(text)
    assert len(read_drivers(Artifact("x", text="Cannot get driver information\n")).fact) == 0


def test_features() -> None:
    text = (
        "Features for eth0:\nrx-checksumming: on\n\ttx-checksum-ipv4: off [fixed]\n"
        "tx-udp_tnl-segmentation: off [requested on]\nbad\n"
    )
    parsed = read_features(Artifact("x", text=text))
    (link,) = parsed.fact.items
    assert link.features == {
        "rx-checksumming": True, "tx-checksum-ipv4": False, "tx-udp_tnl-segmentation": False,
    }  # fmt: skip
    assert [source.line for source in parsed.unread] == [5]
    assert FEATURES_PARSER.content.search(text)


def test_commands() -> None:
    assert STATISTICS.commands.search("ethtool -S eth0")
    assert DRIVERS.commands.search("ethtool -i eth0")
    assert FEATURES_PARSER.commands.search("ethtool -k eth0")
    assert not STATISTICS.commands.search("ethtool eth0")
