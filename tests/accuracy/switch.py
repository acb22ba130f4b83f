"""A real Open vSwitch without a kernel datapath: what it prints is what a bundle holds."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")
AGED = re.compile(r"duration=[\d.]+s, (table=\d+, )n_packets=\d+, n_bytes=\d+, ")


class Switch:
    """Loads flows and prints them."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        names = ("OVS_RUNDIR", "OVS_LOGDIR", "OVS_DBDIR", "OVS_SYSCONFDIR")
        path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
        self.environment = os.environ | {
            "LC_ALL": "C",
            "PATH": path,
            **dict.fromkeys(names, folder),
        }

    def run(self, *words: str, text: str | None = None) -> str:
        done = subprocess.run(words, input=text, capture_output=True, text=True, check=False,
                              env=self.environment, timeout=60)  # fmt: skip
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr[:2000]}"
        return done.stdout

    def daemon(self, name: str, *words: str) -> None:
        files = (f"--pidfile={self.folder}/{name}.pid", f"--unixctl={self.folder}/{name}.ctl")
        self.run(name, *words, "--detach", "--no-chdir", *files, "-vconsole:off")

    def ofctl(self, command: str, *words: str, text: str | None = None) -> str:
        bridge = f"unix:{self.folder}/br0.mgmt"
        return self.run("ovs-ofctl", "-O", "OpenFlow13", command, bridge, *words, text=text)

    def dump(self, flows: Sequence[str], groups: Sequence[str], rng: Random) -> tuple[str, str]:
        """Load flows and groups, and return (dump-flows, dump-groups) of a node days old."""
        self.ofctl("del-flows")
        self.ofctl("del-groups")
        for group in groups:
            self.ofctl("add-group", group)
        self.ofctl("add-flows", "-", text="\n".join(flows) + "\n")
        printed = self.ofctl("dump-flows")
        assert printed.count(" table=") == len(set(flows)), "two flows are one to the switch"
        return aged(printed, rng), self.ofctl("dump-groups") if groups else ""


def aged(text: str, rng: Random) -> str:
    """Put the age and the counters of a busy node for those of a flow just made."""

    def one(match: re.Match[str]) -> str:
        rest = text[match.end() : text.index("\n", match.end())]
        calm = rest.endswith("actions=drop") or "note:" in rest
        count = rng.randrange(3) if calm else rng.randrange(500, 90_000)
        seconds = rng.uniform(700_000, 700_060)
        return f"duration={seconds:.3f}s, {match[1]}n_packets={count}, n_bytes={count * 98}, "

    return AGED.sub(one, text)


@contextlib.contextmanager
def switch() -> Iterator[Switch]:
    """A switch of its own, whose sockets need a short path."""
    with tempfile.TemporaryDirectory(prefix="ovs") as folder:
        one = Switch(folder)
        started = []
        try:
            one.run("ovsdb-tool", "create", f"{folder}/conf.db", str(SCHEMA))
            one.daemon("ovsdb-server", f"{folder}/conf.db", f"--remote=punix:{folder}/db.sock")
            started.append("ovsdb-server")
            one.daemon("ovs-vswitchd", f"unix:{folder}/db.sock", "--enable-dummy=override",
                       "--disable-system")  # fmt: skip
            started.append("ovs-vswitchd")
            one.run("ovs-vsctl", f"--db=unix:{folder}/db.sock", "add-br", "br0", "--", "set",
                    "bridge", "br0", "datapath_type=dummy", "fail_mode=secure",
                    "protocols=OpenFlow13")  # fmt: skip
            yield one
        finally:
            for name in reversed(started):
                one.run("ovs-appctl", "-t", f"{folder}/{name}.ctl", "exit")
