"""Which command a file holds the output of, told by its header or, failing that, by its path."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEBUG_SH_HEADER = re.compile(r"\A> (?P<command>\S[^\n]*)\n\n?")
NETWORK_TOOLS_HEADER = re.compile(r"\AINFO: (?P<command>oc exec [^\n]*)\n\n?")
SOS_PATH = re.compile(r"(?:^|/)sos_commands/[^/]+/(?P<name>[^/]+)$")

# debug.sh, NetworkCheck, the 3.11 health check and must-gather name their files, not their
# commands. Read only where a file has no header: its content decides where it has any.
FILE_COMMANDS = {
    "addresses": "ip addr show",
    "aos_routes": "oc get routes --all-namespaces -o yaml",
    "arp": "ip neighbor show",
    "bridges": "brctl show",
    "clusternetwork": "oc get clusternetwork -o yaml",
    "clusternetworks": "oc get clusternetwork -o yaml",
    "docker-ps": "docker ps -a",
    "endpoints": "oc get endpoints --all-namespaces -o yaml",
    "flows": "ovs-ofctl -O OpenFlow13 dump-flows br0",
    "hosts": "cat /etc/hosts",
    "hostsubnets": "oc get hostsubnets -o yaml",
    "iptables": "iptables-save",
    "modules": "lsmod",
    "netnamespaces": "oc get netnamespaces -o yaml",
    "nodes": "oc get nodes -o yaml",
    "ovs-show": "ovs-ofctl -O OpenFlow13 show br0",
    "pods": "oc get pods --all-namespaces -o yaml",
    "resolv.conf": "cat /etc/resolv.conf",
    "routes": "ip route show",
    "services": "oc get services --all-namespaces -o yaml",
    "sysctl": "sysctl -a",
}
# Commands that print what another command or file holds: their own name tells nothing.
TRANSPARENT = re.compile(
    r"^(?:sudo )?(?:cat|less|more|head|tail|zcat|grep|egrep|sed|awk|vi|view)\b"
)
SUFFIX_COMMANDS = {
    "_iptables": "iptables-save -c",
    "_ovs_dump": "ovs-vsctl show",
}

HOSTNAME_FILES = (
    "sos_commands/host/hostname_-f",
    "sos_commands/host/hostname",
    "sos_commands/general/hostname",
    "etc/hostname",
)


ANSWERED_BY_NOTHING = re.compile(r"^(?:\S+ )*?dig\b.*\+(?:short|answer)")
"""A command that prints nothing if there is no answer."""


@dataclass(frozen=True, slots=True)
class Header:
    """A collector's header: the command it ran, and how much text it takes."""

    command: str
    length: int
    """Characters."""
    lines: int


def header(head: str) -> Header | None:
    """Return the collector's header at the start of a file, if it has one."""
    match = DEBUG_SH_HEADER.match(head) or NETWORK_TOOLS_HEADER.match(head)
    if match is None:
        return None
    return Header(match["command"].strip(), match.end(), match.group().count("\n"))


def from_path(path: str) -> str | None:
    """Return the command that a sosreport's file name was made of, lossily."""
    match = SOS_PATH.search(path)
    return match["name"].replace("_", " ") if match else None


def guess_from_name(path: str) -> str | None:
    """Return the command that a collector's file of this name usually holds.

    A guess: for files that are empty or hold an error, so that the report can say what is missing.
    """
    name = path.rsplit("/", 1)[-1]
    stem = name.removesuffix(".json").removesuffix(".yaml").removesuffix(".txt")
    if stem in FILE_COMMANDS:
        return FILE_COMMANDS[stem]
    for suffix, command in SUFFIX_COMMANDS.items():
        if name.endswith(suffix):
            return command
    return re.sub(r"[_\s]+", " ", stem) if re.search(r"[_-]", stem) else None


def is_log(command: str | None) -> bool:
    """Return whether a command prints a log, in which a line may look like a prompt."""
    return command is not None and ("journalctl" in command or " logs " in command)


def may_be_log(command: str | None) -> bool:
    """Return whether what a command printed may be a log: nothing tells, or it prints a file."""
    return command is None or is_log(command) or TRANSPARENT.match(command) is not None
