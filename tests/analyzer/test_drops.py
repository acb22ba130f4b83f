"""What drops mean in each layout and mode, what is hot, what is summed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.report_drops import Drop

HEAD = "OFPST_FLOW reply (OF1.3) (xid=0x2):\n"
NOTE = (
    " cookie=0x0, duration=999.0s, table=253, n_packets=0, n_bytes=0, actions=note:{}.00.00.00.00\n"
)
MULTI, POLICY, OLD = "01.07", "02.0d", "01.01"


def ledger(folder: Path, note: str, *flows: str) -> list[Drop]:
    """Each flow as `table packets priority,match[ cookie]`."""
    lines = []
    for flow in flows:
        table, packets, match, *cookie = flow.split()
        what = f"priority={match}".replace(",-", "")
        lines.append(
            f" cookie={cookie[0] if cookie else '0x0'}, duration=999.0s, table={table}, "
            f"n_packets={packets}, n_bytes={int(packets) * 60}, {what} actions=drop\n"
        )
    path = folder / "nodes" / "n1" / "flows"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + "".join(lines) + NOTE.format(note))
    return list(analysis.analyze([folder]).drops)


@pytest.mark.parametrize(
    ("note", "flow", "words", "noise"),
    [
        (MULTI, "0 5 150,in_port=1", "inner addresses are not of the pods' network", True),
        (MULTI, "0 5 150,in_port=2", "the node's own packet", True),
        (MULTI, "0 5 250,ip,in_port=2,nw_dst=224.0.0.0/4", "the node's own multicast", True),
        (MULTI, "10 5 0", "VXLAN from a host that is no node", False),
        (MULTI, "20 5 0", "from a pod with an address that is not its own", False),
        (MULTI, "30 5 0,arp", "ARP for an address beyond the pods' network", True),
        (MULTI, "40 5 0", "ARP for a pod that is not here", False),
        (MULTI, "50 5 0", "ARP for a pod of no known node", False),
        (MULTI, "60 5 0", "to a service, or a port of one, that does not exist", False),
        (MULTI, "70 5 0", "no such pod here", False),
        (MULTI, "80 5 0", "isolation of ovs-multitenant", False),
        (MULTI, "90 5 0", "to a pod of no known node", False),
        (MULTI, "100 5 300,udp,tp_dst=4789", "a pod sends VXLAN of its own", False),
        (MULTI, "101 5 1,ip,reg0=0x2a", "EgressNetworkPolicy forbids it", False),
        (MULTI, "100 5 100,ip,reg0=0x2a", "egress IP cannot be used", False),
        (MULTI, "110 5 0", "multicast of a project that has not enabled it", True),
        (MULTI, "90 5 200,ip,nw_dst=10.128.4.0/23", "no drop flow that the SDN installs", False),
        (POLICY, "80 5 0", "no policy lets it in", False),
        (POLICY, "80 5 100,ip,reg1=0x2a,nw_dst=10.128.4.3", "guards the pod: nothing else reaches it", False),
        (POLICY, "27 5 100,ip,reg0=0x2a,nw_src=10.128.4.3", "guards the pod: nothing else leaves it", False),
        (POLICY, "27 5 0", "no policy lets it out", False),
        (POLICY, "80 5 500,ip,nw_dst=10.128.4.3 0x4466b9eb", "a pod that just starts", False),
        (POLICY, "20 5 300,udp,tp_dst=4789", "a pod sends VXLAN of its own", False),
        (OLD, "1 5 0", "VXLAN from a host that is no node", False),
        (OLD, "7 5 0", "no such pod here", False),
        (OLD, "8 5 0", "to a pod of no known node", False),
    ],
)  # fmt: skip
def test_words(note: str, flow: str, words: str, noise: bool, tmp_path: Path) -> None:
    (drop,) = ledger(tmp_path, note, flow)
    assert words in drop.words
    assert (drop.noise, drop.packets, drop.bytes) == (noise, 5, 300)


def test_hot_is_more_than_a_hundred_and_no_noise(tmp_path: Path) -> None:
    found = ledger(tmp_path, MULTI, "10 101 0", "70 100 0", "0 90000 150,in_port=1")
    assert [(drop.place, drop.hot) for drop in found] == [
        ("br0 table 10", True), ("br0 table 70", False), ("br0 table 0", False)
    ]  # fmt: skip


def test_what_was_never_hit_is_summed_up(tmp_path: Path) -> None:
    guards = [f"80 0 100,ip,reg1=0x2a,nw_dst=10.128.4.{n}" for n in range(2, 30)]
    found = ledger(tmp_path, POLICY, *guards, "80 7 100,ip,reg1=0x2a,nw_dst=10.128.4.99")
    assert [(drop.packets, drop.count) for drop in found] == [(7, 1), (0, 28)]


def test_rules(tmp_path: Path) -> None:
    path = tmp_path / "nodes" / "n1" / "iptables"
    path.parent.mkdir(parents=True)
    path.write_text(
        "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [9:540]\n:OUTPUT ACCEPT [0:0]\n"
        ":KUBE-SERVICES - [0:0]\n:OPENSHIFT-FIREWALL-FORWARD - [0:0]\n"
        "[3:180] -A INPUT -j REJECT --reject-with icmp-host-prohibited\n"
        "[4:240] -A FORWARD -s 10.128.0.0/14 -j DROP\n"
        "[5:300] -A OPENSHIFT-FIREWALL-FORWARD -s 10.128.0.0/14 -m conntrack --ctstate INVALID -j DROP\n"
        '[6:360] -A KUBE-SERVICES -d 172.30.9.9/32 -p tcp -m comment --comment "shop/cart:http has no endpoints" '
        "-m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable\nCOMMIT\n"
    )
    found = {
        drop.packets: (drop.place, drop.words, drop.noise)
        for drop in analysis.analyze([tmp_path]).drops
    }
    assert found == {
        3: ("filter INPUT", "the firewall's last rule: what nothing before accepted", True),
        4: ("filter FORWARD", "a rule of no known program: drops what it matches", False),
        5: ("filter OPENSHIFT-FIREWALL-FORWARD", "sent again after a connection was closed", True),
        6: ("filter KUBE-SERVICES", "service shop/cart:http has no endpoints", False),
        9: ("filter FORWARD", "the chain drops what no rule of it accepted", False),
    }
