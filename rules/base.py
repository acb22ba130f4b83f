"""The types that every rule shares, and the `rule` decorator that reads a rule's needs."""

from __future__ import annotations

import enum
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from parsers.base import Source

F = TypeVar("F")

MAX_EVIDENCE = 10


class Severity(enum.IntEnum):
    """How bad a finding is; a higher number is worse."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The lower-case word used in every output."""
        return self.name.lower()


class NotApplicable(Exception):  # noqa: N818 - an outcome, not an error
    """Raised by a check when this layout, plugin mode or release has no such thing."""


class Missing(Exception):  # noqa: N818 - an outcome, not an error
    """Raised by a derived fact when what it needs is not in the bundle.

    Each argument is a fact that is needed, a tuple of facts of which one is enough, or a text that
    says why what is there does not do.
    """

    def __init__(self, *what: type | str | tuple[type, ...]) -> None:
        super().__init__(", ".join(map(_name, what)))
        self.what = what


def _name(what: type | str | tuple[type, ...]) -> str:
    if isinstance(what, tuple):
        return " or ".join(each.__name__ for each in what)
    return what if isinstance(what, str) else what.__name__


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the cluster, by the name that Kubernetes knows."""

    name: str

    def __str__(self) -> str:
        return self.name


class PerNode(dict[str, F], Generic[F]):
    """The same fact of every node that has it: node name -> fact."""


@dataclass(frozen=True, slots=True)
class FrameFilter:
    """How to see a finding's frames oneself."""

    display: str
    """For Wireshark and tshark."""
    capture: str
    """For tcpdump."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, said in one sentence, with the lines that prove it."""

    message: str
    subjects: tuple[str, ...]
    """What it is about: addresses, subnets, pods, nodes, services, ports, interfaces."""
    evidence: tuple[Source, ...]
    node: str | None = None
    """The node at fault; a per-node rule may leave it out, the engine fills it in."""
    severity: Severity | None = None
    """Where it differs from the rule's."""
    invariants: tuple[str, ...] = ()
    """Where it is narrower than the rule's."""
    filter: FrameFilter | None = None
    """What shows its frames, where its evidence is of captures."""

    def __post_init__(self) -> None:
        """Refuse a finding that proves nothing."""
        if not self.evidence:
            msg = f"a finding needs evidence: {self.message}"
            raise ValueError(msg)
        if len(self.evidence) > MAX_EVIDENCE:
            object.__setattr__(self, "evidence", self.evidence[:MAX_EVIDENCE])
        object.__setattr__(self, "subjects", tuple(dict.fromkeys(self.subjects)))


Findings = Iterator[Finding]


@dataclass(frozen=True, slots=True)
class RuleDoc:
    """A rule's documentation, from its module docstring."""

    title: str
    checks: str
    why: str
    symptom: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Need:
    """One parameter of a rule: which fact, of one node, of every node, or optional."""

    name: str
    fact: type
    every_node: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its documentation and its needs."""

    name: str
    severity: Severity
    section: str
    invariants: tuple[str, ...]
    explains: tuple[str, ...]
    doc: RuleDoc
    needs: tuple[Need, ...]
    check: Callable[..., Findings]
    explained_by: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The folder that it lies in: `hosts`, `overlay` ..."""
        return self.check.__module__.split(".")[-2]

    @property
    def per_node(self) -> bool:
        """True if the rule runs once a node."""
        return any(need.fact is Node for need in self.needs)


def rule(
    severity: Severity,
    section: str,
    invariants: str,
    *,
    explains: tuple[str, ...] = (),
    explained_by: tuple[str, ...] = (),
) -> Callable[[Callable[..., Findings]], Rule]:
    """Make a `Rule` of a check function; its annotations are its needs.

    `invariants`: ids of sdn-invariants.md, separated by blanks. `explains`: names of the rules
    whose findings on the same subjects are consequences of this rule's. `explained_by`: the other
    way round, for a symptom that many faults have: names of rules or of groups of rules, and a
    fault of a node that the symptom concerns is enough.
    """

    def decorate(check: Callable[..., Findings]) -> Rule:
        module = sys.modules[check.__module__]
        return Rule(
            name=check.__name__.replace("_", "-"),
            severity=severity,
            section=section,
            invariants=tuple(invariants.split()),
            explains=explains,
            doc=parse_doc(module.__doc__ or "", check.__module__),
            needs=tuple(needs_of(check)),
            check=check,
            explained_by=explained_by,
        )

    return decorate


def needs_of(function: Callable[..., object]) -> Iterator[Need]:
    """Yield what a rule or a derived fact needs, from its annotations."""
    hints = typing.get_type_hints(function)
    for name in inspect.signature(function).parameters:
        hint = hints[name]
        optional = False
        if isinstance(hint, types.UnionType):
            optional = True
            hint = next(arm for arm in typing.get_args(hint) if arm is not type(None))
        every_node = typing.get_origin(hint) is PerNode
        if every_node:
            (hint,) = typing.get_args(hint)
        yield Need(name, hint, every_node, optional)


def parse_doc(text: str, module: str) -> RuleDoc:
    """Read a rule's docstring: a title, then `Checks:`, `Why:`, `Symptom:`, `Remedy:`.

    Raises ValueError, naming the module, if one of them is missing.
    """
    title, _, body = text.strip().partition("\n")
    parts: dict[str, str] = {}
    key = ""
    for line in body.splitlines():
        head, colon, rest = line.partition(":")
        if colon and head in {"Checks", "Why", "Symptom", "Remedy"}:
            key, line = head, rest  # noqa: PLW2901
        if key:
            parts[key] = f"{parts.get(key, '')} {line.strip()}".strip()
    lacking = {"Checks", "Why", "Symptom", "Remedy"} - parts.keys()
    if lacking or not title:
        msg = f"{module}: the docstring lacks {', '.join(sorted(lacking)) or 'a title'}"
        raise ValueError(msg)
    return RuleDoc(
        title.rstrip("."), parts["Checks"], parts["Why"], parts["Symptom"], parts["Remedy"]
    )


Derivations = Mapping[type, Callable[..., object]]
