"""The facts of one bundle: by type and node, merged where several artifacts hold the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from parsers.base import Parsed
from rules.base import Missing, Need, Node, NotApplicable, PerNode, needs_of

F = TypeVar("F")


@dataclass(slots=True)
class Shelf:
    """All that was read of one kind of fact for one node (or for the cluster)."""

    parsed: list[Parsed[object]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """Why an artifact that should have held the fact did not: the collector's error."""


@dataclass(frozen=True, slots=True)
class FactType:
    """How the facts of one type are merged, whom they belong to and what collects them."""

    per_node: bool
    command: str
    merge: Callable[[Sequence[object]], object]


def bare(absence: Missing | NotApplicable) -> Missing | NotApplicable:
    """Return the same absence without its traceback, which would keep all facts of a case alive."""
    if isinstance(absence, Missing):
        return Missing(*absence.what)
    return NotApplicable(*absence.args)


class Facts:
    """Collected and derived facts; each is merged or derived once, when first asked for."""

    def __init__(
        self,
        types: Mapping[type, FactType],
        derived: Iterable[Callable[..., object]],
    ) -> None:
        self.types = types
        self.nodes: tuple[str, ...] = ()
        self.of_no_node: dict[type, dict[str, object]] = {}
        """Facts whose node nobody tells, by path: a pod's log, say. Cluster-wide rules see them."""
        self._derive: dict[type, tuple[Callable[..., object], tuple[Need, ...]]] = {}
        for function in derived:
            result = function.__annotations__["return"]
            if isinstance(result, str):
                result = function.__globals__[result]
            self._derive[result] = (function, tuple(needs_of(function)))
        self._shelves: dict[tuple[type, str | None], Shelf] = defaultdict(Shelf)
        self._cache: dict[tuple[type, str | None], object] = {}
        self._per_node: dict[type, bool] = {}

    def add(self, fact_type: type, node: str | None, parsed: Parsed[object]) -> None:
        """Put what a parser read on its shelf."""
        self._shelves[fact_type, node].parsed.append(parsed)

    def add_failure(self, fact_type: type, node: str | None, why: str) -> None:
        """Remember that an artifact was there but held nothing: empty, or a collector's error."""
        self._shelves[fact_type, node].failures.append(why)

    def of_cluster(self) -> Iterator[object]:
        """Yield each fact that belongs to no node as it was read, unmerged."""
        for (_, node), shelf in self._shelves.items():
            if node is None:
                yield from (parsed.fact for parsed in shelf.parsed)

    def is_per_node(self, fact_type: type) -> bool:
        """Return whether a fact belongs to one node; a derived one does if what it needs does."""
        known = self._per_node.get(fact_type)
        if known is None:
            if fact_type is Node:
                known = True
            elif fact_type in self._derive:
                known = any(
                    not need.every_node and self.is_per_node(need.fact)
                    for need in self._derive[fact_type][1]
                )
            else:
                known = self.types[fact_type].per_node
            self._per_node[fact_type] = known
        return known

    def get(self, fact_type: type, node: str | None) -> object:
        """Return a fact of a node, or of the cluster.

        Raises Missing if it, or what it derives from, is not in the bundle; NotApplicable if this
        cluster has no such thing.
        """
        if fact_type is Node:
            return Node(node or "")
        key = (fact_type, node if self.is_per_node(fact_type) else None)
        if key not in self._cache:
            try:
                self._cache[key] = self._make(*key)
            except (Missing, NotApplicable) as absence:
                self._cache[key] = bare(absence)
        if isinstance(found := self._cache[key], Missing | NotApplicable):
            raise bare(found)
        return found

    def known(self, fact_type: type[F], node: str | None = None) -> F | None:
        """Return a fact of a node, or of the cluster; None where `get` raises."""
        try:
            fact = self.get(fact_type, node)
        except (Missing, NotApplicable):
            return None
        return fact if isinstance(fact, fact_type) else None

    def every(self, fact_type: type[F], node: str | None = None) -> Iterator[tuple[str, F]]:
        """Yield (node, fact) for each node that has it, or for one node alone."""
        for name in self.nodes if node is None else (node,):
            if (fact := self.known(fact_type, name)) is not None:
                yield name, fact

    def every_node(self, fact_type: type) -> PerNode[object]:
        """Return a fact of each node that has it; raises Missing if none has."""
        found: PerNode[object] = PerNode(self.every(fact_type))
        found.update(self.of_no_node.get(fact_type, {}))
        if not found and self.nodes:
            # A derived fact names what it lacks itself: the artifact, and not its own name.
            self.get(fact_type, self.nodes[0])
        if not found:
            raise Missing(fact_type)
        return found

    def arguments(self, needs: Iterable[Need], node: str | None) -> dict[str, object]:
        """Return what a rule or a derived fact is called with; raises as `get` does."""
        given: dict[str, object] = {}
        missing: list[type | str | tuple[type, ...]] = []
        for need in needs:
            try:
                if need.every_node:
                    given[need.name] = self.every_node(need.fact)
                else:
                    given[need.name] = self.get(need.fact, node)
            except Missing as absence:
                if need.optional:
                    given[need.name] = None
                else:
                    missing.extend(absence.what)
            except NotApplicable:
                if not need.optional:
                    raise
                given[need.name] = None
        if missing:
            raise Missing(*dict.fromkeys(missing))
        return given

    def _make(self, fact_type: type, node: str | None) -> object:
        if fact_type in self._derive:
            function, needs = self._derive[fact_type]
            return function(**self.arguments(needs, node))
        shelf = self._shelves.get((fact_type, node))
        if shelf is None or not shelf.parsed:
            raise Missing(fact_type)
        facts = [parsed.fact for parsed in shelf.parsed]
        return facts[0] if len(facts) == 1 else self.types[fact_type].merge(facts)

    def sources(self, need: Need, node: str | None) -> Iterable[Parsed[object]]:
        """Yield the artifacts behind a need, through what it derives from."""
        if need.fact in self._derive:
            # What a derived fact takes of every node would make this quadratic in the nodes.
            for deeper in self._derive[need.fact][1]:
                if not deeper.every_node:
                    yield from self.sources(deeper, node)
            return
        if need.fact is Node:
            return
        per_node = self.is_per_node(need.fact)
        names: Iterable[str | None] = (node,) if per_node else (None,)
        if need.every_node:
            names = self.nodes
        for name in names:
            shelf = self._shelves.get((need.fact, name))
            if shelf is not None:
                yield from shelf.parsed

    def failures(self, fact_type: type, node: str | None) -> Sequence[str]:
        """Return why a fact is missing, where the collector said so."""
        shelf = self._shelves.get((fact_type, node if self.is_per_node(fact_type) else None))
        return shelf.failures if shelf else ()
