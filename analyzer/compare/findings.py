"""Matches the findings of two reports, and says of each that has no match why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from analyzer.compare.comparison import STATUSES, Change
from analyzer.render.verdict import SEVERITIES, cards
from analyzer.report import Report, ReportedFinding, ReportedOutcome

JUDGED = {"passed", "failed"}
READ = {"read", "gaps"}


def changes(before: Report, after: Report) -> tuple[Change, ...]:
    """Return what became of every fault, by card: a consequence goes with its root."""
    pairs = matched(before.findings, after.findings)
    old = {index for index, _ in pairs}
    new = {index for _, index in pairs}
    found = [*_of(after, new, lambda f: appeared(f, before), still=True)]
    found += _of(before, old, lambda f: gone(f, before, after), still=False)
    found.sort(
        key=lambda c: (STATUSES.index(c.status), SEVERITIES.index(c.finding.severity))
    )  # fmt: skip
    return tuple(found)


def _of(
    report: Report,
    known: set[int],
    judge: Callable[[ReportedFinding], tuple[str, str]],
    *,
    still: bool,
) -> Iterator[Change]:
    """Yield the changes of one side's cards; what has a match is told once, by the later side."""
    for card in cards(report):
        members = [(number - 1, f) for number, f in (card.root, *card.consequences)]
        (first, root), *rest = members
        alone = [f for index, f in rest if index not in known]
        if first in known:
            if still:
                kept = tuple(f for index, f in rest if index in known)
                yield Change("still there", root, "in both bundles", kept)
            for finding in alone:
                yield Change(*_with(judge, finding))
            continue
        status, why = judge(root)
        # What follows from a fault that is out of sight is not known to be mended either.
        unsure = status == "no longer checkable"
        same = tuple(f for f in alone if unsure or judge(f)[0] == status)
        yield Change(status, root, why, same)
        for finding in alone:
            if finding not in same:
                yield Change(*_with(judge, finding))
        if still:
            for index, finding in rest:
                if index in known:
                    yield Change("still there", finding, "in both bundles")


def _with(
    judge: Callable[[ReportedFinding], tuple[str, str]], finding: ReportedFinding
) -> tuple[str, ReportedFinding, str]:
    status, why = judge(finding)
    return status, finding, why


def matched(
    before: Sequence[ReportedFinding], after: Sequence[ReportedFinding]
) -> list[tuple[int, int]]:
    """Return pairs of indices of findings that tell of the same fault.

    Same rule and node always, and then the first of: same sentence, same subjects, a common
    subject beside the node.
    """
    keys: tuple[Callable[[ReportedFinding], Iterable[Hashable]], ...] = (
        lambda f: [f.message],
        lambda f: [frozenset(f.subjects)],
        lambda f: [subject for subject in f.subjects if subject != f.node],
    )
    left, right = dict(enumerate(before)), dict(enumerate(after))
    pairs: list[tuple[int, int]] = []
    for key in keys:
        places: dict[Hashable, list[int]] = defaultdict(list)
        for index, finding in right.items():
            for part in key(finding):
                places[finding.rule, finding.node, part].append(index)
        for index, finding in list(left.items()):
            for part in key(finding):
                free = [i for i in places[finding.rule, finding.node, part] if i in right]
                if free:
                    pairs.append((index, free[0]))
                    del left[index], right[free[0]]
                    break
    return pairs


def appeared(finding: ReportedFinding, before: Report) -> tuple[str, str]:
    """Say that a finding is new, and whether it could have been seen before."""
    blind = blindness(finding, before)
    if blind:
        return "new", f"the earlier bundle could not show it: {blind}"
    return "new", "its check held in the earlier bundle"


def gone(finding: ReportedFinding, before: Report, after: Report) -> tuple[str, str]:
    """Say whether a finding that is no more was mended, or is only out of sight."""
    blind = blindness(finding, after) or lost_sight(finding, before, after)
    if blind:
        return "no longer checkable", blind
    return "fixed", "its check holds in the later bundle"


def outcomes_of(finding: ReportedFinding, report: Report) -> list[ReportedOutcome]:
    """Return the outcomes that speak for a finding's rule where the finding is."""
    of_rule = [o for o in report.outcomes if o.rule == finding.rule]
    exact = [o for o in of_rule if o.node == finding.node]
    return exact or [o for o in of_rule if o.node is None]


def blindness(finding: ReportedFinding, report: Report) -> str:
    """Say why a report can't tell whether a finding holds; empty if it can."""
    if finding.node and finding.node not in report.bundle.nodes:
        return f"nothing of {finding.node} is in it"
    outcomes = outcomes_of(finding, report)
    if not outcomes:
        return "its check was not run"
    for outcome in outcomes:
        if outcome.status in JUDGED:
            return ""
    outcome = outcomes[0]
    if outcome.status == "not-evaluated":
        return f"it lacks {'; '.join(outcome.missing) or outcome.reason}"
    if outcome.status == "not-applicable":
        return f"its check does not apply there: {outcome.reason}"
    return "its check crashed: a bug of ours"


def lost_sight(finding: ReportedFinding, before: Report, after: Report) -> str:
    """Say which artifact, that proved a finding, the later bundle lacks; empty if none.

    A check over all nodes holds happily on those that are left.
    """
    told = {entry.path: entry for entry in before.inputs}
    seen = {
        (kind, entry.node)
        for entry in after.inputs
        if entry.status in READ
        for kind in entry.kind.split(", ")
    }
    for source in finding.evidence:
        entry = told.get(source.path)
        kinds = [k for k in entry.kind.split(", ") if k != "transcript"] if entry else []
        if entry and kinds and not any((kind, entry.node) in seen for kind in kinds):
            where = f" of {entry.node}" if entry.node else ""
            return f"it lacks what showed it: {', '.join(kinds)}{where}"
    gaps = {gap for o in outcomes_of(finding, after) for gap in o.gaps}
    known = {gap for o in outcomes_of(finding, before) for gap in o.gaps}
    if gaps - known:
        return (
            f"its check holds only beside what could not be read: {'; '.join(sorted(gaps - known))}"
        )
    return ""
