"""Sums up each capture for the report: its course, its events, its conversations."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from analyzer.facts import Facts
from analyzer.report_captures import (
    CaptureEvent,
    CapturePair,
    CaptureSummary,
    Conversation,
    Tally,
)
from parsers.capture.connections import Connection
from parsers.capture.fact import Capture
from rules.derived.address_names import AddressNames
from rules.derived.capture_hops import CaptureHops, Hop
from rules.derived.capture_points import CapturePoints, Point
from rules.derived.translations import Translation, Translations

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BARS = 120
EVENTS = 80
CONVERSATIONS = 40
"""Of each capture; with 9 captures all this is some 200 KB of JSON."""
CAPTURES = 100
TRANSLATIONS = 5
KEPT = "comparisons and TTLs are of {:,} kept packets; chart, connections and counts of all"
Event = tuple[int, int, str, str]
"""Frame, time, kind, text."""
PROTOCOLS = {1: "ICMP", 6: "TCP", 17: "UDP", 132: "SCTP"}
SHOWN = ("retransmission", "fast-retransmission", "reset", "zero-window", "lost-segment")


def summaries(facts: Facts) -> tuple[CaptureSummary, ...]:
    """Return a summary of each capture of the bundle."""
    points, names = facts.known(CapturePoints), facts.known(AddressNames)
    if points is None or names is None:
        return ()
    translations = facts.known(Translations) or Translations(())
    return tuple(summary(point, names, translations) for point in points.items[:CAPTURES])


def pairs(facts: Facts) -> tuple[CapturePair, ...]:
    """Return what every two captures of one time say together."""
    hops = facts.known(CaptureHops)
    if hops is None:
        return ()
    known = facts.known(Translations) or Translations(())
    made = [pair(hop, known) for hop in hops.items]
    made.sort(key=lambda each: (-each.lost, -each.shared))
    return tuple(made[:CAPTURES])


def summary(point: Point, names: AddressNames, translations: Translations) -> CaptureSummary:
    """Sum up one capture."""
    capture = point.capture
    events = sorted(events_of(capture))
    rows = ordered(capture)
    started = dt.datetime.fromtimestamp(capture.first / 1e9, dt.UTC) if capture.frames else None
    notes = [f"lists end at their limit: {', '.join(capture.truncated_lists)}"]
    return CaptureSummary(
        path=capture.path,
        place=point.name,
        node=point.node,
        reason=point.reason,
        format=f"{capture.format}, {', '.join(sorted({i.linktype for i in capture.interfaces}))}",
        frames=capture.frames,
        octets=capture.octets,
        started=started.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if started else "",
        milliseconds=(capture.last - capture.first) // 1_000_000,
        protocols=tuple(Tally(*each) for each in capture.protocols.items() if each[1]),
        damage=tuple(Tally(*each) for each in capture.damage.counts.items() if each[1]),
        bars=bars(capture),
        events=tuple(thinned(capture, events)),
        events_total=len(events),
        conversations=tuple(
            conversation(capture, capture.connections[int(row)], names) for row in rows
        ),
        conversations_total=len(capture.connections),
        notes=(
            *(notes if capture.truncated_lists else ()),
            *([] if capture.packets.whole else [KEPT.format(len(capture.packets))]),
            *said_of(translations, lambda each: set(each.points) == {point.name}),
            *capture.damage.said,
        ),
    )


def thinned(capture: Capture, events: list[Event]) -> Iterator[CaptureEvent]:
    """Yield the events, or some of each part of the capture if there are too many."""
    step = -(-len(events) // EVENTS) or 1
    for frame, time, kind, said in events[::step]:
        yield CaptureEvent(kind, frame, at(capture, time), said or capture.source(frame).text)


def bars(capture: Capture) -> tuple[int, ...]:
    """Return the packets in equal slices of time."""
    if capture.rate is None or capture.last <= capture.first:
        return ()
    return capture.rate.bars(capture.first, capture.last, BARS)


def at(capture: Capture, time: int) -> int:
    """Return a time as thousandths of the capture."""
    return round((time - capture.first) * 1000 / max(capture.last - capture.first, 1))


def events_of(capture: Capture) -> Iterator[Event]:
    """Yield what happened."""
    for event in itertools.islice(capture.tcp.of(*SHOWN), 5_000):
        yield event.frame, event.time, event.kind.replace("-", " "), ""
    for each in capture.connections.unanswered_syns(500):
        yield each.syn_frame, each.first, "SYN unanswered", ""
    for error in capture.icmp_errors[:500]:
        yield error.frame, error.time, "ICMP error", ""
    for question in capture.dns[:1_000]:
        for code, frame in question.code_frames.items():
            if code:
                yield frame, question.first, f"DNS code {code}", question.name


def ordered(capture: Capture) -> NDArray[np.int64]:
    """Return the rows of the conversations shown: the troubled ones first, then the busiest."""
    import numpy as np  # loaded for captures only

    table = capture.connections.table
    silent = (table["packets"][:, 1] == 0) & (table["protocol"] != 17)
    trouble = (
        ((table["syns"] > 0) & silent) * 100
        + silent * 20
        + np.minimum(table["resets"][:, 0].astype("i8") + table["resets"][:, 1], 2) * 8
        + np.minimum(
            table["retransmissions"][:, 0].astype("i8") + table["retransmissions"][:, 1], 20
        )
        + ((table["hello_frame"] > 0) & (table["hello_answer_frame"] == 0)) * 50
    )
    octets = table["octets"][:, 0] + table["octets"][:, 1]
    score = trouble.astype("i8") << 48 | np.minimum(octets, (1 << 48) - 1).astype("i8")
    if len(score) > CONVERSATIONS:
        least = np.partition(score, -CONVERSATIONS)[-CONVERSATIONS]
        rows = (score >= least).nonzero()[0]
    else:
        rows = np.arange(len(score))
    found: NDArray[np.int64] = rows[np.argsort(-score[rows], kind="stable")][:CONVERSATIONS]
    return found


def conversation(capture: Capture, each: Connection, names: AddressNames) -> Conversation:
    """Return one row of the table."""
    ports = each.protocol in {6, 17}
    index = max(each.tunnel)
    return Conversation(
        protocol=PROTOCOLS.get(each.protocol, f"IP {each.protocol}"),
        client=f"{each.a}:{each.a_port}" if ports else each.a,
        server=f"{each.b}:{each.b_port}" if ports else each.b,
        client_name=named(each.a, names),
        server_name=named(each.b, names),
        packets=sum(each.packets),
        answers=each.packets[1],
        octets=sum(each.octets),
        frame=each.first_frame,
        milliseconds=(each.last - each.first) // 1_000_000,
        vni=capture.tunnels[index].vni if index >= 0 else -1,
        trouble="; ".join(trouble_of(each)),
    )


def named(address: str, names: AddressNames) -> str:
    """Return who has an address; empty if nobody knows."""
    short = names.short(address)
    return "" if short == address else short


def trouble_of(each: Connection) -> Iterator[str]:
    """Yield what went wrong with a conversation."""
    if each.syns and not each.packets[1]:
        yield f"{each.syns} SYN{'s' if each.syns > 1 else ''} unanswered"
    elif not each.packets[1] and each.protocol == 1:
        yield "no answer"
    if each.syns and not each.synacks and each.resets[1]:
        yield "refused"
    elif any(each.resets):
        yield f"reset by {'the client' if each.resets[0] else 'the server'}"
    if sum(each.retransmissions) and each.packets[1]:
        yield f"{sum(each.retransmissions)} retransmissions"
    if each.hello_frame and not each.hello_answer_frame:
        yield "ClientHello without an answer"
    if any(each.zero_windows):
        yield "window closed"


def said_of(translations: Translations, wanted: Callable[[Translation], bool]) -> tuple[str, ...]:
    """Return some translations in words, each once, the most frequent first."""
    chosen = sorted(filter(wanted, translations.items), key=lambda each: -each.packets)
    return tuple(dict.fromkeys(map(str, chosen)))[:TRANSLATIONS]


def pair(hop: Hop, translations: Translations) -> CapturePair:
    """Return what two captures say together."""
    places = {hop.a.name, hop.b.name}
    shared = sorted(way.delay for way in hop.ways if way.shared)
    return CapturePair(
        first=hop.a.name,
        second=hop.b.name,
        shared=hop.shared,
        offset=round(hop.offset / 1000),
        both_ways=hop.both_ways,
        grew=hop.grew,
        lost=sum(len(way.lost) for way in hop.ways),
        delay=round(shared[len(shared) // 2] / 1000) if shared else 0,
        translated=said_of(translations, lambda each: set(each.points) == places),
    )
