"""A customer who pastes what is asked into a real shell, on nodes that answer with one recording.

The commands on the customer's PATH stand for a cluster: each prints the recorded text if it is the
command, on the node, of which that was recorded, and nothing otherwise.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from analyzer.report import Ask

TOOL = r"""#!/bin/bash
said="${0##*/} $*"
if [[ "$said" == "ip -o -4 route show default" ]]; then echo "default via 192.168.122.1 dev eth0 "; fi
if [[ "$said" =~ $WANT && ( -z "$ON" || "$ON" == "$HERE" ) ]]; then cat_file "$BODY"; fi
"""
OC = r"""#!/bin/bash
if [[ $1 == debug ]]; then HERE=${2#node/}; export HERE; shift 3; exec "$@"; fi
if [[ $1 == exec ]]; then HERE=${4#pod-of-}; export HERE; while [[ $1 != -- ]]; do shift; done; shift; exec "$@"; fi
if [[ $1 == logs ]]; then HERE=${4#pod-of-}; export HERE; fi
if [[ "$*" == *spec.nodeName=* ]]; then [[ "$*" =~ spec.nodeName=([^ ]+) ]]; echo "pod-of-${BASH_REMATCH[1]}"; exit; fi
said="oc $*"
if [[ "$said" =~ $WANT && ( -z "$ON" || "$ON" == "$HERE" ) ]]; then cat_file "$BODY"; fi
"""
CHROOT = '#!/bin/bash\nshift\nexec "$@"\n'
HOSTNAME = '#!/bin/bash\necho "$HERE"\n'
NAMES = (
    "ip iptables-save sysctl ethtool ovs-ofctl ovs-vsctl cat dig curl journalctl ping tracepath"
    " telnet brctl lsmod ss nstat conntrack nmcli docker systemctl chronyc lsns nsenter"
)  # fmt: skip


def tools(folder: Path) -> Path:
    """Write the commands; return the folder for PATH."""
    folder.mkdir()
    texts = dict.fromkeys(NAMES.split(), TOOL)
    texts |= {"oc": OC, "chroot": CHROOT, "hostname": HOSTNAME}
    for name, text in texts.items():
        file = folder / name
        file.write_text(text)
        file.chmod(0o755)
    # The shell's own cat is one of the recorded commands.
    (folder / "cat_file").symlink_to("/bin/cat")
    return folder


def answer(
    asks: Iterable[Ask], *, want: str, node: str | None, body: Path, path: Path, folder: Path
) -> None:
    """Paste every block in a folder, on each of its nodes where it is to be run there."""
    for ask in asks:
        on_nodes = "on each of these nodes" in ask.how
        for here in ask.nodes if on_nodes else ("",):
            subprocess.run(
                ["bash"],
                input=ask.paste.encode(),
                cwd=folder,
                check=True,
                capture_output=True,
                env={
                    "PATH": f"{path}{os.pathsep}/usr/bin:/bin", "HERE": here, "ON": node or "",
                    "WANT": want, "BODY": str(body),
                },
            )  # fmt: skip
