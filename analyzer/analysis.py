"""One case from its files to its report: open, read, attribute, judge, explain."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import cast

from analyzer import attribution, engine, sos_manifest
from analyzer.bundle.limits import Limits
from analyzer.bundle.open import walk
from analyzer.capture_summary import pairs, summaries
from analyzer.collection import collected
from analyzer.context import with_context
from analyzer.cut_objects import cut_objects
from analyzer.dissector import dissector
from analyzer.facts import Facts, FactType
from analyzer.identity import identify
from analyzer.ingest import Ingest
from analyzer.ingested import Ingested, Read
from analyzer.master_twice import collected_again
from analyzer.report import Report
from analyzer.reporting import build
from analyzer.witnesses import witnessed
from parsers.base import Merge, Parsed
from parsers.capture.parser import CAPTURE
from parsers.collected import Collected
from rules.base import Rule


@dataclass(frozen=True, slots=True)
class Options:
    """How a case is analyzed."""

    limits: Limits = field(default_factory=Limits)
    select: tuple[str, ...] = ()
    """Rules to run; empty: all."""
    ignore: tuple[str, ...] = ()
    progress: Callable[[str], None] = lambda _: None


def analyze(targets: Sequence[str | Path], options: Options | None = None) -> Report:
    """Analyze one case, given as one path or as several that belong together.

    Raises BundleError if a target can't be opened, NotOurs if nothing of it is ours.
    """
    return analyze_with_facts(targets, options or Options())[0]


def analyze_with_facts(targets: Sequence[str | Path], options: Options) -> tuple[Report, Facts]:
    """Return the report and what it was judged by; raises as `analyze` does."""
    with no_collection():
        ingested, notes = read(targets, options)
        with dissector(has_captures(ingested)) as texts:
            report, facts = judge(targets, ingested, notes, options)
            return with_context(report, targets, options.limits, texts), facts


def has_captures(ingested: Ingested) -> bool:
    """Return whether captures were read, whose frames findings may cite."""
    return any(CAPTURE.name in entry.kinds for entry in ingested.inputs)


def judge(
    targets: Sequence[str | Path], ingested: Ingested, notes: Sequence[str], options: Options
) -> tuple[Report, Facts]:
    """Return the report on what was read, without the lines around its evidence, and the facts.

    Facts that were stored by an earlier run are judged here again. Raises NotOurs.
    """
    nodes = attribution.attribute(ingested)
    facts = shelve(ingested, nodes)
    options.progress("judging")
    bundle = identify(targets, ingested, facts, nodes, notes)
    rules = chosen(options)
    outcomes = tuple(witnessed(engine.run(rules, facts), facts))
    inputs = (entry.report() for entry in ingested.inputs)
    report = build(bundle, inputs, outcomes, rules, facts)
    return replace(report, captures=summaries(facts), capture_pairs=pairs(facts)), facts


def read(targets: Sequence[str | Path], options: Options) -> tuple[Ingested, list[str]]:
    """Read every member of every target, and collect what is to be said of the whole."""
    from parsers.catalog import PARSERS  # loads every parser

    ingest = Ingest(PARSERS)
    notes: list[str] = []
    for target in targets:
        prefix = f"{Path(target).name}!/" if len(targets) > 1 else ""
        for member in walk(target, options.limits, notes.append):
            options.progress(f"reading {member.path}")
            ingest.take(member, prefix)
    sos_manifest.tell(ingest.result.inputs, ingest.result.manifest)
    return ingest.result, notes


def shelve(ingested: Ingested, nodes: tuple[str, ...]) -> Facts:
    """Put every fact on the shelf of its node."""
    from parsers.capture.fact import Captures  # with the other parsers
    from parsers.catalog import PARSERS  # loads every parser
    from parsers.journal import NodeLog  # with the other parsers
    from parsers.kube.catalog import KINDS  # loads a YAML reader
    from rules.derived.catalog import DERIVED  # loads every derived fact

    # Of several parsers of one fact the first names the command to ask for.
    types = {p.fact: FactType(p.per_node, p.command, p.merge) for p in reversed(PARSERS)}
    for kind in KINDS:  # of clusternetworks and of 4.x' networks likewise
        merge = cast("Merge[object]", kind.fact.merge)
        types.setdefault(kind.fact, FactType(False, kind.command, merge))
    types[Collected] = FactType(False, "", lambda facts: facts[0])
    facts = Facts(types, DERIVED)
    facts.nodes = nodes
    facts.add(Collected, None, Parsed(collected(ingested, nodes)))
    again = collected_again(ingested.reads)
    for one in ingested.reads:
        if id(one) in again:
            continue
        if one.node is not None or not one.per_node:
            facts.add(one.fact, one.node, noted(one))
        elif one.fact in {NodeLog, Captures}:
            facts.of_no_node.setdefault(one.fact, {})[one.input.path] = one.parsed.fact
    for objects, nothing in cut_objects(ingested):
        facts.add(objects, None, nothing)
    for failure in ingested.failures:
        facts.add_failure(failure.fact, failure.input.node, failure.why)
    number_ports(facts)
    return facts


def noted(one: Read) -> Parsed[object]:
    """Return what was read, with a note for the rules where its addresses are no more such."""
    redaction = one.input.redaction
    if redaction is None or redaction.kind != "addresses":
        return one.parsed
    note = f"addresses are replaced in {one.input.path}"
    return replace(one.parsed, notes=(*one.parsed.notes, note))


def number_ports(facts: Facts) -> None:
    """Put numbers for the names of ports that a terminal's dump prints, where they are known."""
    from parsers.ovs_flows import FlowTable  # with the other parsers
    from parsers.ovs_ports import PortTable

    for node, flows in facts.every(FlowTable):
        if flows.named:
            for _, ports in facts.every(PortTable, node):
                flows.with_ports(ports)


def chosen(options: Options) -> tuple[Rule, ...]:
    """Return the rules that the options ask for, in the catalogue's order."""
    from rules.catalog import RULES  # loads every rule

    return tuple(
        rule
        for rule in RULES
        if (not options.select or rule.name in options.select) and rule.name not in options.ignore
    )


RUNS = count()
"""Cases of this process so far."""


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector off while facts are made: none of them is garbage.

    Freezing them before it is switched on again spares the full collection that would follow. Only
    the first time in a process: what is frozen is never freed, and a program may have many cases.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if next(RUNS) == 0:
                gc.freeze()
            gc.enable()
