"""Which facts, of which nodes, would decide everything that is open: as few as can be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analyzer.engine import Outcome
from analyzer.facts import Facts
from rules.base import Rule, Severity

Wish = tuple[type, str | None]
"""A fact, and the node that it is wanted of; None for a fact of the cluster."""
WEIGHTS = {Severity.ERROR: 100, Severity.WARNING: 10, Severity.INFO: 1}


@dataclass(frozen=True, slots=True)
class Found:
    """What choosing needs to know of a finding."""

    rule: str
    severity: Severity
    node: str | None
    subjects: frozenset[str]


@dataclass(slots=True)
class Chosen:
    """A fact that is asked for, and what it settles."""

    settles: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Rule -> which of its outcomes are open for want of this."""
    suspects: dict[int, None] = field(default_factory=dict)
    """Indices of the findings that an open rule could explain, or be explained by."""
    weight: int = 0


def choose(
    outcomes: Iterable[Outcome], facts: Facts, findings: Sequence[Found]
) -> dict[Wish, Chosen]:
    """Return the facts to ask for, each with what it settles.

    A rule needs all of its wants, and of each want one of several facts. What has no alternative
    must be asked for; of the rest, greedily, the fact that serves most.
    """
    open_ones = [each for each in outcomes if each.status == "not-evaluated" and each.wants]
    clauses = [
        (number, outcome, wishes)
        for number, outcome in enumerate(open_ones)
        for want in outcome.wants
        for wishes in expanded(want, outcome.node, facts)
    ]
    picked: dict[Wish, None] = {}
    for *_, wishes in clauses:
        if len(wishes) == 1:
            picked[wishes[0]] = None
    left = [wishes for *_, wishes in clauses if not picked.keys() & set(wishes)]
    while left:
        votes = Counter(wish for wishes in left for wish in wishes)
        # Among equals the first that a rule names is the one that it would rather have.
        best = max(votes, key=votes.__getitem__)
        picked[best] = None
        left = [wishes for wishes in left if best not in wishes]
    related = Related(findings)
    chosen: dict[Wish, Chosen] = defaultdict(Chosen)
    for number, outcome, wishes in clauses:
        entry = chosen[next(wish for wish in wishes if wish in picked)]
        entry.settles[outcome.rule.name].add(number)
        lost = related.lost(next(wish for wish in wishes if wish in picked), facts)
        for index in (*related.to(outcome.rule, outcome.node), *lost):
            if index not in entry.suspects:
                entry.suspects[index] = None
                entry.weight += WEIGHTS[findings[index].severity]
    return dict(chosen)


def expanded(want: tuple[type, ...], node: str | None, facts: Facts) -> Iterator[tuple[Wish, ...]]:
    """Yield, for one want, the choices of wishes: for a rule of all nodes, one choice a node."""
    known = [fact for fact in want if fact in facts.types]
    if not known:
        return
    cluster = tuple((fact, None) for fact in known if not facts.is_per_node(fact))
    of_nodes = [fact for fact in known if facts.is_per_node(fact)]
    if node is not None or not of_nodes:
        yield (*cluster, *((fact, node) for fact in of_nodes))
        return
    if cluster:  # one object of the cluster does for all nodes
        yield cluster
        return
    for each in facts.nodes:
        # Some of them may have it, and the rule wants more.
        if not any(facts.known(fact, each) is not None for fact in of_nodes):
            yield tuple((fact, each) for fact in of_nodes)


class Related:
    """Which findings an open rule has to do with: one could be the cause of the other."""

    def __init__(self, findings: Sequence[Found]) -> None:
        self.findings = findings
        self.by_rule: dict[str, list[int]] = defaultdict(list)
        for index, each in enumerate(findings):
            self.by_rule[each.rule].append(index)
        from rules.catalog import RULES  # loads every rule

        self.causes: dict[str, list[str]] = defaultdict(list)
        for rule in RULES:
            for effect in rule.explains:
                self.causes[effect].append(rule.name)

    def to(self, rule: Rule, node: str | None) -> tuple[int, ...]:
        """Return the findings that a rule could explain on a node, or that could explain it."""
        return tuple(
            index
            for name in (*rule.explains, *self.causes[rule.name])
            for index in self.by_rule.get(name, ())
            if node is None
            or self.findings[index].node in {None, node}
            or node in self.findings[index].subjects
        )

    def lost(self, wish: Wish, facts: Facts) -> tuple[int, ...]:
        """Return the findings of the collection that say why a fact is not there."""
        fact, node = wish
        rules = ["node-without-data"] if node else []
        if facts.failures(fact, node):
            rules.append("artifact-not-collected")
        return tuple(
            index
            for name in rules
            for index in self.by_rule.get(name, ())
            if node is None or node in self.findings[index].subjects
        )
