"""DNS questions of captures with what became of each name, expansions taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.base import Source
from parsers.capture.fact import seconds
from parsers.capture.records import DnsQuestion
from rules.base import FrameFilter
from rules.derived import frame_filters
from rules.derived.capture_points import CapturePoints, Point

NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
CODES = {NOERROR: "NOERROR", 1: "FORMERR", SERVFAIL: "SERVFAIL", NXDOMAIN: "NXDOMAIN",
         4: "NOTIMP", REFUSED: "REFUSED"}  # fmt: skip
CLUSTER_DOMAIN = "cluster.local"
MOST = 200
"""Names of one host that are compared."""
TOGETHER = 5.0
"""Seconds within which a resolver asks for all expansions of one name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as one capture shows it."""

    point: Point
    question: DnsQuestion

    @property
    def first(self) -> Source:
        """The first query."""
        return self._source(self.question.first_query_frame, f"query for {self.question.name}")

    def answer(self, code: int) -> Source:
        """Return the first answer with a code."""
        said = f"{CODES.get(code, code)} for {self.question.name}"
        frame = self.question.code_frames.get(code, self.question.first_answer_frame)
        return self._source(frame, said)

    def _source(self, frame: int, said: str) -> Source:
        source = self.point.capture.source(frame)
        return Source.at(source.path, source.line, f"{source.text} ({said})")

    @property
    def filter(self) -> FrameFilter:
        """What shows the question."""
        tunnel = next(iter(self.point.capture.vxlan_ports), 4789)
        inside = self.question.vni >= 0
        return frame_filters.dns(
            self.question.client, self.question.name, tunnel if inside else None
        )


@dataclass(slots=True)
class Client:
    """What one client asked for."""

    asked: list[Asked] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    """All that it asked for."""
    resolved: set[str] = field(default_factory=set)
    """What was answered with NOERROR."""
    by_label: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    """First label -> (time, name) of those."""

    def add(self, asked: Asked) -> None:
        """Take one question."""
        name = asked.question.name.lower()
        self.asked.append(asked)
        self.names.add(name)
        if asked.question.codes.get(NOERROR):
            self.resolved.add(name)
            self.by_label[name.split(".")[0]].append((asked.question.first, name))


@dataclass(frozen=True)
class DnsNames:
    """All questions, by client."""

    clients: dict[str, Client]

    def __len__(self) -> int:
        return sum(len(client.asked) for client in self.clients.values())

    def all(self) -> Iterator[Asked]:
        """Yield every question."""
        for client in self.clients.values():
            yield from client.asked

    def resolved_otherwise(self, asked: Asked) -> bool:
        """Return whether a name that does not exist is an expansion of one that was resolved.

        A resolver tries `github.com.shop.svc.cluster.local` and other names of the search list
        before `github.com` itself; and the answer to one type may come without that to another.
        """
        client = self.clients[asked.question.client]
        name = asked.question.name.lower()
        if not client.resolved.isdisjoint(prefixes(name)):
            return True
        return "." in name and any(
            abs(seconds(time - asked.question.first)) <= TOGETHER and shares_search(other, name)
            for time, other in client.by_label.get(name.split(".")[0], ())[:MOST]
        )

    def last_of_expansion(self, asked: Asked) -> bool:
        """Return whether no shorter form of the name was asked for: it is the name itself."""
        name = asked.question.name.lower()
        shorter = (each for each in prefixes(name) if each != name and "." in each)
        return self.clients[asked.question.client].names.isdisjoint(shorter)


def prefixes(name: str) -> list[str]:
    """Return a name and what is left of it without its last labels."""
    labels = name.split(".")
    return [".".join(labels[:count]) for count in range(1, len(labels) + 1)]


def derive_dns_names(points: CapturePoints) -> DnsNames:
    """Gather the questions of all captures."""
    found: dict[str, Client] = defaultdict(Client)
    for point in points.items:
        for question in point.capture.dns:
            found[question.client].add(Asked(point, question))
    return DnsNames(dict(found))


def shares_search(one: str, other: str) -> bool:
    """Return whether two names are one name with two suffixes of a search list."""
    a, b = one.split("."), other.split(".")
    common = 0
    while common < min(len(a), len(b)) and a[common] == b[common]:
        common += 1
    return common > 0 and (one.endswith(CLUSTER_DOMAIN) or other.endswith(CLUSTER_DOMAIN))
