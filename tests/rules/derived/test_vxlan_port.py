"""The port of VXLAN where no ClusterNetwork was collected whole."""

from __future__ import annotations

import pytest

from parsers import ip_addr, iptables
from parsers.base import Artifact
from parsers.ip_addr import Addresses
from parsers.iptables import IptablesSave
from rules.derived.vxlan_port import port_of_nodes


def firewall(port: str) -> IptablesSave:
    text = (
        "*filter\n:INPUT ACCEPT [0:0]\n:OPENSHIFT-FIREWALL-ALLOW - [0:0]\n"
        "-A INPUT -j OPENSHIFT-FIREWALL-ALLOW\n"
        f"-A OPENSHIFT-FIREWALL-ALLOW -p udp -m udp --dport {port} -j ACCEPT\n"
        "-A OPENSHIFT-FIREWALL-ALLOW -i tun0 -j ACCEPT\nCOMMIT\n"
    )
    fact = iptables.read(Artifact("iptables", text=text)).fact
    assert isinstance(fact, IptablesSave)
    return fact


def device(port: int) -> Addresses:
    text = (
        f"5: vxlan_sys_{port}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 65000 state UNKNOWN\n"
        "    link/ether 8a:41:c9:42:c6:60 brd ff:ff:ff:ff:ff:ff\n"
    )
    fact = ip_addr.read(Artifact("addresses", text=text)).fact
    assert isinstance(fact, Addresses)
    return fact


@pytest.mark.parametrize(
    ("ports", "devices", "expected"),
    [
        ((), (), 4789),
        (("4790", "4790", "4790"), (), 4790),
        (("4790",), (4790,), 4790),
        (("4790",), (), 4789),  # one rule may be the fault
        (("4790", "4789", "4789"), (), 4789),
        (("4790", "4790"), (4789,), 4789),
        (("4789", "4789"), (4789,), 4789),
    ],
)
def test_several_witnesses_that_agree_tell_it(
    ports: tuple[str, ...], devices: tuple[int, ...], expected: int
) -> None:
    tables = {f"node{n}": firewall(port) for n, port in enumerate(ports)}
    links = {f"node{n}": device(port) for n, port in enumerate(devices)}
    assert port_of_nodes(tables, links) == expected
