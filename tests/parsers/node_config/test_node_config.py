"""The network settings of a node, however the file was shown."""

from __future__ import annotations

from pathlib import Path

from parsers import node_config
from parsers.base import Artifact
from parsers.node_config import PARSER, NodeConfig

HERE = Path(__file__).parent


def read(name: str) -> NodeConfig:
    return node_config.read(Artifact("CONFIG-node", (HERE / name).read_bytes())).fact


def test_described_config_map() -> None:
    config = read("clean.txt")
    assert (config.mtu, config.plugin) == (8950, "networkpolicy")
    assert (config.node_name, config.node_ip) == ("worker-7.corp.test", "172.20.5.11")
    assert config.sources["mtu"].line == 12
    assert PARSER.content.search((HERE / "clean.txt").read_text())


def test_the_plugin_stood_at_the_top_before_1_1() -> None:
    text = b"kind: NodeConfig\nnetworkPluginName: redhat/openshift-ovs-subnet\nnodeName: n1\n"
    config = node_config.read(Artifact("node-config.yaml", text)).fact
    assert (config.plugin, config.mtu) == ("subnet", None)


def test_garbled() -> None:
    config = read("garbled.txt")
    assert config.mtu is None
    assert config.plugin is None
    assert config.node_name == "worker-7.corp.test"


def test_a_masters_configuration_is_none_of_a_node() -> None:
    text = "kind: MasterConfig\nnetworkConfig:\n  clusterNetworkCIDR: 10.64.0.0/15\n"
    assert not PARSER.content.search(text)
