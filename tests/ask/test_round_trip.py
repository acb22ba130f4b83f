"""Takes each artifact out of a case: what is asked next brings it back, and the rule decides."""

from __future__ import annotations

import re
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from analyzer import analysis, commands, transcripts
from analyzer.report import Report
from parsers.catalog import PARSERS
from parsers.kube.catalog import KINDS
from tests.ask import customer
from tests.cases.judge import CASES

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")
# Every layout; of the nodes of one layout, one is enough.
TAKEN = {
    "tun-src-missing": r"/master/|/nodes/node1\.",
    "dns-not-router": r"/oc/|/node2/|/transcripts/",
    "eth-half-duplex": r"/node3/ethtool",
    "healthy-must-gather": r"network_logs/node1|cluster-scoped|/web/|sosreport-node1",
    "healthy-session": r"-session\.log|/oc/",
}


@dataclass(frozen=True)
class Taken:
    """What was taken out: one file, or one command of a transcript."""

    path: Path
    rest: str
    """What is left of the file; empty if it goes whole."""
    body: str
    command: str | None


def unpacked(case: str, folder: Path) -> Path:
    (bundle,) = (CASES / case).glob("bundle*")
    if bundle.suffix == ".zip":
        zipfile.ZipFile(bundle).extractall(folder)
    else:
        with tarfile.open(bundle) as archive:
            archive.extractall(folder, filter="data")
    for inner in folder.rglob("*.tar.xz"):
        with tarfile.open(inner) as archive:
            archive.extractall(inner.parent, filter="tar")
        inner.unlink()
    return folder


def pieces(file: Path) -> Iterator[Taken]:
    """Yield each command of a transcript, or the file whole."""
    text = file.read_text(errors="replace")
    header = commands.header(text)
    if header is None and transcripts.looks_like_one(text):
        lines = text.split("\n")
        for section in transcripts.sections(text):
            start = section.first_line - 1
            count = section.text.count("\n") + 1
            if section.command and section.text.strip():
                rest = "\n".join([*lines[: start - 1], *lines[start + count :]])
                yield Taken(file, rest, section.text + "\n", section.command)
        return
    body = text[header.length :] if header else text
    yield Taken(file, "", body, header.command if header else None)


def statuses(report: Report) -> dict[tuple[str, str | None], str]:
    return {(o.rule, o.node): o.status for o in report.outcomes}


def wants(kind: str, taken: Taken) -> str:
    """Return a pattern of the commands that print what was taken."""
    for spec in KINDS:
        if spec.fact.__name__ == kind:
            return "oc get [a-z,]*" + spec.command.split()[2]
    (parser,) = (p for p in PARSERS if p.name == kind)
    if kind == "journal":
        return "^journalctl|^oc logs"
    words = parser.command.split()
    if kind == "ip-route-get":
        return "^ip route get " + (re.findall(r"[\d.]{7,}", taken.command or taken.body)[0])
    if kind in {"dig", "curl"}:
        return f"^{kind} "
    return "^" + re.escape(" ".join(w for w in words if w == "-O" or not w.isupper())) + "( |$)"


@pytest.mark.parametrize("case", TAKEN)
def test_what_is_asked_next_decides(case: str, tmp_path: Path) -> None:
    whole = unpacked(case, tmp_path / "whole")
    before = analysis.analyze([whole])
    decided = {key for key, status in statuses(before).items() if status in {"passed", "failed"}}
    path = customer.tools(tmp_path / "bin")
    read = {entry.path: entry for entry in before.inputs if entry.kind}
    tried = 0
    seen: set[str] = set()
    for file in sorted(whole.rglob("*")):
        name = str(file.relative_to(whole))
        if not file.is_file() or file.is_symlink() or name not in read:
            continue
        if not re.search(TAKEN[case], f"/{name}"):
            continue
        for taken in pieces(file):
            # One of a kind will do: the flows of one node, the log of one pod.
            kind = " ".join((taken.command or read[name].kind).split()[:4])
            if kind in seen:
                continue
            seen.add(kind)
            tried += asked_and_answered(taken, whole, decided, before, path, tmp_path)
    assert tried >= 1


def asked_and_answered(
    taken: Taken, whole: Path, decided: set, before: Report, path: Path, tmp_path: Path
) -> bool:
    """Take it out, ask, answer; return whether anything was lost by it."""
    kept = taken.path.read_bytes()
    if taken.rest:
        taken.path.write_text(taken.rest)
    else:
        taken.path.unlink()
    answers = tmp_path / "answers"
    answers.mkdir()
    try:
        without = analysis.analyze([whole])
        now = statuses(without)
        lost = {key for key in decided if now.get(key) == "not-evaluated"}
        if not lost:
            return False
        asked = {rule for ask in without.asks for step in ask.steps for rule in step.settles}
        assert {rule for rule, _ in lost} <= asked, taken.path
        kinds, node = kind_of(taken, before, whole)
        body = tmp_path / "body"
        body.write_text(taken.body)
        want = "|".join(wants(kind, taken) for kind in kinds)
        customer.answer(without.asks, want=want, node=node, body=body, path=path, folder=answers)
        shutil.copytree(answers, whole / "answers")
        again = analysis.analyze([whole])
        after = statuses(again)
        assert not [e for e in again.inputs if e.path.startswith("answers/") and e.unread]
        wrong = {key: after.get(key) for key in lost if after.get(key) != statuses(before)[key]}
        said = "\n".join(f"{f.name}:\n{f.read_text()[:400]}" for f in answers.iterdir())
        assert not wrong, f"{taken.path} ({want} on {node}): {wrong}\n{said}"
        return True
    finally:
        taken.path.write_bytes(kept)
        shutil.rmtree(answers)
        shutil.rmtree(whole / "answers", ignore_errors=True)


def kind_of(taken: Taken, before: Report, whole: Path) -> tuple[list[str], str | None]:
    """Return as what it had been read, and of which node."""
    (entry,) = (e for e in before.inputs if e.path == str(taken.path.relative_to(whole)))
    node = entry.node
    if entry.kind == "transcript" or "transcript" in entry.kind.split(", "):
        alone = whole / "alone.txt"
        alone.write_text(f"# {taken.command}\n{taken.body}")
        try:
            report = analysis.analyze([alone])
            (entry,) = report.inputs
        finally:
            alone.unlink()
    return [k for k in entry.kind.split(", ") if k != "transcript"], node
