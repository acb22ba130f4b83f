"""Part of the frozen report: where packets were dropped on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.base import Source


@dataclass(frozen=True, slots=True)
class Drop:
    """A drop flow of br0, or a rule of iptables that drops or rejects."""

    node: str
    place: str
    """`br0 table 10`, `filter INPUT`."""
    rule: str
    """The flow without its statistics, or the rule."""
    packets: int | None
    """Since the flow or rule is there; None where the dump does not count."""
    bytes: int | None
    words: str
    """What its packets were: `VXLAN from a host that is no node`."""
    senders: tuple[str, ...]
    """Who could have sent them, as far as the facts tell."""
    noise: bool
    """True where such packets are dropped on every healthy node."""
    hot: bool
    """More than 100 packets, and more than 1 % of the table's; never true of noise."""
    count: int
    """How many flows or rules this stands for: more than one only where none was hit."""
    source: Source
