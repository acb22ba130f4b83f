"""The releases whose br0 the tests make: layout, mode, and what differs between their builds."""

from __future__ import annotations

from dataclasses import dataclass, replace

ORDER = ("L0a", "L0b", "L0c", "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11")
MODES = {"SN": "subnet", "MT": "multitenant", "NP": "networkpolicy"}


@dataclass(frozen=True)
class Spec:
    release: str
    layout: str
    version: int | None
    mode: str
    words: frozenset[str] = frozenset()
    """`ct`, `vovsbr`, `t9`, `early`, `vxdrop`, `rpl2`, `rpl101`, `live`, `t60drop`; and what the
    cluster has: `cidrs`, `policies`, `firewall`, `egress`, `offline`, `multicast`, `f5`."""

    def __str__(self) -> str:
        return "-".join((self.release, self.layout, self.mode, *sorted(self.words)))

    def since(self, layout: str) -> bool:
        return ORDER.index(self.layout) >= ORDER.index(layout)

    def has(self, words: str) -> bool:
        mine = self.words | {self.mode}
        return all(
            (word[1:] not in mine) if word[0] == "!" else word in mine for word in words.split()
        )

    @property
    def ct(self) -> bool:
        return "ct" in self.words

    @property
    def vovsbr(self) -> int | None:
        if self.layout == "L0a":
            return 9
        return 3 if self.layout in {"L0b", "L0c"} or "vovsbr" in self.words else None

    def plus(self, *words: str) -> Spec:
        return replace(self, words=self.words | set(words))


def spec(release: str, layout: str, version: int | None, mode: str, words: str = "") -> Spec:
    return Spec(release, layout, version, mode, frozenset(words.split()))


PLAIN = (
    spec("3.0", "L0a", None, "SN"),
    spec("3.0", "L0a", None, "MT"),
    spec("3.1", "L0b", None, "MT"),
    spec("3.1.1", "L0c", None, "MT"),
    spec("3.1.1", "L0c", None, "SN"),
    spec("3.2", "L1", 1, "SN", "vovsbr"),
    spec("3.2", "L1", 1, "MT", "vovsbr"),
    spec("3.3", "L1", 1, "MT", "vovsbr t9"),
    spec("3.4", "L1", 1, "SN", "t9"),
    spec("3.4", "L1", 1, "MT", "t9"),
    spec("3.5", "L2", 3, "SN"),
    spec("3.5", "L2", 3, "MT"),
    spec("3.5", "L2", 3, "NP"),
    spec("3.6", "L3", 4, "SN"),
    spec("3.6", "L3", 4, "MT"),
    spec("3.6", "L3", 4, "NP", "ct"),
    spec("3.7", "L4", 5, "SN"),
    spec("3.7", "L4", 5, "MT", "early"),
    spec("3.7", "L4", 5, "MT"),
    spec("3.7", "L4", 5, "NP", "ct"),
    spec("3.9", "L5", 6, "SN"),
    spec("3.9", "L5", 6, "MT"),
    spec("3.9", "L5", 6, "NP", "ct"),
    spec("3.11", "L6", 7, "SN"),
    spec("3.11", "L6", 7, "SN", "vxdrop"),
    spec("3.11", "L6", 7, "MT"),
    spec("3.11", "L6", 7, "MT", "vxdrop"),
    spec("3.11", "L6", 7, "NP", "ct"),
    spec("4.3", "L6", 7, "NP", "ct vxdrop"),
    spec("4.5", "L7", 8, "SN", "vxdrop"),
    spec("4.5", "L7", 8, "MT", "ct vxdrop"),
    spec("4.5", "L7", 8, "MT", "vxdrop"),  # the proxy in user space
    spec("4.5", "L7", 8, "NP", "ct vxdrop"),
    spec("4.6", "L7", 8, "NP", "ct vxdrop rpl101"),
    spec("4.6", "L8", 9, "NP", "ct vxdrop"),
    spec("4.6", "L8", 9, "NP", "ct vxdrop rpl101"),
    spec("4.6", "L8", 9, "MT", "ct vxdrop rpl101 t60drop"),
    spec("4.7", "L8", 9, "SN", "vxdrop rpl2"),
    spec("4.7", "L8", 9, "NP", "ct vxdrop rpl2"),
    spec("4.8", "L9", 0x0B, "SN"),
    spec("4.8", "L9", 0x0B, "MT", "ct"),
    spec("4.8", "L9", 0x0B, "NP", "ct"),
    spec("4.9", "L9", 0x0C, "NP", "ct"),
    spec("4.10", "L10", 0x0D, "SN"),
    spec("4.12", "L10", 0x0D, "SN", "t60drop"),
    spec("4.12", "L10", 0x0D, "MT", "ct t60drop"),
    spec("4.12", "L10", 0x0D, "MT"),
    spec("4.12", "L10", 0x0D, "NP", "ct"),
    spec("4.13", "L10", 0x0D, "SN", "ct"),
    spec("4.13", "L10", 0x0D, "MT", "ct"),
    spec("4.13", "L10", 0x0D, "NP", "ct"),
    spec("4.15", "L10", 0x0D, "NP", "ct live"),
    spec("4.16", "L11", 0x0E, "SN", "ct"),
    spec("4.16", "L11", 0x0E, "MT", "ct"),
    spec("4.16", "L11", 0x0E, "NP", "ct live"),
)


def full(each: Spec) -> Spec:
    """The same release in a cluster that uses all that its mode has."""
    words = ["f5"]
    if each.since("L4"):
        words.append("cidrs")
    if each.mode != "SN":
        words += ["firewall"] if each.since("L2") or "t9" in each.words else []
        words += ["multicast"] if each.since("L3") else []
        words += ["egress"] if each.since("L4") else []
    if each.mode == "NP":
        words.append("policies")
    return each.plus(*words)


FULL = tuple(map(full, PLAIN))
OFFLINE = tuple(
    each.plus("offline")
    for each in FULL
    if "egress" in each.words and each.release in {"3.11", "4.8"}
)
HEALTHY = tuple(dict.fromkeys((*PLAIN, *FULL)))
NOTELESS = tuple(
    each for each in PLAIN
    if each.version and (each.release[0] == "3" or (each.mode == "NP" and each.layout != "L11"))
)  # fmt: skip
"""Those that their flows alone tell; 4.16 has those of 4.15."""
