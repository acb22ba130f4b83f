"""The frozen result of an analysis: the only thing that a renderer sees, and what JSON holds."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report_captures import CapturePair, CaptureSummary, DissectedFrame
from analyzer.report_drops import Drop
from analyzer.report_timeline import Event
from parsers.base import Source

SCHEMA_VERSION = "1.2"


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """What was analyzed."""

    kind: str
    """`debug.sh`, `must-gather`, `sosreport` ..., joined by ` + ` where there are several."""
    root: str
    """The path given on the command line."""
    version: str | None
    """OpenShift release or flow layout, as far as known: `3.11 (rule version 07)`."""
    plugin: str | None
    """`subnet`, `multitenant` or `networkpolicy`."""
    nodes: tuple[str, ...]
    nodes_without_data: tuple[str, ...] = ()
    """Nodes that the cluster's objects name, of which no artifact was collected."""
    collected_from: str | None = None
    """ISO time of the earliest sign of collection."""
    collected_to: str | None = None
    notes: tuple[str, ...] = ()
    """Limits on the whole bundle: truncated, redacted, encrypted members, limits reached."""


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding with all that its rule says about it."""

    rule: str
    severity: str
    node: str | None
    subjects: tuple[str, ...]
    title: str
    message: str
    evidence: tuple[Source, ...]
    remedy: str
    section: str
    invariants: tuple[str, ...]
    signature: str
    """Equal for the same fault in other clusters: names and addresses are abstracted."""
    context: tuple[tuple[Source, ...], ...] = ()
    """For each evidence line the lines around it, itself included; may be empty."""
    display_filter: str = ""
    """For Wireshark, where the evidence is of a capture."""
    capture_filter: str = ""
    """For tcpdump."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One card: a root finding and its consequences."""

    title: str
    findings: tuple[int, ...]
    """Indices into `Report.findings`, the root first."""
    explains: str
    """What the root explains, in a sentence; empty where it stands alone."""
    not_explained: str = ""
    """Which symptoms the card does not account for."""
    refuted_by: str = ""
    """The one observation that would show that it is wrong."""


@dataclass(frozen=True, slots=True)
class ReportedOutcome:
    """What became of one rule on one node."""

    rule: str
    node: str | None
    status: str
    """`passed`, `failed`, `not-applicable`, `not-evaluated` or `crashed`."""
    reason: str
    missing: tuple[str, ...]
    """Names of the artifacts that are missing, each with the command that collects it."""
    gaps: tuple[str, ...]
    """`3 lines unread in nodes/n1/flows`."""


@dataclass(frozen=True, slots=True)
class ReportedInput:
    """What became of one file of the bundle."""

    path: str
    kind: str
    """The parser's name, or a word for what it seems to be; empty where unknown."""
    node: str | None
    status: str
    """`read`, `gaps`, `empty`, `collector-error`, `unclaimed`, `refused` or `truncated`."""
    unread: int
    """Lines that the parser could not read."""
    detail: str = ""
    """Why: the collector's error, the reason of the node's attribution, samples of unread lines."""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule's documentation, so that a saved report prints without the rule."""

    name: str
    severity: str
    section: str
    invariants: tuple[str, ...]
    title: str
    checks: str
    why: str
    symptom: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PathVerdict:
    """Chapter 39.7.2: whether a node's facts allow one kind of packet path."""

    node: str
    path: str
    """`pod to pod on this node`, `pod to pod on another node`, `pod to external` ..."""
    verdict: str
    """`allowed`, `broken` or `unknown`."""
    because: str
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AskStep:
    """One command that is asked for, and what its answer would mean."""

    command: str
    settles: tuple[str, ...]
    """Rules that can't be judged without it, those that are open on most nodes first."""
    checks: int
    """How many outcomes wait for it."""
    suspects: tuple[int, ...]
    """Indices of findings that such a rule could explain, or be explained by."""
    look: str
    """What a bad answer looks like."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Commands that lack on the same nodes, as one text to paste."""

    nodes: tuple[str, ...]
    """Empty where they are run once for the cluster."""
    how: str
    """Where to paste it: `as root on each of these nodes`."""
    paste: str
    """Shell. It writes files ask-*.txt, to be sent back."""
    steps: tuple[AskStep, ...]
    """Those that bear on a finding first, then those that decide most."""


@dataclass(frozen=True, slots=True)
class KnownCase:
    """An earlier case that shares a cause with this one."""

    case: str
    """Its name in the triage folder."""
    source: str
    """Where its bundle lay."""
    collected: str
    version: str | None
    plugin: str | None
    same: bool
    """True if all causes of the two are the same."""
    causes: tuple[str, ...]
    """What it said of the shared causes, with its own names."""
    others: int
    """How many causes it has that this case has not."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that an analysis found, and all that it could not find out."""

    bundle: BundleInfo
    findings: tuple[ReportedFinding, ...]
    causes: tuple[Cause, ...]
    outcomes: tuple[ReportedOutcome, ...]
    inputs: tuple[ReportedInput, ...]
    rules: tuple[RuleInfo, ...]
    paths: tuple[PathVerdict, ...] = ()
    asks: tuple[Ask, ...] = ()
    """The fewest commands that would decide what is open, the most telling first."""
    drops: tuple[Drop, ...] = ()
    timeline: tuple[Event, ...] = ()
    captures: tuple[CaptureSummary, ...] = ()
    capture_pairs: tuple[CapturePair, ...] = ()
    frames: tuple[DissectedFrame, ...] = ()
    """Frames that findings cite, taken apart."""
    known: tuple[KnownCase, ...] = ()
    """Earlier cases with the same cause, where a triage folder was given."""
    tool_version: str = ""
    generated: str = ""
    """ISO time, UTC."""
    schema_version: str = SCHEMA_VERSION
