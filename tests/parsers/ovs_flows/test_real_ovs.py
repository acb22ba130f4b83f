"""What the installed Open vSwitch prints of every flow that OpenShift SDN has sent, in all its ways."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parsers import ovs_flow_grammar, ovs_flows, ovs_ports, ovs_vsctl
from parsers.base import Artifact
from parsers.ovs_flow import Flow
from parsers.ovs_flows import FlowTable
from parsers.ovs_ports import LOCAL, PortTable
from tests.require import program

HERE = Path(__file__).parent
PORTS = {"vxlan0": 1, "tun0": 2, "veth1a2b3c4d": 3, "veth-9.x": 4, "vetha0000001": 5, "vovsbr": 9}
MODES = {
    "as the chapter says": ("-O", "OpenFlow13"),
    "to a terminal": ("-O", "OpenFlow13", "--names"),
    "without statistics": ("-O", "OpenFlow13", "--no-stats"),
    "named, no statistics": ("-O", "OpenFlow13", "--names", "--no-stats"),
    "sorted": ("-O", "OpenFlow13", "--rsort=priority"),
    "in colours": ("-O", "OpenFlow13", "--color=always", "--names"),
}
Facts = tuple[object, ...]


class Switch:
    """A bridge of Open vSwitch that forwards nothing, with the ports of a node."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        names = ("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR")
        self.environment = os.environ | {"LC_ALL": "C", **dict.fromkeys(names, str(folder))}
        self.database = f"unix:{folder}/db.sock"
        self.bridge = f"unix:{folder}/br0.mgmt"

    def run(self, *words: str, text: str | None = None) -> str:
        done = subprocess.run(
            words, input=text, capture_output=True, text=True, check=False, env=self.environment,
            timeout=20,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
        return done.stdout

    def daemon(self, name: str, *words: str) -> None:
        files = (f"--pidfile={self.folder}/{name}.pid", f"--unixctl={self.folder}/{name}.ctl")
        self.run(program(name), *words, "--detach", "--no-chdir", *files, "-vconsole:off")

    def start(self) -> None:
        schema = "/usr/share/openvswitch/vswitch.ovsschema"
        self.run("ovsdb-tool", "create", f"{self.folder}/conf.db", schema)
        self.daemon("ovsdb-server", f"{self.folder}/conf.db", f"--remote=p{self.database}")
        self.daemon("ovs-vswitchd", self.database, "--enable-dummy=override", "--disable-system")
        words = "add-br br0 -- set bridge br0 datapath_type=dummy fail_mode=secure"
        words += " protocols=OpenFlow13"
        for name, number in PORTS.items():
            kind = "vxlan options:remote_ip=flow options:key=flow" if number == 1 else "dummy"
            words += f" -- add-port br0 {name} -- set interface {name} type={kind}"
            words += f" ofport_request={number}"
        self.vsctl(*words.split())

    def stop(self) -> None:
        for name in ("ovs-vswitchd", "ovsdb-server"):
            if (self.folder / f"{name}.pid").exists():
                self.run("ovs-appctl", "-t", f"{self.folder}/{name}.ctl", "exit")

    def vsctl(self, *words: str) -> str:
        return self.run("ovs-vsctl", f"--db={self.database}", *words)

    def ofctl(self, *words: str, text: str | None = None) -> str:
        return self.run("ovs-ofctl", *words, text=text)


@contextmanager
def running(folder: Path) -> Iterator[Switch]:
    switch = Switch(folder)
    try:
        switch.start()
        switch.ofctl(
            "-O",
            "OpenFlow13",
            "add-group",
            switch.bridge,
            "group_id=16,type=select,bucket=output:1",
        )
        sent = "\n".join(line for line in FORMS.splitlines() if not line.startswith("#"))
        switch.ofctl("-O", "OpenFlow13", "add-flows", switch.bridge, "-", text=sent)
        yield switch
    finally:
        switch.stop()


FORMS = (HERE / "forms.txt").read_text()


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    program("ovs-vswitchd")
    # Not in pytest's folder: the path of a socket may have some 100 characters.
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as found:
        yield found


def flows(text: str, ports: PortTable | None = None, command: str | None = None) -> FlowTable:
    parsed = ovs_flows.read(Artifact("flows", text.encode(), command=command))
    assert parsed.unread == ()
    return parsed.fact.with_ports(ports)


def facts(flow: Flow) -> Facts:
    """What must not depend on how a flow is printed. Open vSwitch fills notes up with zeros."""
    actions: list[Facts] = []
    for name, value in flow.actions:
        if isinstance(value, bytes):
            actions.append((name, value.rstrip(b"\0")))
        elif isinstance(value, dict):
            actions.append((name, sorted(value.items())))
        else:
            actions.append((name, value))
    return flow.table, flow.priority, sorted(flow.match.items()), actions


def of(table: FlowTable) -> list[str]:
    """The facts of the flows of br0; the datapath's own are in table 254."""
    return sorted(repr(facts(flow)) for flow in table.flows if flow.table != 254)


def test_every_form_reads_the_same_however_it_is_printed(switch: Switch) -> None:
    ports = ovs_ports.read(
        Artifact(
            "ports", switch.ofctl("-O", "OpenFlow13", "dump-ports-desc", switch.bridge).encode()
        )
    ).fact
    sent = of(flows(FORMS))
    assert len(set(sent)) == len(sent) > 70
    for mode, (_, versions, *options) in MODES.items():
        text = switch.ofctl("-O", versions, *options, "dump-flows", switch.bridge)
        assert of(flows(text, ports)) == sent, mode
    for options in ([], ["--offload-stats"]):
        text = switch.run(
            "ovs-appctl",
            "-t",
            f"{switch.folder}/ovs-vswitchd.ctl",
            "bridge/dump-flows",
            *options,
            "br0",
        )
        assert of(flows(text, ports)) == sent, "ovs-appctl"


def test_ports(switch: Switch) -> None:
    for command in ("show", "dump-ports-desc"):
        text = switch.ofctl("-O", "OpenFlow13", command, switch.bridge)
        parsed = ovs_ports.read(Artifact("ports", text.encode()))
        assert parsed.unread == ()
        expected = {**PORTS, "br0": LOCAL}
        assert {port.name: port.number for port in parsed.fact.ports} == expected


def test_configuration(switch: Switch) -> None:
    parsed = ovs_vsctl.read_show(Artifact("show", switch.vsctl("show").encode()))
    assert parsed.unread == ()
    (bridge,) = parsed.fact.bridges
    assert (bridge.name, bridge.fail_mode) == ("br0", "secure")
    assert {port.name for port in bridge.ports} == {*PORTS, "br0"}
    vxlan = next(port for port in bridge.ports if port.name == "vxlan0")
    assert (vxlan.type, vxlan.options) == ("vxlan", {"key": "flow", "remote_ip": "flow"})
    names = ovs_vsctl.read_list(Artifact("list", switch.vsctl("list-br").encode()))
    assert names.fact.names == ("br0",)


def test_the_grammar_reads_what_the_fast_path_reads(switch: Switch) -> None:
    text = switch.ofctl("-O", "OpenFlow13", "dump-flows", switch.bridge)
    for flow, line in zip(flows(text).flows, text.splitlines()[1:], strict=True):
        slow = ovs_flow_grammar.parse(line)
        assert slow is not None, line
        assert said(Flow(flow.piece, flow.line, slow)) == said(flow)
        assert flow.raw == line


def said(flow: Flow) -> list[object]:
    """What a flow's line says."""
    return [
        flow.cookie, flow.duration, flow.table, flow.n_packets, flow.n_bytes, flow.idle_age,
        flow.priority, flow.match, flow.actions,
    ]  # fmt: skip
