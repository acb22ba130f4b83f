"""Makes the tree of a kind of bundle, and says what each of its files must be read as."""

from __future__ import annotations

import io
import tarfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.kinds.layouts import HEADERS, LAYOUTS
from tests.kinds.samples import SAMPLES
from tests.kinds.session import TEXT

NAMELESS = {
    "operator-objects", "pod-routes", "health-check-result", "collector-log", "sos-manifest",
}  # fmt: skip
"""Nothing in these files says what they are: their command or name does."""
NAMELESS_TEXTS = {
    SAMPLES[name] for name in ("multus-log", "systemd-ovs", "weblog", "one", "top-nodes")
}
"""Logs of foreign forms, a bare number, a table of no kind that is read."""


@dataclass(frozen=True)
class File:
    """One file of a tree."""

    path: str
    text: str
    artifacts: tuple[str, ...]
    node: str | None
    error: bool = False

    @property
    def data(self) -> bytes:
        """What is written; a capture's bytes stand in its text one by one."""
        return self.text.encode("latin-1" if self.artifacts == ("capture",) else "utf-8")


def files(kind: str) -> list[File]:
    """Return the files of a kind's tree."""
    found = []
    for line in LAYOUTS[kind].strip().splitlines():
        path, command, sample, artifact, node = (cell.strip() for cell in line.split(" | "))
        header = ""
        if command.startswith("> "):
            header = f"{command}\n\n"
        elif command != "-":
            header = HEADERS[kind].format(command)
        artifacts = tuple(artifact.rstrip("!").split("+"))
        text, error = (
            header + (TEXT if sample == "session" else SAMPLES[sample]),
            artifact.endswith("!"),
        )
        found.append(File(path, text, artifacts, None if node == "-" else node, error))
    return found


def write(tree: list[File], root: Path) -> None:
    """Write a tree; what lies behind `!/` goes into an archive."""
    archives: dict[str, list[File]] = defaultdict(list)
    for file in tree:
        outer, inside, inner = file.path.partition("!/")
        if inside:
            archives[outer].append(File(inner, file.text, file.artifacts, file.node))
            continue
        (root / outer).parent.mkdir(parents=True, exist_ok=True)
        (root / outer).write_bytes(file.data)
    for name, members in archives.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(root / name, "w:xz" if name.endswith("xz") else "w:gz") as archive:
            for member in members:
                info = tarfile.TarInfo(member.path)
                info.size = len(member.data)
                archive.addfile(info, io.BytesIO(member.data))
