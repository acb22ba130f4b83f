"""The config map sdn-config, of both eras."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.sdn_config import PARSER, read

HERE = Path(__file__).parent
OLD = """apiVersion: v1
kind: ConfigMap
data:
  sdn-config.yaml: |-
    apiVersion: v1
    kind: NodeConfig
    networkConfig:
      mtu: 1450
      networkPluginName: redhat/openshift-ovs-networkpolicy
    proxyArguments:
      proxy-mode:
      - userspace
metadata:
  name: sdn-config
"""


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    said = read(Artifact("x", text=text)).fact
    assert (said.proxy_mode, said.mtu, said.plugin) == ("iptables", None, None)
    assert said.sources["clusterCIDR"].line == 9
    assert PARSER.content.search(text)


def test_the_node_config_of_4_1() -> None:
    said = read(Artifact("x", text=OLD)).fact
    assert (said.proxy_mode, said.mtu, said.plugin) == ("userspace", 1450, "networkpolicy")
    assert said.sources["mode"].line == 12


def test_garbled_and_other_config_maps() -> None:
    said = read(Artifact("x", (HERE / "garbled.txt").read_bytes())).fact
    assert (said.proxy_mode, said.mtu, said.plugin) == (None, None, None)
    assert list(said.sources) == ["mtu"]
