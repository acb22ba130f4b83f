"""Ways to let a flow that drops count much: who sends what nobody takes."""

from __future__ import annotations

import re

from tests.accuracy.mutation import Mutator, Place, only

MANY = 9_000_000


def hot(match: str, *, days: int = 8) -> Mutator:
    """Let one flow that drops count much on a bridge of so many days."""

    def mutate(at: Place) -> str | None:
        dump = at.text("flows")
        if dump is None:
            return None
        if days < 8:
            dump = re.sub(r"duration=7\d+", f"duration={days}00000"[:15], dump)
        wanted = re.compile(
            rf"n_packets=\d+, n_bytes=\d+(?=, {at.fill(match)}actions=drop$)", re.MULTILINE
        )
        found = list(wanted.finditer(dump))
        if not found:
            return None
        one = at.rng.choice(found)
        count = f"n_packets={MANY}, n_bytes={98 * MANY}"
        return at.put("flows", dump[: one.start()] + count + dump[one.end() :])

    return mutate


def last(table: int, *, days: int = 8) -> Mutator:
    """The last flow of a table."""

    def mutate(at: Place) -> str | None:
        dump = at.text("flows")
        if dump is None:
            return None
        marked = re.sub(rf"(table={table}, )n_packets=\d+(, n_bytes=)\d+(, priority=0 actions=drop)$",
                        rf"\g<1>n_packets={MANY}\g<2>{98 * MANY}\3", dump, flags=re.MULTILINE)  # fmt: skip
        if marked == dump:
            return None
        if days < 8:
            marked = re.sub(r"duration=7\d{5}", f"duration={days * 86400}", marked)
        return at.put("flows", marked)

    return mutate


DROPS: dict[str, Mutator] = {
    "packets of other networks come by the tunnel": hot("priority=150,in_port=1 "),
    "VXLAN comes from an unknown machine": last(10, days=2),
    "pods send with foreign addresses": last(20),
    "pods send VXLAN": hot("priority=300,udp,tp_dst=4789 "),
    "service traffic returns for unknown pods": only("ct", last(25)),
    "ARP for pods that are gone": last(40),
    "ARP for a subnet without a node": last(50, days=2),
    "packets to a subnet without a node": last(90, days=2),
    "packets to a service that is not there": only("!ct", last(60)),
    "packets to addresses without a pod": last(70),
    "packets that no policy lets in": only("NP", last(80)),
    "packets that a policy denies": only("NP", hot(r"priority=100,ip,reg[01]=\w+(?:,nw_\w+=\S+)? ")),
    "packets that an egress policy drops": hot(r"priority=\d+,ip,reg0=\w+(?:,nw_dst=\S+)? "),
}  # fmt: skip
