"""Writes the generated pages again: `make docs`."""

from __future__ import annotations

from pathlib import Path

from analyzer import analysis, rule_pages
from analyzer.render import terminal

ROOT = Path(__file__).parents[1]
SAMPLES = {
    "tun-src-missing": "On node1 the flow that accepts VXLAN from node2 (`tun_src`) was deleted.",
    "host-ip-changed": "node2 got another address from DHCP; its HostSubnet still holds the old one.",
    "forward-drop": "Somebody put a DROP for the pods' network at the head of FORWARD on node1.",
}


def samples() -> str:
    """Return samples/README.md: what is wrong in each sample, the command, and what it prints."""
    parts = [
        "# Samples\n\nThree clusters of two nodes as debug.sh collects them, each broken in one place. "
        "They are written by\n`python -m tests.make_samples`, this page by `make docs`. "
        "`diff -r` between two of them shows the edits.\n"
    ]
    for name, wrong in SAMPLES.items():
        bundle = Path("samples") / name
        report = analysis.analyze([bundle])
        text = terminal.render(report, color=False, width=100)
        parts.append(
            f"## {name}\n\n{wrong}\n\n```\n$ analyze {bundle} --html report.html\n{text}```\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "rules/README.md").write_text(rule_pages.readme(), encoding="utf-8")
    (ROOT / "samples/README.md").write_text(samples(), encoding="utf-8")
