"""The flows that the tests make are what the installed Open vSwitch prints, byte for byte."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.layouts.bundle import LayoutCluster
from tests.layouts.projects import groups
from tests.layouts.spec import FULL, OFFLINE, Spec
from tests.require import program

SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")
RUN = ("ovsdb-tool", "ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovs-ofctl", "ovs-appctl")
Run = Callable[..., str]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """A switch of its own, without a kernel datapath; its sockets need a short path."""
    for name in RUN:
        program(name)
    with tempfile.TemporaryDirectory(prefix="ovs") as folder:
        names = ("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR")
        environment = os.environ | {"LC_ALL": "C", **dict.fromkeys(names, folder)}

        def run(*words: str, text: str | None = None) -> str:
            done = subprocess.run(
                words, input=text, capture_output=True, text=True, check=False, env=environment,
                timeout=30,
            )  # fmt: skip
            assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
            return done.stdout

        def daemon(name: str, *words: str) -> str:
            files = (f"--pidfile={folder}/{name}.pid", f"--unixctl={folder}/{name}.ctl")
            return run(name, *words, "--detach", "--no-chdir", *files, "-vconsole:off")

        started = []
        try:
            run("ovsdb-tool", "create", f"{folder}/conf.db", str(SCHEMA))
            daemon("ovsdb-server", f"{folder}/conf.db", f"--remote=punix:{folder}/db.sock")
            started.append("ovsdb-server")
            daemon("ovs-vswitchd", f"unix:{folder}/db.sock", "--enable-dummy=override",
                   "--disable-system")  # fmt: skip
            started.append("ovs-vswitchd")
            run("ovs-vsctl", f"--db=unix:{folder}/db.sock", "add-br", "br0", "--", "set", "bridge",
                "br0", "datapath_type=dummy", "fail_mode=secure", "protocols=OpenFlow13")  # fmt: skip
            yield lambda *words, text=None: run(
                "ovs-ofctl", "-O", "OpenFlow13", words[0], f"unix:{folder}/br0.mgmt", *words[1:],
                text=text,
            )  # fmt: skip
        finally:
            for name in reversed(started):
                run("ovs-appctl", "-t", f"{folder}/{name}.ctl", "exit")


def flow_lines(text: str) -> list[str]:
    """Without what only time decides, and in an order of their own."""
    text = re.sub(r"duration=[\d.]+s, |n_packets=\d+, |n_bytes=\d+, |reset_counts ", "", text)
    return sorted(line.strip() for line in text.splitlines() if "table=" in line)


@pytest.mark.parametrize("spec", [*FULL, *OFFLINE], ids=str)
def test_what_is_loaded_is_printed(spec: Spec, run: Run) -> None:
    run("del-flows")
    run("del-groups")
    for group in groups(spec):
        run("add-group", group)
    wanted = flow_lines(LayoutCluster(spec).flows(0))
    run("add-flows", "-", text="\n".join(wanted))
    assert flow_lines(run("dump-flows")) == wanted
