"""Two faults at once, on two nodes, stay two cards; what looks like one is not folded into one."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.accuracy.bundle import FORMS, healthy
from tests.accuracy.campaign import Desk, loud
from tests.accuracy.expected import EXPECTED, HIDDEN, INFO
from tests.accuracy.mutation import ALL, place
from tests.accuracy.mutators_flows import FLOWS, PORTS
from tests.accuracy.mutators_host import HOSTS, TABLES
from tests.accuracy.plan import Plan
from tests.accuracy.releases import RELEASES
from tests.accuracy.switch import Switch

SINGLE = {
    name: mutator
    for name, mutator in {**FLOWS, **PORTS, **HOSTS, **TABLES}.items()
    if name not in INFO | HIDDEN.keys() and name not in {"no flows", "no bridge"}
}
PAIRS = 3
"""In each release."""


def test_two_faults_are_two_cards(one: Switch, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    tried, wrong = 0, []
    for index, release in enumerate(RELEASES):
        bundle = healthy(Plan(release, index), FORMS[index % 2], one)
        rng = Random(f"pairs{release}")
        for _ in range(PAIRS):
            first, second = rng.sample(sorted(SINGLE), 2)
            broken = bundle.copy()
            here = place(broken, rng)
            there = place(broken, rng)
            # What two nodes lack of the same third one is one fault: it is that node that was lost;
            # as is what one lacks of another that got a new address.
            while there.host in (here.host, here.other) or there.other is here.other:
                there = place(broken, rng)
            nodes = (SINGLE[first](here), SINGLE[second](there))
            if not all(nodes) or ALL in nodes:
                continue
            tried += 1
            desk.lay(broken.files())
            cards = loud(desk.analyze())
            said = {(card.rule, card.node) for card in cards}
            due = [
                any((rule, node) in said or (rule, None) in said for rule in EXPECTED[name])
                for name, node in zip((first, second), nodes, strict=True)
            ]
            if not all(due) or len(cards) != 2:
                wrong.append(
                    f"{first} + {second} in {release}: {[f'{c.rule} on {c.node}: {c.message}' for c in cards]}"
                )
    assert tried >= 25
    assert wrong == []
