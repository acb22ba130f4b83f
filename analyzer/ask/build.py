"""Puts the questions together: by place and node, those that bear on a fault first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from analyzer.ask.answers import look_of
from analyzer.ask.commands import NODE, OC, Command, Commands, merged
from analyzer.ask.era import Era, era_of
from analyzer.ask.scripts import how, paste, shell_of
from analyzer.ask.undecided import Chosen, Found, choose
from analyzer.engine import Outcome
from analyzer.facts import Facts
from analyzer.report import Ask, AskStep, ReportedFinding
from parsers.kube.hostsubnets import HostSubnets
from parsers.kube.nodes import Nodes
from rules.base import Severity

SEVERITIES = {severity.word: severity for severity in Severity}
Part = tuple[Command, Chosen]


def asks(
    outcomes: Iterable[Outcome],
    facts: Facts,
    findings: Sequence[ReportedFinding],
    kinds: Iterable[str],
) -> tuple[Ask, ...]:
    """Return what to ask for; empty if every check could be decided."""
    found = [Found(f.rule, SEVERITIES[f.severity], f.node, frozenset(f.subjects)) for f in findings]
    ghosts = no_nodes(facts)
    chosen = choose((o for o in outcomes if o.node not in ghosts), facts, found)
    if not chosen:
        return ()
    era = era_of(facts, kinds)
    commands = Commands(facts, era)
    places: dict[tuple[str, str | None], list[Part]] = defaultdict(list)
    for (fact, node), entry in chosen.items():
        if node in ghosts:
            continue
        command = commands.of(fact, node)
        # A test of the way between nodes is a fact of the cluster, and is made on each of them.
        on_each = node is None and command.place == NODE and facts.nodes
        for here in (n for n in facts.nodes if n not in ghosts) if on_each else (node,):
            places[shell_of(command, era), here].append((command, entry))
    groups: dict[tuple[str, tuple[Command, ...]], list[str | None]] = defaultdict(list)
    for (shell, node), parts in places.items():
        parts.sort(key=lambda part: (part[0].place, part[0].shown))
        groups[shell, tuple(command for command, _ in parts)].append(node)
    made = [
        _ask(shell, nodes, [places[shell, node] for node in nodes], era)
        for (shell, _), nodes in groups.items()
    ]
    made.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(ask for _, ask in made)


def _ask(
    shell: str, nodes: Sequence[str | None], places: Sequence[Sequence[Part]], era: Era
) -> tuple[tuple[int, int], Ask]:
    """Return the question for nodes that lack the same, and its rank."""
    names = tuple(node for node in nodes if node)
    columns = [list(column) for column in zip(*places, strict=True)]  # one a command
    rows = [_row(kind) for kind in _kinds(columns)]
    rows.sort(key=lambda row: row[0], reverse=True)
    commands = [command for _, command, _ in rows]
    return (
        (max(weight for (weight, _), _, _ in rows), sum(step.checks for *_, step in rows)),
        Ask(names, how(shell, era), paste(shell, names, commands, era),
            tuple(step for *_, step in rows)),
    )  # fmt: skip


def _kinds(columns: Sequence[list[Part]]) -> Iterable[list[Part]]:
    """Yield the parts of each command; objects that one `oc get` brings are one command."""
    objects: dict[str, list[Part]] = defaultdict(list)
    for column in columns:
        command = column[0][0]
        if command.place == OC and command.shown.startswith("oc get"):
            objects[" ".join(command.shown.split()[3:])] += column
        else:
            yield column
    yield from objects.values()


def _row(parts: list[Part]) -> tuple[tuple[int, int], Command, AskStep]:
    command = parts[0][0]
    facts = tuple(dict.fromkeys(each.fact for each, _ in parts))
    if len(facts) > 1:
        line = merged([each for each, _ in parts])
        command = Command(command.fact, command.place, line, (line,))
    settles: dict[str, set[int]] = defaultdict(set)
    suspects: dict[int, None] = {}
    for _, entry in parts:
        for rule, waiting in entry.settles.items():
            settles[rule] |= waiting
        suspects.update(entry.suspects)
    weight = max(entry.weight for _, entry in parts)
    checks = sum(map(len, settles.values()))
    step = AskStep(
        command.shown,
        tuple(sorted(settles, key=lambda rule: -len(settles[rule]))),
        checks,
        tuple(sorted(suspects)),
        " ".join(filter(None, map(look_of, facts))) or titles(settles),
    )
    return (weight, checks), command, step


def titles(rules: Iterable[str]) -> str:
    """Return what the rules are about, where nothing was written for the answer itself."""
    from rules.catalog import RULES  # loads every rule

    known = {rule.name: rule.doc.title for rule in RULES}
    return " ".join(f"{known[name]}." for name in list(rules)[:2] if name in known)


def no_nodes(facts: Facts) -> frozenset[str]:
    """Return the names that only HostSubnets know: load balancers, and nodes that are gone."""
    nodes, subnets = facts.known(Nodes), facts.known(HostSubnets)
    if nodes is None or subnets is None or nodes.partial:
        return frozenset()
    names = {subnet.host or subnet.name for subnet in subnets.items}
    return frozenset(names - nodes.by_name.keys())
