"""master-config.yaml: networks, plugin, the subdomain of routes."""

from __future__ import annotations

from ipaddress import IPv4Network
from pathlib import Path

from parsers.base import Artifact
from parsers.master_config import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    config = read(Artifact("x", text=text)).fact
    assert config.cluster_networks == (IPv4Network("10.128.0.0/14"), IPv4Network("10.132.0.0/14"))
    assert config.service_network == IPv4Network("172.30.0.0/16")
    assert (config.plugin, config.subdomain) == ("networkpolicy", "apps.example.com")
    assert config.sources["bindAddress"].line == 3
    assert config.sources["subdomain"].line == 17
    assert PARSER.content.search(text)


def test_garbled() -> None:
    config = read(Artifact("x", (HERE / "garbled.txt").read_bytes())).fact
    assert (config.cluster_networks, config.plugin, config.vxlan_port) == ((), None, None)
    assert config.service_network == IPv4Network("172.30.0.0/16")


def test_names() -> None:
    for name in (
        "master/CONFIG-atomic-openshift-master.service",
        "master/config-origin-master-api",
    ):
        assert PARSER.names.search(name)
    assert not PARSER.names.search("nodes/n/CONFIG-atomic-openshift-node.service")
