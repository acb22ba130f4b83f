"""The filters that findings give show the frames that they cite: in real tshark and tcpdump."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.report import Report, ReportedFinding
from tests.cases.judge import CASES, truths
from tests.require import program
from tests.rules.captures.make import HERE, RULES


def run(*command: str) -> list[str]:
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"}
    )
    return done.stdout.splitlines()


def frames_shown(file: Path, display: str) -> set[int]:
    lines = run(program("tshark"), "-r", str(file), "-Y", display, "-T", "fields", "-e",
                "frame.number")  # fmt: skip
    return {int(line) for line in lines}


def times_shown(file: Path, expression: str) -> set[str]:
    lines = run(program("tcpdump"), "-nn", "-r", str(file), expression)
    return {line.split()[0] for line in lines if line[:2].isdecimal() and line[2:3] == ":"}


def cited(finding: ReportedFinding) -> dict[str, list[tuple[int, str]]]:
    """Capture -> the frames cited of it, with their times of day."""
    found: dict[str, list[tuple[int, str]]] = {}
    for source in finding.evidence:
        if source.path.endswith(".pcap") and source.text[2:3] == ":":
            found.setdefault(source.path, []).append((source.line, source.text.split()[0]))
    return found


def check(report: Report, root: Path) -> None:
    shown = 0
    for finding in report.findings:
        if not finding.display_filter:
            continue
        for path, frames in list(cited(finding).items())[:1]:
            numbers = frames_shown(root / path, finding.display_filter)
            times = times_shown(root / path, finding.capture_filter)
            assert {number for number, _ in frames} <= numbers, finding.display_filter
            assert {time for _, time in frames} <= times, finding.capture_filter
            shown += 1
    assert shown


@pytest.mark.parametrize("make", RULES, ids=lambda make: make.__name__)
def test_the_filters_show_what_is_cited(make) -> None:
    name = make.__name__
    root = HERE / name / "fail"
    report = analysis.analyze([root], analysis.Options(select=(name.replace("_", "-"),)))
    check(report, root)


@pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
@pytest.mark.parametrize(
    ("case", "rule", "file", "display"),
    [
        (
            "pcap-syn-unanswered", "pod-does-not-answer", "node3-veth00b2da64.pcap",
            "ip.dst == 10.130.0.12 && tcp.dstport == 8080 && tcp.flags.syn == 1",
        ),
        (
            "pcap-icmp-frag-needed", "icmp-frag-needed", "node1_eth0.pcap",
            "icmp.type == 3 && icmp.code == 4",
        ),
    ],
)  # fmt: skip
def test_the_frames_of_the_recorded_faults_are_the_right_ones(
    case: str, rule: str, file: str, display: str, tmp_path: Path
) -> None:
    bundle = next(path for name, path, _ in truths() if name == case)
    report = analysis.analyze([bundle])
    root = report.findings[report.causes[0].findings[0]]
    assert root.rule == rule
    shutil.unpack_archive(bundle, tmp_path, filter=None if bundle.suffix == ".zip" else "data")
    (path,) = tmp_path.rglob(file)
    found = {s.line for s in root.evidence if s.path.endswith(file)}
    true = frames_shown(path, display)
    assert found
    assert found <= true
    assert len(report.frames) >= len(found), "the cited frames are taken apart"
    check(report, tmp_path)
