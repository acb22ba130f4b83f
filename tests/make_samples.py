"""Writes samples/ again: small healthy clusters, each broken in one place. Run: python -m tests.make_samples."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cluster import Cluster, node_ip, node_name

SAMPLES = Path(__file__).parents[1] / "samples"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) >= 1, f"{file} does not hold {old!r}"
    file.write_text(text.replace(old, new))


def drop_lines(file: Path, holding: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    kept = [line for line in lines if holding not in line]
    assert len(kept) < len(lines), f"{file} does not hold {holding!r}"
    file.write_text("".join(kept))


def node(name: str, number: int) -> Path:
    return SAMPLES / name / "openshift-sdn-debug/nodes" / node_name(number)


def main() -> None:
    for name in ("tun-src-missing", "host-ip-changed", "forward-drop"):
        shutil.rmtree(SAMPLES / name, ignore_errors=True)
        Cluster(nodes=2, pods=2, services=2).write(SAMPLES / name)
    drop_lines(node("tun-src-missing", 0) / "flows", f"tun_src={node_ip(1)} ")
    edit(node("host-ip-changed", 1) / "addresses", f"{node_ip(1)}/16", "192.168.122.77/16")
    edit(node("host-ip-changed", 1) / "routes", f"src {node_ip(1)}", "src 192.168.122.77")
    edit(
        node("forward-drop", 0) / "iptables",
        "-A FORWARD -i tun0 ! -o tun0",
        "-A FORWARD -d 10.128.0.0/14 -j DROP\n-A FORWARD -i tun0 ! -o tun0",
    )


if __name__ == "__main__":
    main()
