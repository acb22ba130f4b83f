"""What a mutator is, and the few ways in which all of them change a bundle."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.accuracy.bundle import Bundle
from tests.accuracy.members import SERVICES, Host, Pod, Service
from tests.accuracy.portals import LONE

ALL = "*"
"""Instead of a node: the fault is the cluster's."""


@dataclass
class Place:
    """Where a bundle is broken: drawn at random once, for all steps of a mutator."""

    bundle: Bundle
    rng: Random
    host: Host
    other: Host
    pod: Pod
    service: Service

    @property
    def lone(self) -> Pod:
        """A pod of the host that no service leads to."""
        return next(p for p in self.bundle.plan.live(self.host) if p.app == LONE)

    def fill(self, text: str, *, escape: bool = True) -> str:
        """Put this place's values for `<pod>` and the like."""
        plan = self.bundle.plan
        quote = re.escape if escape else str
        for word, value in (
            ("<pod>", self.pod.ip), ("<port>", str(self.pod.port)), ("<veth>", self.pod.veth),
            ("<other>", self.other.ip), ("<far>", str(self.other.subnet)),
            ("<own>", self.host.ip), ("<near>", str(self.host.subnet)),
            ("<gateway>", self.host.gateway), ("<cluster>", str(plan.cidrs[0])),
            ("<services>", str(SERVICES)), ("<service>", self.service.ip),
            ("<vnid>", vnid(plan.vnid(self.pod.project))), ("<name>", self.host.name),
            ("<podname>", self.pod.name), ("<project>", self.pod.project.name),
            ("<unused>", str(self.host.subnet[-3])), ("<stranger>", "172.16.47.199"),
            ("<lone>", self.lone.ip), ("<lonename>", self.lone.name),
            ("<loneproject>", self.lone.project.name), ("<plain>", plan.hosts[-1].ip), ("<endpoint>", self.service.pods[0].ip),
        ):  # fmt: skip
            text = text.replace(word, quote(value))
        pods = "|".join(re.escape(pod.ip) for pod in plan.live(self.host))
        return text.replace("<local>", f"(?:{pods})")

    def text(self, artifact: str) -> str | None:
        """The artifact of the node at fault."""
        return self.bundle.texts[self.host.name].get(artifact)

    def put(self, artifact: str, text: str) -> str:
        """Change the artifact, and return the node at fault."""
        self.bundle.texts[self.host.name][artifact] = text
        return self.host.name


def vnid(number: int) -> str:
    return f"{number:#x}" if number else "0"


Mutator = Callable[[Place], str | None]
"""Breaks the bundle of a place in one way; returns the node at fault, `*` for the cluster, None
where the bundle has no such thing."""


def place(bundle: Bundle, rng: Random) -> Place:
    plan = bundle.plan
    host = rng.choice(plan.hosts)
    other = rng.choice([each for each in plan.hosts if each is not host])
    numbered = [pod for pod in plan.live(host) if pod.project.netid and not pod.leaving]
    return Place(
        bundle,
        rng,
        host,
        other,
        rng.choice(numbered),
        rng.choice([s for s in plan.services if s.selects and s.pods[0].app != "router"]),
    )


def gone(artifact: str, pattern: str, *, every: bool = False) -> Mutator:
    """Delete one line that matches, or every one."""

    def mutate(at: Place) -> str | None:
        text = at.text(artifact)
        wanted = re.compile(at.fill(pattern))
        lines = (text or "").split("\n")
        found = [index for index, line in enumerate(lines) if wanted.search(line)]
        if not found:
            return None
        away = set(found) if every else {at.rng.choice(found)}
        return at.put(artifact, "\n".join(x for i, x in enumerate(lines) if i not in away))

    return mutate


def swap(artifact: str, pattern: str, new: str, count: int = 1) -> Mutator:
    """Replace what matches in one line (or, with count 0, in all of them)."""

    def mutate(at: Place) -> str | None:
        text = at.text(artifact)
        if text is None:
            return None
        wanted = re.compile(at.fill(pattern), re.MULTILINE)
        found = list(wanted.finditer(text))
        if not found:
            return None
        to = at.fill(new, escape=False)
        if count == 0:
            changed = wanted.sub(to, text)
        else:
            match = at.rng.choice(found)
            changed = text[: match.start()] + match.expand(to) + text[match.end() :]
        return at.put(artifact, changed) if changed != text else None

    return mutate


def flow(text: str, *, young: bool = False, cookie: str = "0x0") -> Mutator:
    """Add a flow: `table=90 priority=200,ip actions=drop`."""

    def mutate(at: Place) -> str | None:
        dump = at.text("flows")
        if dump is None:
            return None
        table, _, rest = at.fill(text, escape=False).partition(" ")
        age = 33.2 if young else 600_123.4
        line = f" cookie={cookie}, duration={age}s, {table}, n_packets=4711, n_bytes=461678, {rest}"
        head, _, tail = dump.partition("\n")
        return at.put("flows", f"{head}\n{line}\n{tail}")

    return mutate


def said(message: str, *, often: int = 3) -> Mutator:
    """Let the SDN's log say it, hours after the start."""

    def mutate(at: Place) -> str | None:
        log = at.text("log")
        if log is None:
            return None
        text = at.fill(message, escape=False)
        lines = [f"E0310 10:3{i}:17.204518    2517 node.go:77] {text}\n" for i in range(often)]
        return at.put("log", log + "".join(lines))

    return mutate


def both(*steps: Mutator) -> Mutator:
    """All steps at one place; not applicable unless each is."""

    def mutate(at: Place) -> str | None:
        nodes = [step(at) for step in steps]
        return nodes[0] if all(nodes) else None

    return mutate


def only(words: str, mutator: Mutator) -> Mutator:
    """In some modes and layouts alone: `NP`, `MT L6`, `ct`, `!ct`."""

    def mutate(at: Place) -> str | None:
        release = at.bundle.plan.release
        mine = release.words | {release.mode, release.layout}
        if not all((w[1:] not in mine) if w[0] == "!" else w in mine for w in words.split()):
            return None
        return mutator(at)

    return mutate
