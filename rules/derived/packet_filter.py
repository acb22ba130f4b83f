"""Walks a packet through a node's chains as netfilter does, and says where it ends and why.

Three-valued: what a dump can't decide (ipset, limit, random, an unknown address) may match, so both
ways are walked, and a walk ends in one outcome or in several.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from parsers.base import Source
from parsers.iptables_rule import IptRule
from parsers.iptables_tables import Chain, IptablesSave, Table
from rules.derived.packet_match import Asked, Packet, marked

PASSING = frozenset(
    {"LOG", "NFLOG", "ULOG", "CONNMARK", "TCPMSS", "NOTRACK", "CT", "CHECKSUM", "TRACE", "SET",
     "CLASSIFY", "TOS", "DSCP", "AUDIT", "SECMARK", "CONNSECMARK", "IDLETIMER", "TEE", "TTL",
     "TCPOPTSTRIP", "ECN", "RATEEST", "LED", "SYNPROXY"}
)  # fmt: skip
"""Targets after which the next rule is asked."""
ENDING = frozenset(
    {"ACCEPT", "DROP", "REJECT", "DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP", "QUEUE",
     "NFQUEUE", "TPROXY"}
)  # fmt: skip
BLOCKING = frozenset({"DROP", "REJECT"})
Hooks = tuple[tuple[str, str], ...]
"""(table, built-in chain), in the order in which the kernel asks them; nat does not filter."""
FORWARDED: Hooks = (
    ("raw", "PREROUTING"), ("mangle", "PREROUTING"), ("mangle", "FORWARD"), ("filter", "FORWARD"),
    ("mangle", "POSTROUTING"),
)  # fmt: skip
INCOMING: Hooks = (
    ("raw", "PREROUTING"), ("mangle", "PREROUTING"), ("mangle", "INPUT"), ("filter", "INPUT"),
)  # fmt: skip
OUTGOING: Hooks = (
    ("raw", "OUTPUT"), ("mangle", "OUTPUT"), ("filter", "OUTPUT"), ("mangle", "POSTROUTING"),
)  # fmt: skip
MAX_STEPS = 50_000
"""Rules asked in one walk: loops, which the kernel refuses, can stand in a hostile file."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a walk ends: a verdict and the rule that gave it (None: the chain's policy)."""

    verdict: str
    chain: Chain
    rule: IptRule | None
    via: tuple[IptRule, ...] = ()
    """The jumps that led to the rule, outermost first."""

    @property
    def source(self) -> Source:
        """The line that gave the verdict."""
        return self.rule.source if self.rule else self.chain.source

    @property
    def place(self) -> str:
        """Where it stands: `filter FORWARD`, by way of the first jump."""
        first = self.via[0].chain if self.via else self.chain.name
        way = f" by way of {self.chain.name}" if self.via else ""
        return f"{self.chain.table.name} {first}{way}"

    @property
    def words(self) -> str:
        """What stopped it: the rule, or the policy."""
        if self.rule is None:
            return f"the policy {self.verdict} of {self.place}"
        return f"`{self.rule.text.partition('-A ')[2]}` in {self.place}"


@dataclass(slots=True)
class Walk:
    """All ends that a packet may come to, in the order in which they are met."""

    ends: list[End] = field(default_factory=list)
    untracked: bool = False
    """True if a rule took the packet out of connection tracking."""

    @property
    def blocked(self) -> bool:
        """True if every end drops or rejects it."""
        return bool(self.ends) and all(end.verdict in BLOCKING for end in self.ends)

    @property
    def certain(self) -> str | None:
        """The one verdict, or None if there may be several."""
        verdicts = {end.verdict for end in self.ends}
        return next(iter(verdicts)) if len(verdicts) == 1 else None


class PacketFilter:
    """The chains of one node, each cut into rules once."""

    def __init__(self, save: IptablesSave) -> None:
        self.save = save
        self._asked: dict[tuple[str, str], tuple[Asked, ...]] = {}

    def walk(self, table: str, chain: str, packet: Packet) -> Walk:
        """Walk one built-in chain; what was cut off or filtered away leads nowhere."""
        walk = Walk()
        found = self.save.chain(table, chain)
        if found is not None and found.table.complete:
            _Walker(self, found.table, walk, packet).built_in(found)
        return walk

    def blocking(self, hooks: Hooks, packet: Packet) -> tuple[End, ...]:
        """Return the ends that stop a packet for certain on its way through some hooks."""
        for table, chain in hooks:
            walk = self.walk(table, chain, packet)
            if walk.blocked:
                return tuple(walk.ends)
            if walk.untracked:
                packet = replace(packet, ctstate="UNTRACKED")
        return ()

    def passes(self, hooks: Hooks, packet: Packet) -> bool:
        """Return whether a packet passes for certain, whatever of it is not known."""
        return not any(
            end.verdict in BLOCKING for hook in hooks for end in self.walk(*hook, packet).ends
        )

    def asked(self, table: Table, chain: Chain) -> tuple[Asked, ...]:
        """Return a chain's rules, typed."""
        key = table.name, chain.name
        if key not in self._asked:
            self._asked[key] = tuple(Asked.of(rule) for rule in chain.rules)
        return self._asked[key]


class _Walker:
    """One walk of one packet, whose mark rules may change on the way."""

    def __init__(self, filter_: PacketFilter, table: Table, walk: Walk, packet: Packet) -> None:
        self.filter = filter_
        self.table = table
        self.walk = walk
        self.packet = packet
        self.steps = 0

    def built_in(self, chain: Chain) -> None:
        """Walk from a hook: at the chain's end its policy decides."""
        if self.chain(chain, (), ()):
            self.walk.ends.append(End(chain.policy or "ACCEPT", chain, None))

    def chain(self, chain: Chain, via: tuple[IptRule, ...], stack: tuple[str, ...]) -> bool:
        """Ask a chain's rules; return whether the packet may come out at its end."""
        if chain.name in stack:
            return True
        stack = (*stack, chain.name)
        may_leave = False
        for asked in self.filter.asked(self.table, chain):
            self.steps += 1
            if self.steps > MAX_STEPS:
                return True
            answer = asked.matches(self.packet)
            if answer is False:
                continue
            rule = asked.rule
            target = rule.target or ""
            callee = self.table.chains.get(target)
            if target == "RETURN":
                if answer:
                    return True
                may_leave = True
            elif callee is not None:
                out = self.chain(callee, (*via, rule), stack)
                if answer and (not out or rule.goto):
                    return out or may_leave
                may_leave = may_leave or (out and rule.goto)
            elif target in ENDING:
                self.walk.ends.append(End(target, chain, rule, via))
                if answer:
                    return may_leave
            else:
                self.passing(rule, answer)
        return True

    def passing(self, rule: IptRule, answer: bool | None) -> None:
        """Apply a target that lets the packet go on."""
        target = rule.target
        if target in {"NOTRACK", "CT"} and answer:
            self.walk.untracked = target == "NOTRACK" or "notrack" in rule.text
        elif target == "MARK":
            self.packet = replace(self.packet, mark=marked(rule, self.packet.mark, answer))
