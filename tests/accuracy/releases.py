"""The releases whose healthy clusters are made and broken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """One release in one plugin mode."""

    number: tuple[int, int]
    layout: str
    version: int
    """Second byte of the version note."""
    mode: str
    """`SN`, `MT` or `NP`."""
    words: frozenset[str] = frozenset()
    """`ct`: conntrack mode; `vx`, `rpl101`, `rpl2`, `live`, `t60drop`: flows of some builds."""

    def __str__(self) -> str:
        major, minor = self.number
        mode = {"SN": "subnet", "MT": "multitenant", "NP": "networkpolicy"}[self.mode]
        return f"{major}.{minor} {self.layout} {mode}"

    @property
    def ct(self) -> bool:
        return "ct" in self.words

    @property
    def new(self) -> bool:
        """4.10 and later: table 27, routing in table 31."""
        return self.layout in {"L10", "L11"}

    @property
    def groups(self) -> bool:
        """4.8 and later: egress addresses by group, table 99."""
        return self.new or self.layout == "L9"


def release(text: str) -> Release:
    """Read `4.8 L9 0b MT ct`."""
    number, layout, version, mode, *words = text.split()
    major, minor = map(int, number.split("."))
    return Release((major, minor), layout, int(version, 16), mode, frozenset(words))


RELEASES = tuple(
    map(
        release,
        (
            "3.11 L6 07 SN",
            "3.11 L6 07 MT vx",
            "3.11 L6 07 NP ct",
            "4.3 L6 07 NP ct vx",
            "4.5 L7 08 MT ct vx",
            "4.6 L8 09 NP ct vx rpl101",
            "4.7 L8 09 NP ct vx rpl2",
            "4.8 L9 0b SN",
            "4.8 L9 0b MT ct",
            "4.9 L9 0c NP ct",
            "4.11 L10 0d SN",
            "4.12 L10 0d MT ct t60drop",
            "4.12 L10 0d NP ct",
            "4.15 L10 0d NP ct live",
            "4.16 L11 0e SN ct",
            "4.16 L11 0e NP ct",
        ),
    )
)
