"""Writes docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.accuracy.campaign import Verdict
from tests.accuracy.expected import HIDDEN
from tests.accuracy.explained import EXPLAINED
from tests.accuracy.job import Job, Result
from tests.accuracy.releases import RELEASES
from tests.accuracy.scores import by_invariant, by_rule, failures, total
from tests.accuracy.unbroken import UNBROKEN_IDS, catalogue, without

HEAD = """# Accuracy

Written by `make accuracy`, which measures it. It draws healthy clusters at random (16 releases and
modes from 3.11 to 4.16, 1 to 200 nodes; debug.sh with YAML, sosreports with JSON, loose files with
tables), loads their flows into a real Open vSwitch and takes what `ovs-ofctl` prints, breaks the
bundle in one place and reads the report. What makes and breaks the bundles (tests/accuracy/) knows
nothing of the analyzer: the flows are written out from OpenShift SDN's source, release by release.

*Found*: the first card names the fault, by a rule that says it truly, on the right node. *Wrong
first*: another card came first. *Cards too many*: errors and warnings beside the one that was due,
and all on healthy bundles; they count for the rule that raised them. *Not shown*: the bundle holds
tables of `oc get`, which don't show the fault.

Each mutation is made once in each release and mode that it applies to, on three nodes; what is drawn
at random, six times of each kind on each of these clusters. Larger clusters are read whole only.
*Largest analysis*: the peak memory of the process that read such a bundle, and made none of it.
"""

INVARIANTS = """## By invariant

Each mutation counts for every invariant whose sentence it makes false; one of an invariant of
severity E or W that has none has its reason. Those of severity I are here if a mutation breaks them."""


def write(
    results: Sequence[Result], jobs: Sequence[Job], sample: int = 1, left: Sequence[Job] = ()
) -> str:
    """Return the page of a whole run, of a sample, or of a run that left some clusters."""
    verdicts = [verdict for result in results for verdict in result.verdicts]
    drawn = [verdict for result in results for verdict in result.drawn]
    wrong = [alarm for result in results for alarm in result.alarms]
    every, chance = total(verdicts, len(wrong)), total(drawn)
    lines = [HEAD]
    if sample > 1:
        lines += [f"This page holds a sample: in each release one kind of mutation of {sample}. "
                  "`make accuracy` runs all.", ""]  # fmt: skip
    if left:
        names = "; ".join(str(job) for job in left[:5])
        more = f"; and {len(left) - 5} more" if len(left) > 5 else ""
        lines += [f"The run was stopped: it left {len(left)} of {len(left) + len(jobs)} clusters "
                  f"({names}{more}).", ""]  # fmt: skip
    lines += [
        f"Over {len(verdicts)} mutations of {len({v.mutation for v in verdicts})} kinds "
        f"in {len(RELEASES)} releases and modes: recall {every.recall:.4f}, precision "
        f"{every.precision:.4f}. False alarms on {len(results)} healthy bundles: {len(wrong)}.",
        "",
        *healthy(results, jobs),
        *(f"- false alarm: {alarm}" for alarm in wrong),
        "",
        "| rule | kinds of mutation | found | missed | wrong first | cards too many | not shown |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule, score in by_rule(verdicts, wrong).items():
        lines.append(
            f"| `{rule}` | {len(score.mutations)} | {score.found} | {score.missed} | "
            f"{score.wrong_first} | {score.extra} | {score.hidden} |"
        )
    lines += ["", INVARIANTS, "", *invariants(verdicts)]
    lines += ["", "## Mutations drawn at random", "",
              "Any flow of any node: deleted, one field changed, a foreign one added. Found: the first card "
              "is on that node, whatever its rule.", "",
              "| change | found | missed | wrong first | cards too many |", "|---|---|---|---|---|"]  # fmt: skip
    for name in dict.fromkeys(v.mutation for v in drawn):
        score = total([v for v in drawn if v.mutation == name])
        lines.append(
            f"| {name} | {score.found} | {score.missed} | {score.wrong_first} | {score.extra} |"
        )
    lines += ["", f"Recall {chance.recall:.4f}, precision {chance.precision:.4f}.", ""]
    lines += ["## What was missed, and why", ""]
    for name, (kinds, where) in failures([*verdicts, *drawn]).items():
        said = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        every_one = name in {v.mutation for v in drawn}
        why = "each for itself:" if every_one else EXPLAINED.get(name, "not explained yet")
        lines.append(f"- **{name}** ({said}): {why}")
        lines += [f"  - {each}" for each in (where if every_one else dict.fromkeys(where[:3]))]
    lines += ["", "Not shown in tables of `oc get`:", ""]
    seen = {v.mutation for v in verdicts if v.outcome == "hidden"}
    lines += [f"- {name}: {why}" for name, why in HIDDEN.items() if name in seen]
    lines += ["", "## Rules without a mutation", ""]
    reasons: dict[str, list[str]] = {}
    for rule, why in without().items():
        reasons.setdefault(why, []).append(f"`{rule}`")
    lines += [f"- {' '.join(names)}: {why}" for why, names in reasons.items()]
    return "\n".join(lines) + "\n"


def invariants(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield a row for each invariant, in the order of docs/invariants.txt."""
    yield "| id | what holds | kinds of mutation | found | missed | wrong first | not shown |"
    yield "|---|---|---|---|---|---|---|"
    scores = by_invariant(verdicts)
    for name, (severity, what) in catalogue().items():
        if name in scores:
            score = scores[name]
            yield (f"| {name} | {what} | {len(score.mutations)} | {score.found} | {score.missed} | "
                   f"{score.wrong_first} | {score.hidden} |")  # fmt: skip
        elif severity != "I":
            why = UNBROKEN_IDS.get(name, "not among those of this run")
            yield f"| {name} | {what} | none: {why} | | | | |"


def healthy(results: Sequence[Result], jobs: Sequence[Job]) -> Iterator[str]:
    """Yield how many healthy clusters of each size were read."""
    yield "| nodes | pods a node | healthy clusters | most flows | largest bundle | false alarms | largest analysis |"
    yield "|---|---|---|---|---|---|---|"
    for nodes, pods in sorted({(job.nodes, job.pods) for job in jobs}):
        mine = [
            r
            for r, job in zip(results, jobs, strict=True)
            if (job.nodes, job.pods) == (nodes, pods)
        ]
        flows, size, peak = (
            max(getattr(r, name) for r in mine) for name in ("flows", "size", "megabytes")
        )
        wrong = sum(len(r.alarms) for r in mine)
        yield (f"| {nodes} | {pods} | {len(mine)} | {flows:,} | {size} MB | {wrong} | {peak} MB |")
