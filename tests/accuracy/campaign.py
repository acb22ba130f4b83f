"""Breaks healthy bundles, runs the analyzer over them, and judges what it says first."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from analyzer import analysis
from analyzer.report import Report, ReportedFinding
from tests.accuracy.bundle import FORMS, Bundle, healthy
from tests.accuracy.chance import RANDOM
from tests.accuracy.expected import EXPECTED, HIDDEN, INFO
from tests.accuracy.mutation import ALL, Mutator, place
from tests.accuracy.mutators_access import ACCESS
from tests.accuracy.mutators_captures import CAPTURES
from tests.accuracy.mutators_cluster import CLUSTER
from tests.accuracy.mutators_drops import DROPS
from tests.accuracy.mutators_egress import EGRESS
from tests.accuracy.mutators_flows import FLOWS, PORTS
from tests.accuracy.mutators_host import HOSTS, LOGS, TABLES
from tests.accuracy.mutators_nodes import NODES
from tests.accuracy.mutators_objects import OBJECTS
from tests.accuracy.mutators_overlay import OVERLAY
from tests.accuracy.mutators_proxy import PROXY
from tests.accuracy.mutators_reports import REPORTS
from tests.accuracy.mutators_session import SESSIONS
from tests.accuracy.mutators_state import STATE
from tests.accuracy.plan import Plan
from tests.accuracy.reasons import reason
from tests.accuracy.releases import RELEASES, Release
from tests.accuracy.switch import Switch

COUNTERS = re.compile(r"(?:cookie|duration|n_packets|n_bytes)=\S+ |\[\d+:\d+\] ")
MUTATORS: dict[str, Mutator] = {
    **FLOWS, **PORTS, **HOSTS, **TABLES, **LOGS, **OBJECTS, **EGRESS, **OVERLAY, **CLUSTER, **PROXY,
    **SESSIONS, **ACCESS, **NODES, **DROPS, **STATE,
    **REPORTS, **CAPTURES,
}  # fmt: skip


@dataclass
class Verdict:
    """What became of one mutation."""

    mutation: str
    release: str
    form: str
    outcome: str
    """`found`, `missed`, `wrong first`, or `hidden`: a table shows nothing of it."""
    first: str = ""
    """The rule of the first card."""
    extra: list[str] = field(default_factory=list)
    """Rules of cards beyond the one that is due."""
    said: list[str] = field(default_factory=list)
    change: list[str] = field(default_factory=list)
    """Lines that were taken and lines that came, where the outcome is not right."""
    why: str = ""
    """Why a change at random need not be noticed."""


class Desk:
    """A folder that holds one bundle, of which only what changed is written again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now: dict[str, str | bytes] = {}

    def lay(self, files: dict[str, str | bytes]) -> None:
        for path in self.now.keys() - files.keys():
            (self.folder / path).unlink()
        for path, text in files.items():
            if self.now.get(path) != text:
                file = self.folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.now = files

    def analyze(self) -> Report:
        return analysis.analyze([self.folder])


def desk() -> tuple[Desk, Path]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="accuracy", dir=memory if memory.is_dir() else None))
    return Desk(folder), folder


def bundles(
    switch: Switch, seeds: Iterable[int], releases: Iterable[Release] = RELEASES
) -> Iterator[Bundle]:
    """Healthy bundles, whose form changes from one to the next."""
    for index, release in enumerate(releases):
        for seed in seeds:
            yield healthy(Plan(release, seed), FORMS[(index + seed) % len(FORMS)], switch)


def loud(report: Report) -> list[ReportedFinding]:
    """The first finding of each card."""
    return [report.findings[cause.findings[0]] for cause in report.causes]


def alarms(report: Report) -> list[str]:
    """What a healthy bundle must not make it say; a rule that crashed as well."""
    crashed = [f"{o.rule}: crashed" for o in report.outcomes if o.status == "crashed"]
    return [f"{f.rule}: {f.message}" for f in loud(report)] + crashed


def judge(name: str, node: str, bundle: Bundle, report: Report) -> Verdict:
    """Compare the cards with what the mutation deserves."""
    wanted = EXPECTED.get(name)
    cards = loud(report)
    verdict = Verdict(name, str(bundle.plan.release), bundle.form, "missed",
                      said=[f"{f.severity} {f.rule} on {f.node}: {f.message}" for f in cards])  # fmt: skip

    def fits(finding: ReportedFinding) -> bool:
        here = node == ALL or finding.node in {node, None}  # None: of the whole cluster
        return here and (wanted is None or finding.rule in wanted)

    if name in INFO and not any(map(fits, cards)):
        hidden = bundle.form == "loose" and name in HIDDEN
        said = any(map(fits, report.findings))
        verdict.outcome = "found" if said else "hidden" if hidden else "missed"
        verdict.extra = [f.rule for f in cards]
        return verdict
    if cards:
        verdict.first = cards[0].rule
        verdict.outcome = "found" if fits(cards[0]) else "wrong first"
        verdict.extra = [f.rule for f in cards[1:]]
    elif bundle.form == "loose" and name in HIDDEN:
        verdict.outcome = "hidden"
    return verdict


def mutate(bundle: Bundle, names: Iterable[str], where: Desk, salt: str = "") -> Iterator[Verdict]:
    """Yield the verdict on each mutation that this bundle can suffer."""
    plan = bundle.plan
    for name in names:
        rng = Random(f"{name}{plan.release}{plan.seed}{salt}")
        node = None
        for _ in range(4):  # the place may be one that has no such thing
            broken = bundle.copy()
            node = (MUTATORS.get(name) or RANDOM[name])(place(broken, rng))
            if node:
                break
        if node:
            where.lay(broken.files())
            verdict = judge(name, node, bundle, where.analyze())
            if verdict.outcome in {"missed", "wrong first"} or verdict.extra:
                verdict.change = list(changes(bundle, broken))[:4]
                verdict.why = reason(bundle, node, verdict.change) if name in RANDOM else ""
            yield verdict


def changes(before: Bundle, after: Bundle) -> Iterator[str]:
    """Yield the lines that differ, without counters."""
    for node, texts in after.texts.items():
        for name, text in texts.items():
            old = before.texts[node].get(name, "")
            if old == text:
                continue
            was, now = set(old.split("\n")), set(text.split("\n"))
            for sign, lines in (("-", old.split("\n")), ("+", text.split("\n"))):
                for line in lines:
                    if line not in (now if sign == "-" else was):
                        bare = COUNTERS.sub("", line).strip()
                        yield f"{sign} {bare}"


def away(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
