"""DNS questions of captures with what became of each name, expansions taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class DnsNames:
    """All questions, by client."""

    by_client: dict[str, list[Asked]]

    def __len__(self) -> int:
        return sum(map(len, self.by_client.values()))

    def all(self) -> Iterator[Asked]:
        """Yield every question."""
        for some in self.by_client.values():
            yield from some

    def resolved_otherwise(self, asked: Asked) -> bool:
        """Return whether a name that does not exist is an expansion of one that was resolved.

        A resolver tries `github.com.shop.svc.cluster.local` and other names of the search list
        before `github.com` itself; and the answer to one type may come without that to another.
        """
        name = asked.question.name.lower()
        labels = name.split(".")
        resolved = self._resolved.get(asked.question.client, {})
        if any(
            ".".join(labels[:count]) in resolved.get(labels[0], {})
            for count in range(1, len(labels) + 1)
        ):
            return True
        # Names that share a search list share their first label.
        return len(labels) > 1 and any(
            abs(seconds(first - asked.question.first)) <= TOGETHER and shares_search(found, name)
            for found, times in resolved.get(labels[0], {}).items()
            for first in times
        )

    def last_of_expansion(self, asked: Asked) -> bool:
        """Return whether no shorter form of the name was asked for: it is the name itself."""
        labels = asked.question.name.lower().split(".")
        names = self._names[asked.question.client]
        return not any(".".join(labels[:count]) in names for count in range(2, len(labels)))

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """Client -> the names that it asked for."""
        return {
            client: {asked.question.name.lower() for asked in some}
            for client, some in self.by_client.items()
        }

    @cached_property
    def _resolved(self) -> dict[str, dict[str, dict[str, list[int]]]]:
        """Client -> first label -> name that was resolved -> when it was first asked for."""
        found: dict[str, dict[str, dict[str, list[int]]]] = {}
        for asked in self.all():
            question = asked.question
            if question.codes.get(NOERROR):
                name = question.name.lower()
                names = found.setdefault(question.client, {}).setdefault(name.split(".")[0], {})
                names.setdefault(name, []).append(question.first)
        return found


def derive_dns_names(points: CapturePoints) -> DnsNames:
    """Gather the questions of all captures."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for point in points.items:
        for question in point.capture.dns:
            found[question.client].append(Asked(point, question))
    return DnsNames(dict(found))


def shares_search(one: str, other: str) -> bool:
    """Return whether two names are one name with two suffixes of a search list."""
    a, b = one.split("."), other.split(".")
    common = 0
    while common < min(len(a), len(b)) and a[common] == b[common]:
        common += 1
    return common > 0 and (one.endswith(CLUSTER_DOMAIN) or other.endswith(CLUSTER_DOMAIN))
