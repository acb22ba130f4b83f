"""Runs every rule on every node it concerns, and keeps what became of each."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analyzer.facts import Facts
from rules.base import Finding, Missing, NotApplicable, Rule, Severity


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one rule on one node, or on the cluster (node None)."""

    rule: Rule
    node: str | None
    status: str
    """`passed`, `failed`, `not-applicable`, `not-evaluated` or `crashed`."""
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    reason: str = ""
    wants: tuple[tuple[type, ...], ...] = ()
    """What would decide it: of each tuple one fact."""


def run(rules: Iterable[Rule], facts: Facts) -> Iterator[Outcome]:
    """Yield the outcome of each rule, on each node if it asks for one."""
    for rule in rules:
        per_node = any(not need.every_node and facts.is_per_node(need.fact) for need in rule.needs)
        nodes: tuple[str | None, ...] = facts.nodes if per_node else (None,)
        for node in nodes:
            yield evaluate(rule, node, facts)


def evaluate(rule: Rule, node: str | None, facts: Facts) -> Outcome:
    """Run one rule on one node; a bug in it becomes an outcome, and the run goes on."""
    try:
        arguments = facts.arguments(rule.needs, node)
        findings = tuple(
            replace(finding, node=node) if finding.node is None and node else finding
            for finding in rule.check(**arguments)
        )
    except Missing as absence:
        return not_evaluated(rule, node, absence, facts)
    except NotApplicable as reason:
        return Outcome(rule, node, "not-applicable", reason=str(reason))
    except Exception:  # noqa: BLE001 - the one place where a rule's bug is caught
        return Outcome(rule, node, "crashed", reason=traceback.format_exc(limit=-4))
    broken = any((f.severity or rule.severity) > Severity.INFO for f in findings)
    return Outcome(
        rule,
        node,
        "failed" if broken else "passed",
        findings,
        gaps=tuple(gaps(rule, node, facts)),
    )


def not_evaluated(rule: Rule, node: str | None, absence: Missing, facts: Facts) -> Outcome:
    """Say which artifacts are missing, what collects them, and why they hold nothing."""
    missing: list[str] = []
    reasons: list[str] = []
    wants: list[tuple[type, ...]] = []
    for what in absence.what:
        if isinstance(what, str):
            reasons.append(what)
            continue
        choice = what if isinstance(what, tuple) else (what,)
        known = [facts.types[each] for each in choice if each in facts.types]
        missing.append(" or ".join(each.command for each in known) or choice[0].__name__)
        wants.append(choice)
        for each in choice:
            if each in facts.types:
                reasons.extend(facts.failures(each, node))
    return Outcome(
        rule,
        node,
        "not-evaluated",
        missing=tuple(dict.fromkeys(missing)),
        reason="; ".join(dict.fromkeys(reasons)) or "not collected",
        wants=tuple(dict.fromkeys(wants)),
    )


def gaps(rule: Rule, node: str | None, facts: Facts) -> Iterator[str]:
    """Yield the unread lines beside which a rule was judged."""
    seen: set[str] = set()
    for need in rule.needs:
        for parsed in facts.sources(need, node):
            if parsed.unread:
                count, path = len(parsed.unread), parsed.unread[0].path
                text = f"{count} line{'s' if count > 1 else ''} unread in {path}"
                if text not in seen:
                    seen.add(text)
                    yield text
            for note in parsed.notes:
                if note not in seen:
                    seen.add(note)
                    yield note
