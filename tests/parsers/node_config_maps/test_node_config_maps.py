"""Described config maps: one configuration a group."""

from __future__ import annotations

from pathlib import Path

from parsers.base import Artifact
from parsers.node_config_maps import PARSER, read

HERE = Path(__file__).parent


def test_clean() -> None:
    text = (HERE / "clean.txt").read_text()
    compute, infra = read(Artifact("x", text=text)).fact.items
    assert (compute.name, compute.config.mtu, compute.config.plugin) == (
        "node-config-compute", 1450, "subnet",
    )  # fmt: skip
    assert (infra.name, infra.config.mtu) == ("node-config-infra", 8951)
    assert infra.config.sources["mtu"].line == 25
    assert PARSER.content.search(text)


def test_garbled() -> None:
    (group,) = read(Artifact("x", (HERE / "garbled.txt").read_bytes())).fact.items
    assert (group.name, group.config.mtu, group.config.plugin) == ("node-config-x", None, None)


def test_the_chapters_excerpt_has_no_name() -> None:
    text = "...\nnetworkConfig:\n   mtu: 1450\n   networkPluginName: company/openshift-ovs-subnet\n...\n"
    command = "oc describe configmaps node-config-infra"
    (group,) = read(Artifact("x", text=text, command=command)).fact.items
    assert (group.name, group.config.mtu) == ("node-config-infra", 1450)
