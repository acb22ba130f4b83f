"""`make accuracy`: breaks healthy bundles in every release and mode, and writes docs/accuracy.md."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.accuracy import page
from tests.accuracy.bundle import FORMS, healthy
from tests.accuracy.campaign import MUTATORS, Verdict, alarms, away, bundles, desk, mutate
from tests.accuracy.chance import RANDOM
from tests.accuracy.plan import Plan
from tests.accuracy.releases import RELEASES
from tests.accuracy.switch import switch

SEEDS = (0, 1)
SIZES = ((1, 20), (2, 12), (12, 20), (50, 10), (200, 8))
"""Nodes, pods a node."""
DRAWS = 6
PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def main(sample: int = 1) -> None:
    """Run all, or in each release one mutation of so many, without the large clusters."""
    began = time.monotonic()
    verdicts: list[Verdict] = []
    drawn: list[Verdict] = []
    wrong: list[str] = []
    count = 0
    where, folder = desk()
    try:
        with switch() as one:
            for number, bundle in enumerate(bundles(one, SEEDS if sample == 1 else SEEDS[:1])):
                where.lay(bundle.files())
                wrong += alarms(where.analyze())
                count += 1
                verdicts += mutate(bundle, list(MUTATORS)[number % sample :: sample], where)
                for draw in range(DRAWS if sample == 1 else 2):
                    drawn += mutate(bundle, RANDOM, where, salt=str(draw))
                print(
                    f"{bundle.plan.release}, {bundle.form}: {len(verdicts)} mutations",
                    file=sys.stderr,
                )
            for index, release in enumerate(RELEASES):
                for nodes, pods in (
                    SIZES if index % 5 == 0 and sample == 1 else SIZES[: 4 - min(sample, 3)]
                ):
                    form = FORMS[(index + nodes) % len(FORMS)]
                    where.lay(healthy(Plan(release, nodes, nodes, pods), form, one).files())
                    wrong += alarms(where.analyze())
                    count += 1
    finally:
        away(folder)
    text = page.write(verdicts, drawn, wrong, count, sample)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
