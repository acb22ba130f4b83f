"""Whether a dump is whole: only then a flow that is not in it is not there."""

from __future__ import annotations

import pytest

from parsers.base import Artifact
from parsers.ovs_flow_scope import chosen
from parsers.ovs_flows import read

HEADER = "OFPST_FLOW reply (OF1.3) (xid=0x2):\n"
FLOW = " cookie=0x0, duration=1.5s, table={}, n_packets=0, n_bytes=0, priority=0 actions=drop\n"
WHOLE = FLOW.format(0) + FLOW.format(10)


@pytest.mark.parametrize(
    "command",
    [
        "ovs-ofctl -O OpenFlow13 dump-flows br0",
        "ovs-ofctl dump-flows -O OpenFlow13 br0",
        "ovs-ofctl dump-flows br0 -O OpenFlow13 --names",
        "oc exec -n openshift-sdn ovs-7k2xv -- ovs-ofctl -O OpenFlow13 dump-flows br0",
        'ssh node1 "ovs-ofctl -O OpenFlow13 dump-flows br0"',
        "ovs-ofctl -O OpenFlow13 dump-flows br0 > /tmp/flows.txt 2>&1",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 | sort | tee flows.txt",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 | sed -e 's/cookie=[^,]*, //'",
        "ovs-ofctl -O OpenFlow13 --sort=priority dump-flows br0  # all of them",
        "ovs-appctl bridge/dump-flows --offload-stats br0",
    ],
)
def test_commands_for_all_flows(command: str) -> None:
    assert not chosen(command)


@pytest.mark.parametrize(
    "command",
    [
        "ovs-ofctl -O OpenFlow13 dump-flows br0 table=20",
        "ovs-ofctl dump-flows br0 'tun_src=192.168.122.46'",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 arp",
        "ovs-ofctl dump-flows -O OpenFlow13 br0 table=20,ip",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 | grep 10.128.0.4",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 | sort | egrep -v n_packets=0",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 | sed -n '/table=10/p'",
        "ovs-ofctl -O OpenFlow13 dump-flows br0 2>&1 | head -50",
        "cat flows | grep tun_src",
    ],
)
def test_commands_for_some_flows(command: str) -> None:
    assert chosen(command)


@pytest.mark.parametrize(
    "text",
    [
        HEADER + WHOLE,
        WHOLE,
        HEADER,
        HEADER + FLOW.format(10) + FLOW.format(20),  # a fault, for the header is there
        WHOLE + "exit\n",
    ],
)
def test_whole(text: str) -> None:
    parsed = read(Artifact("flows", text=text))
    assert parsed.fact.complete
    assert parsed.notes == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (FLOW.format(10) + FLOW.format(20), "holds no flow of table 0: a part of a dump"),
        (HEADER + FLOW.format(10), "holds no flow of table 0: a part of a dump"),
        (HEADER + WHOLE + FLOW.format(20)[:70], "line 4 is a flow cut short"),
        (
            HEADER + WHOLE + "ovs-ofctl: br0: failed to read from the socket\n",
            "the dump ended early: ovs-ofctl: br0: failed to read from the socket",
        ),
    ],
)
def test_parts(text: str, why: str) -> None:
    parsed = read(Artifact("n1/flows", text=text))
    assert not parsed.fact.complete
    assert parsed.notes == (f"n1/flows: {why}",)


def test_tail_of_a_sosreport() -> None:
    path = "sos_strings/openvswitch/ovs-ofctl_-O_OpenFlow13_dump-flows_br0.tailed"
    assert not read(Artifact(path, text=WHOLE)).fact.complete
