"""Builds the frozen report from inputs, outcomes and causes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from analyzer import __version__
from analyzer.ask.build import asks
from analyzer.causes import Card, Judged, cards
from analyzer.causes_said import not_explained, refuted_by
from analyzer.drops import drops
from analyzer.engine import Outcome
from analyzer.facts import Facts
from analyzer.report import (
    BundleInfo,
    Cause,
    PathVerdict,
    Report,
    ReportedFinding,
    ReportedInput,
    ReportedOutcome,
    RuleInfo,
)
from analyzer.signature import signature
from analyzer.timeline import timeline
from rules.base import Rule, Severity
from rules.derived.packet_paths import ORDER, OTHER_NODE, PATHS


def build(
    bundle: BundleInfo,
    inputs: Iterable[ReportedInput],
    outcomes: Sequence[Outcome],
    rules: Sequence[Rule],
    facts: Facts,
) -> Report:
    """Return the report: findings most severe first, cards by cause, all outcomes, all inputs."""
    judged = [Judged(outcome.rule, f) for outcome in outcomes for f in outcome.findings]
    judged.sort(key=lambda each: -each.severity)
    findings = tuple(finding(each, bundle.nodes) for each in judged)
    commands = {kind: known.command for kind, known in facts.types.items() if known.command}
    return Report(
        bundle=bundle,
        findings=findings,
        causes=tuple(cause(card, judged, findings, commands) for card in cards(judged)),
        outcomes=tuple(
            ReportedOutcome(o.rule.name, o.node, o.status, o.reason, o.missing, o.gaps)
            for o in outcomes
        ),
        inputs=tuple(inputs),
        rules=tuple(rule_info(rule) for rule in rules),
        paths=tuple(paths(bundle, findings, outcomes)),
        drops=drops(facts),
        timeline=timeline(facts),
        asks=asks(outcomes, facts, findings, bundle.kind.split(" + ")),
        tool_version=__version__,
        generated=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def cause(
    card: Card,
    judged: Sequence[Judged],
    findings: Sequence[ReportedFinding],
    commands: Mapping[type, str],
) -> Cause:
    """Return a card with what it explains, what it does not, and what would refute it."""
    root = judged[card.members[0]]
    rules = list(dict.fromkeys(judged[index].rule.name for index in card.members))
    return Cause(
        findings[card.members[0]].title,
        card.members,
        explains(card.members, findings),
        not_explained(rules),
        refuted_by(root.rule, root.finding, commands),
    )


def finding(judged: Judged, nodes: Sequence[str] = ()) -> ReportedFinding:
    """Return a finding with what its rule says about it; `nodes` are those of the cluster."""
    rule, found = judged.rule, judged.finding
    names = (*found.subjects, *((found.node,) if found.node else ()), *nodes)
    return ReportedFinding(
        rule=rule.name,
        severity=judged.severity.word,
        node=found.node,
        subjects=found.subjects,
        title=rule.doc.title,
        message=found.message,
        evidence=found.evidence,
        remedy=rule.doc.remedy,
        section=rule.section,
        invariants=found.invariants or rule.invariants,
        signature=signature(rule.name, found.message, names),
        display_filter=found.filter.display if found.filter else "",
        capture_filter=found.filter.capture if found.filter else "",
    )


def explains(members: Sequence[int], findings: Sequence[ReportedFinding]) -> str:
    """Say in a sentence what a card's root explains."""
    root, *rest = (findings[i] for i in members)
    if not rest:
        return ""
    same = [f for f in rest if f.rule == root.rule]
    other = list(dict.fromkeys(f.title for f in rest if f.rule != root.rule))
    parts = []
    if other:
        parts.append(f"explains {len(rest) - len(same)} more: " + "; ".join(other))
    if same:
        nodes = sorted({f.node for f in same if f.node})
        where = f", on {', '.join(nodes[:5])}" if nodes else ""
        parts.append(f"the same {len(same)} time{'s' if len(same) > 1 else ''} more{where}")
    return "; ".join(parts)


def rule_info(rule: Rule) -> RuleInfo:
    """Return a rule's documentation as the report keeps it."""
    return RuleInfo(
        rule.name,
        rule.severity.word,
        rule.section,
        rule.invariants,
        rule.doc.title,
        rule.doc.checks,
        rule.doc.why,
        rule.doc.symptom,
        rule.doc.remedy,
    )


def paths(
    bundle: BundleInfo, findings: Sequence[ReportedFinding], outcomes: Sequence[Outcome]
) -> Iterable[PathVerdict]:
    """Yield, for each node, which packet paths of chapter 39.7.2 its facts allow or break."""
    judged: dict[str, dict[str, str]] = {}
    for outcome in outcomes:
        if outcome.node is not None:
            judged.setdefault(outcome.node, {})[outcome.rule.name] = outcome.status
    cut_off = [f.node for f in findings if f.severity == Severity.ERROR.word and f.node
               and OTHER_NODE in PATHS.get(f.rule, ())]  # fmt: skip
    for node in bundle.nodes:
        statuses = judged.get(node, {})
        for path in ORDER:
            rules = [name for name, broken in PATHS.items() if path in broken]
            broken = tuple(
                index
                for index, f in enumerate(findings)
                if f.severity == Severity.ERROR.word and f.rule in rules and f.node == node
            )
            blind = [r for r in rules if statuses.get(r) in {"not-evaluated", "crashed"}]
            held = sum(statuses.get(r) == "passed" for r in rules)
            if broken:
                yield PathVerdict(node, path, "broken", findings[broken[0]].message, broken)
            elif blind or not held:
                yield PathVerdict(
                    node,
                    path,
                    "unknown",
                    f"{len(blind)} of {len(rules)} checks lack their artifacts",
                )
            else:
                held_here = f"{held} checks held"
                if "pod to pod" in path and bundle.plugin == "multitenant":
                    held_here += "; by design only within a project, and with those of VNID 0"
                if path == OTHER_NODE and cut_off:
                    held_here += f" here; not with {', '.join(dict.fromkeys(cut_off[:5]))}"
                yield PathVerdict(node, path, "allowed", held_here)
