"""What all kinds of objects share: where an object stands, and a list of objects as one fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from ipaddress import AddressValueError, IPv4Address
from typing import ClassVar, Generic, Self, TypeVar, cast

from parsers.base import Source

Data = Mapping[str, object]
KEPT = ("name", "namespace", "labels", "resourceVersion")


@dataclass(frozen=True, slots=True)
class RawObject:
    """One object as it was written: its data, and the lines of the fields that rules cite."""

    kind: str
    data: Data
    path: str
    lines: Mapping[str, tuple[int, str]]
    """Field name -> (line, text); "" is the object itself (its name, or its row)."""
    from_table: bool = False

    @property
    def metadata(self) -> Data:
        """The object's metadata; empty if it has none."""
        return mapping(self.data.get("metadata"))

    @property
    def name(self) -> str:
        """The object's name; empty if it has none."""
        return text(self.metadata.get("name")) or ""

    @property
    def namespace(self) -> str:
        """The object's namespace; empty for cluster-wide objects."""
        return text(self.metadata.get("namespace")) or ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two objects the same one; two APIs of 4.x have a Network named cluster."""
        group = str(self.data.get("apiVersion", "")) if self.kind == "Network" else ""
        kind = "Namespace" if self.kind == "Project" else self.kind
        return (kind, group, self.namespace, self.name)

    @property
    def revision(self) -> int:
        """How often the cluster had written when this was written; 0 where that is not told."""
        return integer(self.metadata.get("resourceVersion")) or 0

    def slim(self) -> RawObject:
        """Leave out what the record of the object holds already: pods are large and many."""
        metadata = {key: self.metadata[key] for key in KEPT if key in self.metadata}
        data: Data = {"metadata": metadata}
        if self.kind == "Network":
            data = {"apiVersion": self.data.get("apiVersion"), "metadata": metadata}
        return RawObject(self.kind, data, self.path, self.lines, self.from_table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An object that knows its lines."""

    raw: RawObject = field(repr=False, compare=False)

    @property
    def source(self) -> Source:
        """The line of the object's name, or its row."""
        line, said = self.raw.lines.get("", (1, self.raw.name))
        return Source.at(self.raw.path, line, said)

    def source_of(self, name: str) -> Source:
        """Return the line of a field, or the object's own line where that is not known."""
        found = self.raw.lines.get(name)
        return Source.at(self.raw.path, *found) if found else self.source

    @property
    def from_table(self) -> bool:
        """True for a row of `oc get`, which shows only some of the fields."""
        return self.raw.from_table


T = TypeVar("T", bound=Described)


@dataclass(frozen=True)
class Objects(Generic[T]):
    """All objects of one kind that were collected."""

    KIND: ClassVar[str] = ""

    items: tuple[T, ...]
    path: str
    partial: bool = False
    """True if the command asked for some objects only: what is absent may yet exist."""
    cut: frozenset[str] = frozenset()
    """Paths of files in which an object stood that could not be read."""

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def merge(cls, facts: Sequence[Self]) -> Self:
        """Unite several lists: full objects win over rows, later ones over earlier ones."""
        found: dict[tuple[str, ...], T] = {}
        for fact in facts:
            for item in fact.items:
                key = item.raw.key
                known = found.get(key)
                found[key] = item if known is None else _better(known, item)
        # A row without a namespace is one of the objects whose namespace is known.
        named = {(key[0], key[-1]) for key in found if key[-2]}
        found = {
            key: item
            for key, item in found.items()
            if key[-2] or not item.from_table or (key[0], key[-1]) not in named
        }
        whole = [fact for fact in facts if not fact.partial]
        path = max(whole or facts, key=len).path
        cut = frozenset().union(*(fact.cut for fact in facts))
        # Of files with an object each one that was cut leaves the others no whole list.
        lists = any(len(fact) > 1 and not fact.cut for fact in whole)
        partial = not whole or (bool(cut) and not lists)
        return cls(tuple(found.values()), path, partial=partial, cut=cut)

    def absence(self, what: str) -> Source:
        """Return the evidence that an object is not there."""
        line = self.items[-1].source.line if self.items else 1
        path = self.items[-1].raw.path if self.items else self.path
        return Source.at(path, line, f"not among the {len(self.items)} {self.KIND} objects: {what}")


def _better(known: T, item: T) -> T:
    """Choose of two records of one object; what one row lacks another may show."""
    if known.from_table != item.from_table:
        return item if known.from_table else known
    if not item.from_table:
        return known if known.raw.revision > item.raw.revision else item
    told = {
        each.name: getattr(known, each.name)
        for each in fields(item)
        if getattr(item, each.name) is None
    }
    return replace(item, **told)


def mapping(value: object) -> Data:
    """Return a value if it is a mapping, else an empty one."""
    return cast("Data", value) if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[object]:
    """Return a value if it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object) -> str | None:
    """Return a value as text; None for null, a list or a mapping."""
    if value is None or isinstance(value, dict | list):
        return None
    return str(value)


def ipv4(value: object) -> str | None:
    """Return a value if it is an IPv4 address; None for anything else (`None`, IPv6, garbage)."""
    said = text(value)
    if said is None:
        return None
    try:
        return str(IPv4Address(said))
    except AddressValueError:
        return None


def integer(value: object) -> int | None:
    """Return a value as a number, or None if it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(str(value), 0)
    except ValueError:
        return None


def strings(value: object) -> dict[str, str]:
    """Return a mapping of strings (labels, annotations, a selector)."""
    return {str(key): str(inner) for key, inner in mapping(value).items()}


def when(value: object) -> datetime | None:
    """Return a time of an object as an aware datetime."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def condition(raw: RawObject, name: str) -> bool | None:
    """Return the status of a condition; None where it is unknown or not there."""
    for each in sequence(mapping(raw.data.get("status")).get("conditions")):
        found = mapping(each)
        if found.get("type") == name:
            status = str(found.get("status"))
            return {"True": True, "False": False}.get(status)
    return None
