"""Changes of flows drawn at random: one deleted, one field changed, a foreign one added."""

from __future__ import annotations

import re
from random import Random

from tests.accuracy.mutation import Mutator, Place

FLOW = re.compile(r"^ cookie=.*table=(\d+), .*$", re.MULTILINE)
WHAT = re.compile(r"n_bytes=\d+, (?:priority=(\d+),?)?(\S*) ?actions=(\S+)")
VALUE = re.compile(r"\b(nw_src|nw_dst|arp_spa|arp_tpa|tun_src|in_port|reg0|reg1|tp_dst)=([^, ]+)")
ACTION = re.compile(r"(goto_table:|output:|set_field:|load:)([\w.]+)")


def deleted(at: Place) -> str | None:
    """Any flow of the node."""
    text = at.text("flows")
    if text is None:
        return None
    match = at.rng.choice(list(FLOW.finditer(text)))
    return at.put("flows", text[: match.start()] + text[match.end() + 1 :])


def another(kind: str, value: str, rng: Random) -> str:
    """A value of the same kind that is not the one given."""
    if kind in {"nw_src", "nw_dst", "arp_spa", "arp_tpa", "tun_src", "set_field:"}:
        if "." not in value:
            return value
        address, slash, rest = value.partition("/")
        octets = address.split(".")
        octets[1] = str((int(octets[1]) + rng.randrange(5, 90)) % 250)
        return ".".join(octets) + slash + rest
    if kind in {"reg0", "reg1", "load:"}:
        return hex(int(value, 0) + rng.randrange(1, 9))
    if kind == "goto_table:":
        later = [t for t in (20, 30, 40, 50, 60, 70, 80, 90, 100, 101, 110, 120) if t > int(value)]
        return str(rng.choice(later)) if later else value
    if value.isdigit():
        return str(int(value) + rng.randrange(20, 60))
    return value


def changed(at: Place) -> str | None:
    """One field of the match, the priority or one action of any flow."""
    text = at.text("flows")
    if text is None:
        return None
    for _ in range(20):
        match = at.rng.choice(list(FLOW.finditer(text)))
        line = match[0]
        head, what = line.split("n_bytes=", 1)
        places = [*VALUE.finditer(what), *ACTION.finditer(what)]
        priority = re.search(r"(priority)=([1-9]\d*)", what)
        places += [priority] if priority else []
        if "note:" in what or not places:
            continue
        spot = at.rng.choice(places)
        new = another(spot[1], spot[2], at.rng)
        other = f"{head}n_bytes={what[: spot.start(2)]}{new}{what[spot.end(2) :]}"
        if other != line:
            return at.put("flows", text[: match.start()] + other + text[match.end() :])
    return None


def added(at: Place) -> str | None:
    """A flow that no release installs, and that traffic of the cluster meets."""
    text = at.text("flows")
    if text is None:
        return None
    rng = at.rng
    routing = 31 if at.bundle.plan.release.new else 30
    table = rng.choice((0, 10, 20, routing, 40, 50, 70, 80, 90))
    match = {
        0: ["in_port=1", "ip,in_port=2"], 10: [f"tun_src={at.other.ip}"],
        20: [f"ip,in_port={at.pod.port}"], 40: [f"arp,arp_tpa={at.pod.ip}"],
        50: [f"arp,arp_tpa={at.other.subnet}"], 80: [f"ip,nw_dst={at.pod.ip}"],
        90: [f"ip,nw_dst={at.other.subnet}"], 70: [f"ip,nw_dst={at.pod.ip}"],
        routing: [f"ip,nw_dst={at.host.subnet}", f"ip,nw_dst={at.other.subnet}"],
    }[table]  # fmt: skip
    actions = rng.choice(("drop", "output:2", "drop"))
    priority = rng.choice((333, 777, 2000))
    line = (
        f" cookie=0x0, duration=9{rng.randrange(1000, 9999)}.5s, table={table}, n_packets=12, "
        f"n_bytes=1176, priority={priority},{rng.choice(match)} actions={actions}\n"
    )
    head, _, rest = text.partition("\n")
    return at.put("flows", f"{head}\n{line}{rest}")


RANDOM: dict[str, Mutator] = {
    "a flow deleted": deleted,
    "a field of a flow changed": changed,
    "a foreign flow added": added,
}
