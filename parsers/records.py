"""Facts that are a list of records of one kind, and what several artifacts of them make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, Self, TypeVar


@dataclass(frozen=True)
class Seen:
    """Where a test was run from; filled in once the nodes are known."""

    node: str | None = None
    """The node; None if it is no node's, or nothing tells."""
    host: str | None = None
    """The machine's name for itself at its prompt: a node, or a client outside the cluster."""
    pod: str | None = None
    """The pod in which it was run; `node` is then the pod's node."""


NOWHERE = Seen()


class HasSeen(Protocol):
    """What `Tests` needs of a record."""

    @property
    def seen(self) -> Seen:
        """Where it was run from."""
        ...


R = TypeVar("R")
T = TypeVar("T", bound=HasSeen)


@dataclass(frozen=True)
class Records(Generic[R]):
    """The records of one or several artifacts, in their order."""

    path: str
    items: tuple[R, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[R]:
        return iter(self.items)

    @classmethod
    def merge(cls, facts: Sequence[Self]) -> Self:
        """Put the records of several artifacts together."""
        return cls(facts[0].path, tuple(item for fact in facts for item in fact.items))


@dataclass(frozen=True)
class Tests(Records[T]):
    """What somebody tried from some machine; `seen` of each record says from which."""

    def seen_from(self, seen: Seen) -> Self:
        """Return the same tests, with where they were run from."""
        items = tuple(replace(item, seen=seen) for item in self.items)  # type: ignore[type-var]
        return replace(self, items=items)
