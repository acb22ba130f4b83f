"""Sums verdicts up: by rule, by invariant, over all, and in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.accuracy.breaks import BREAKS
from tests.accuracy.campaign import Verdict
from tests.accuracy.expected import EXPECTED
from tests.accuracy.explained import by_line


@dataclass
class Score:
    """One rule, or all of them."""

    found: int = 0
    missed: int = 0
    wrong_first: int = 0
    extra: int = 0
    """Cards too many: beside the one that was due, or on a healthy bundle."""
    hidden: int = 0
    mutations: set[str] = field(default_factory=set)

    def add(self, verdict: Verdict) -> None:
        self.found += verdict.outcome == "found"
        self.missed += verdict.outcome == "missed"
        self.wrong_first += verdict.outcome == "wrong first"
        self.hidden += verdict.outcome == "hidden"
        self.mutations.add(verdict.mutation)

    @property
    def recall(self) -> float:
        """Of the faults that the bundle shows, how many were the first card."""
        return self.found / max(1, self.found + self.missed + self.wrong_first)

    @property
    def precision(self) -> float:
        """Of the cards, how many were the fault."""
        return self.found / max(1, self.found + self.wrong_first + self.extra)


def total(verdicts: Iterable[Verdict], alarms: int = 0) -> Score:
    score = Score(extra=alarms)
    for verdict in verdicts:
        score.add(verdict)
        score.extra += len(verdict.extra)
    return score


def by_rule(verdicts: Iterable[Verdict], alarms: Iterable[str]) -> dict[str, Score]:
    """Rule -> score: mutations count for the rule that claims them, cards for the one that spoke."""
    scores: dict[str, Score] = defaultdict(Score)
    for verdict in verdicts:
        scores[EXPECTED[verdict.mutation][0]].add(verdict)
        for rule in verdict.extra:
            scores[rule].extra += 1
    for alarm in alarms:
        scores[alarm.partition(":")[0]].extra += 1
    return dict(sorted(scores.items()))


def by_invariant(verdicts: Iterable[Verdict]) -> dict[str, Score]:
    """Invariant's id -> score of the mutations that make its sentence false."""
    scores: dict[str, Score] = defaultdict(Score)
    for verdict in verdicts:
        for name in BREAKS[verdict.mutation].split():
            scores[name].add(verdict)
    return scores


def failures(verdicts: Iterable[Verdict]) -> dict[str, tuple[Counter[str], list[str]]]:
    """Mutation -> how it failed, and where: releases with the form of the bundle."""
    found: dict[str, tuple[Counter[str], list[str]]] = {}
    for verdict in verdicts:
        if verdict.outcome in {"missed", "wrong first"} or verdict.extra:
            kinds, where = found.setdefault(verdict.mutation, (Counter(), []))
            kinds[verdict.outcome if verdict.outcome != "found" else "extra card"] += 1
            first = f": {verdict.said[0]}" if verdict.outcome == "wrong first" else ""
            more = f", also {', '.join(verdict.extra)}" if verdict.extra else ""
            line = verdict.change[0] if verdict.change else ""
            why = verdict.why or by_line(line, verdict.extra)
            what = f" (`{line}`)" if line else ""
            where.append(
                f"{verdict.release}, {verdict.form}{first}{more}{why and ': ' + why}{what}"
            )
    return found
