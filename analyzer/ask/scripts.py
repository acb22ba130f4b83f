"""The text to paste: it writes files that this tool recognises, each command traced as a prompt.

`set -x` prints `+ command` before each output; a transcript is split there again. A file is named
for its node, which is how its content gets back to it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from analyzer.ask.commands import CLIENT, LOG, NODE, OC, OVS, WIRE, Command
from analyzer.ask.era import Era

POD = (
    "pod=$(oc get pods -n openshift-sdn -l app={app} --field-selector spec.nodeName=$node"
    " -o 'jsonpath={{.items[0].metadata.name}}')"
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
"""What may stand in a script: names come from the bundle, and are never to be run."""
CONTINUED = " \\\n  "
ROOT, LOOP, ANYWHERE, OUTSIDE, WIRES = "root", "loop", "anywhere", "outside", "wires"
HOW = {
    ROOT: "as root on each of these nodes",
    LOOP: "through oc on each of these nodes, as a cluster administrator",
    ANYWHERE: "anywhere with oc, as a cluster administrator",
    OUTSIDE: "on the machine from which it fails",
    WIRES: "as root on both nodes at once, while it fails",
}
UNKNOWN = "as root on each of these nodes (4.x: first `oc debug node/NAME`, then `chroot /host`)"


def shell_of(command: Command, era: Era) -> str:
    """Return where a command is pasted: on the node, or where oc is."""
    if command.place in {OC, CLIENT}:
        return ANYWHERE if command.place == OC else OUTSIDE
    if command.place == WIRE:
        return WIRES
    if command.place == LOG or era.major == 4:
        return LOOP
    return LOOP if command.place == OVS and era.ovs_in_pod else ROOT


def how(shell: str, era: Era) -> str:
    """Say where to paste it."""
    return UNKNOWN if shell == ROOT and era.major is None else HOW[shell]


def paste(shell: str, nodes: Sequence[str], commands: Sequence[Command], era: Era) -> str:
    """Return the text to paste."""
    if shell == WIRES:
        return "\n".join(_lines(commands))
    if shell == LOOP:
        return _loop(nodes, commands, era)
    if shell == ROOT:
        name = nodes[0] if len(nodes) == 1 and NAME.fullmatch(nodes[0]) else "$(hostname)"
        return _subshell(commands, f"ask-{name}.txt")
    return _subshell(commands, f"ask-{'cluster' if shell == ANYWHERE else 'client'}.txt")


def _lines(commands: Iterable[Command]) -> list[str]:
    return [line for command in commands for line in command.lines]


def _setup(commands: Iterable[Command]) -> list[str]:
    return list(dict.fromkeys(command.setup for command in commands if command.setup))


def _subshell(commands: Sequence[Command], file: str) -> str:
    return "\n".join(["(", *_setup(commands), "set -x", *_lines(commands), f") > {file} 2>&1"])


def _loop(nodes: Sequence[str], commands: Sequence[Command], era: Era) -> str:
    """Go over the nodes with oc; no single quotes may stand in the commands."""
    on_host = [c for c in commands if c.place == NODE or (c.place == OVS and not era.ovs_in_pod)]
    in_ovs = [c for c in commands if c.place == OVS and era.ovs_in_pod]
    logs = [c for c in commands if c.place == LOG]
    names = [node for node in nodes if NAME.fullmatch(node)] or ["NAME_OF_THE_NODE"]
    rows = textwrap.wrap(" ".join(names), 84, break_long_words=False, break_on_hyphens=False)
    text = [f"for node in {CONTINUED.join(rows)}; do"]
    if on_host:
        inner = "\n".join(["exec 2>&1", *_setup(on_host), "set -x", *_lines(on_host)])
        text.append(f"oc debug node/$node -- chroot /host sh -c '{inner}' > ask-$node.txt")
    if in_ovs:
        inner = "\n".join(["exec 2>&1", "set -x", *_lines(in_ovs)])
        text.append(POD.format(app="ovs"))
        text.append(f"oc exec -n openshift-sdn $pod -- sh -c '{inner}' > ask-$node-ovs.txt")
    if logs:
        text.append(POD.format(app="sdn"))
        text += [f"{line} > ask-$node-sdn.log" for line in _lines(logs)]
    return "\n".join([*text, "done"])
