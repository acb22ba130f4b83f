"""Address translation as captures show it: one TCP packet under two pairs of addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.base import Source
from parsers.capture.rows import take
from parsers.iptables import IptablesSave
from rules.base import PerNode
from rules.derived.address_names import AddressNames
from rules.derived.capture_match import TCP, UNTRANSLATED, keyed, match, matchable, numbers
from rules.derived.capture_points import CapturePoints, Point
from rules.derived.hop_suspects import translator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 50
"""Translations between two points that are kept, those of most packets."""
PAIRS = 200


@dataclass(frozen=True, slots=True)
class Translation:
    """What one address and port became on the way from a client to a server."""

    before: tuple[str, int]
    """Where the client sends."""
    after: tuple[str, int]
    client: str
    client_after: str
    """The client's address behind the translation."""
    packets: int
    points: tuple[str, str]
    """Names of the places that show it before and after; one place may show both."""
    rule: Source | None
    """kube-proxy's rule that does it."""
    chain: str

    def __str__(self) -> str:
        said = f"{self.before[0]}:{self.before[1]} becomes {self.after[0]}:{self.after[1]}"
        if self.client != self.client_after:
            said += f", from {self.client} as {self.client_after}"
        return said + (f", by {self.chain}" if self.chain else "")


@dataclass(frozen=True)
class Translations:
    """All of them."""

    items: tuple[Translation, ...]

    def __len__(self) -> int:
        return len(self.items)


def derive_translations(
    points: CapturePoints, names: AddressNames, tables: PerNode[IptablesSave] | None
) -> Translations:
    """Look for TCP packets that two captures, or one of them twice, show under other addresses."""
    kept = [tcp_of(point) for point in points.items]
    found: list[Translation] = []
    for one, table in enumerate(kept[:PAIRS]):
        for other in range(one, min(len(kept), one + 20)):
            rows = twice(table) if one == other else both(table, kept[other])
            pair = (points.items[one], points.items[other])
            found += aggregate(*rows, pair, names, tables or PerNode())
    return Translations(tuple(found))


def tcp_of(point: Point) -> NDArray[np.void]:
    """Return the TCP packets of a capture."""
    table = matchable(point.capture.packets.table)
    return take(table, table["protocol"] == TCP)


def both(
    one: NDArray[np.void], other: NDArray[np.void]
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the packets that two captures show under different addresses, pairwise."""
    a, b = keyed(one, UNTRANSLATED), keyed(other, UNTRANSLATED)
    shared = match(a, b)
    return differing(take(one, shared.a), take(other, shared.b))


def twice(table: NDArray[np.void]) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the packets that one capture shows twice, before and after translation."""
    from parsers.capture.grouping import order_by  # loads numpy

    key = numbers(table, UNTRANSLATED)
    order = order_by(key)
    key = key[order]
    same = (key[1:] == key[:-1]).nonzero()[0]
    return differing(take(table, order[same]), take(table, order[same + 1]))


def differing(
    one: NDArray[np.void], other: NDArray[np.void]
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the rows whose destinations differ."""
    chosen = (one["destination"] != other["destination"]) & (one["sequence"] != 0)
    return take(one, chosen), take(other, chosen)


def aggregate(
    one: NDArray[np.void],
    other: NDArray[np.void],
    pair: tuple[Point, Point],
    names: AddressNames,
    tables: PerNode[IptablesSave],
) -> Iterator[Translation]:
    """Yield each translation of a service's address once, with its packets."""
    from parsers.capture.columns import text_of  # loads numpy

    counts: Counter[tuple[tuple[str, int], tuple[str, int], str, str, bool]] = Counter()
    fields = ["source", "destination", "destination_port"]
    for x, y in zip(one[fields].tolist(), other[fields].tolist(), strict=True):
        forward = names.in_services(text_of(x[1]))
        first, second = (x, y) if forward else (y, x)
        if names.in_services(text_of(first[1])) and not names.in_services(text_of(second[1])):
            key = ((text_of(first[1]), first[2]), (text_of(second[1]), second[2]),
                   text_of(first[0]), text_of(second[0]), forward)  # fmt: skip
            counts[key] += 1
    for (before, after, client, later, forward), packets in counts.most_common(MOST):
        first_point, second_point = pair if forward else pair[::-1]
        node = first_point.node if first_point.node in tables else second_point.node
        rule = None
        if node in tables:
            rule = translator(tables[node or ""], before[0], before[1], "tcp", after)
        yield Translation(
            before, after, client, later, packets, (first_point.name, second_point.name),
            rule[1] if rule else None, rule[0] if rule else "",
        )  # fmt: skip
