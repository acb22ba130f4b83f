"""Which commands and which texts are dumps of br0's flows."""

from __future__ import annotations

import pytest

from parsers.ovs_flows import PARSER

HEADER = "OFPST_FLOW reply (OF1.3) (xid=0x2):"
FLOW = (
    " cookie=0x0, duration=1.5s, table=0, n_packets=0, n_bytes=0, priority=100,in_port=1 actions="
)


def test_flows_of_ovn_are_not_claimed() -> None:
    for flow in (
        f"{FLOW}load:0x3->OXM_OF_METADATA[],resubmit(,8)",
        f"{FLOW}resubmit(,9)".replace("in_port=1", "metadata=0x3"),
    ):
        assert not PARSER.content.search(f"{HEADER}\n{flow}\n")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n",
        "NXST_FLOW reply (xid=0x4):\n",
        f"# taken at noon\n{FLOW}load:0x3->NXM_NX_REG0[],goto_table:21\n",
        "table_id=253, duration=9s, n_packets=0, n_bytes=0, ,actions=note:00.07\n",
        "duration=9s, n_packets=0, n_bytes=0, priority=100,ip,actions=goto_table:20\n",
        " table=10, priority=0 actions=drop\n",
        " priority=100,arp,in_port=vxlan0 actions=drop\n",
    ],
)
def test_heads_of_dumps(text: str) -> None:
    assert PARSER.content.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "recirc_id(0),in_port(3),eth_type(0x0800),ipv4(frag=no), packets:4, bytes:392, actions:2\n",
        "Bridge: br0\nFlow: ip,in_port=3\nRule: table=0 cookie=0 priority=100,ip\n"
        "OpenFlow actions=goto_table:20\n",
        "I0413 13:52:13.499553 22757 ovs.go:139] Executing: ovs-ofctl -O OpenFlow13 add-flow br0 "
        "table=0, priority=0, actions=drop\n",
        "ovs-ofctl: br0 is not a bridge or a socket\n",
    ],
)
def test_other_texts(text: str) -> None:
    assert not PARSER.content.search(text)


@pytest.mark.parametrize(
    ("command", "ours"),
    [
        ("ovs-ofctl -O OpenFlow13 dump-flows br0", True),
        (
            "oc exec -n openshift-sdn ovs-7k2xv -- ovs-ofctl -O OpenFlow13 dump-flows br0 table=20",
            True,
        ),
        ("docker exec openvswitch ovs-ofctl -O OpenFlow13 dump-flows br0", True),
        ("ovs-appctl bridge.dump-flows --offload-stats br0", True),
        ("ovs-appctl bridge/dump-flows br0", True),
        ("ovs-ofctl -O OpenFlow13 dump-flows br-int", False),
        ("ovs-appctl bridge.dump-flows --offload-stats br-int", False),
        ("ovs-dpctl dump-flows", False),
        ("ovs-appctl dpctl/dump-flows", False),
        ("ovs-ofctl -O OpenFlow13 dump-ports-desc br0", False),
    ],
)
def test_commands(command: str, ours: bool) -> None:
    assert (PARSER.commands.search(command) is not None) is ours
