"""One healthy cluster, whole and broken in every way: the work of one process of the campaign."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from tests.accuracy import alone
from tests.accuracy.bundle import FORMS, healthy
from tests.accuracy.campaign import MUTATORS, Verdict, away, desk, mutate
from tests.accuracy.chance import RANDOM
from tests.accuracy.plan import Plan
from tests.accuracy.releases import RELEASES
from tests.accuracy.switch import switch

SEEDS = (0, 1)
"""Of clusters that are broken: each release in two of the forms, each with half of the mutations."""
SIZES = ((1, 20, 1), (2, 12, 1), (12, 20, 3), (50, 10, 7), (200, 8, 8))
"""Nodes, pods a node, of further healthy clusters, and of how many releases one; 200 take minutes."""
DRAWS = 6
"""Mutations at random of each kind."""


@dataclass(frozen=True)
class Job:
    """Which cluster, and whether it is broken as well."""

    release: int
    """Index of RELEASES."""
    seed: int
    nodes: int = 3
    pods: int = 9
    broken: bool = True
    sample: int = 1
    """Of so many mutators one."""

    @property
    def form(self) -> str:
        return FORMS[(self.release + self.seed) % len(FORMS)]

    def __str__(self) -> str:
        what = "broken" if self.broken else "healthy"
        return (
            f"{RELEASES[self.release]}, {self.form}, {self.nodes} nodes, seed {self.seed}, {what}"
        )


@dataclass
class Result:
    """What a job found, as JSON holds it."""

    verdicts: list[Verdict] = field(default_factory=list)
    drawn: list[Verdict] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    seconds: float = 0.0
    size: int = 0
    """Of the whole bundle, in megabytes."""
    flows: int = 0
    """Of all its nodes."""
    megabytes: int = 0
    """Peak memory of the process that read the whole bundle, and made nothing."""

    @classmethod
    def read(cls, text: str) -> Result:
        held = json.loads(text)
        held["verdicts"] = [Verdict(**each) for each in held["verdicts"]]
        held["drawn"] = [Verdict(**each) for each in held["drawn"]]
        return cls(**held)


def jobs(sample: int = 1) -> Iterator[Job]:
    """All that is run."""
    for index in range(len(RELEASES)):
        for seed in SEEDS if sample == 1 else SEEDS[1:2]:
            yield Job(index, seed, sample=len(SEEDS) if sample == 1 else sample)
    for nodes, pods, step in SIZES if sample == 1 else SIZES[:2]:
        for index in range((step * 5) // 8, len(RELEASES), step):
            yield Job(index, nodes, nodes, pods, broken=False)


def run(job: Job) -> Result:
    """Make the cluster, read it whole, break it."""
    began = time.monotonic()
    result = Result()
    where, folder = desk()
    plan = Plan(RELEASES[job.release], job.seed, job.nodes, job.pods)
    try:
        with switch() as one:
            bundle = healthy(plan, job.form, one)
        files = bundle.files()
        where.lay(files)
        result.size = sum(map(len, files.values())) // 1_000_000
        result.flows = sum(texts["flows"].count(" table=") for texts in bundle.texts.values())
        del files
        found, result.megabytes = alone.read(folder)
        result.alarms = [f"{alarm} ({job})" for alarm in found]
        if job.broken:
            names = list(MUTATORS)[(job.release + job.seed) % job.sample :: job.sample]
            result.verdicts = list(mutate(bundle, names, where))
            for draw in range(DRAWS if job.sample == len(SEEDS) else 2):
                result.drawn += mutate(bundle, RANDOM, where, salt=str(draw))
    finally:
        away(folder)
    result.seconds = round(time.monotonic() - began, 1)
    return result


if __name__ == "__main__":
    print(json.dumps(asdict(run(Job(**json.loads(sys.argv[1]))))))
