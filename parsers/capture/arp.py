"""Puts ARP requests and their answers together, and who claims which address."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.columns import mac_of, text_of
from parsers.capture.records import ArpQuestion, MacOf
from parsers.capture.rows import take

LIMIT = 20_000
"""Questions, and claims, that are told apart."""
BROADCAST = (0, 0xFFFFFFFFFFFF)
"""Destination MACs of what went to all; 0 where the capture has no Ethernet header."""
REQUEST, REPLY = 1, 2
FIELDS = ["frame", "time", "interface", "flags", "source", "destination", "vni", "source_mac",
          "destination_mac"]  # fmt: skip

Key = tuple[int, int, bool, int]


class Asked:
    """One question so far."""

    __slots__ = (
        "answer_frame", "answers", "broadcast", "first", "first_frame", "last", "last_frame",
        "mac", "requests", "vni",
    )  # fmt: skip

    def __init__(self, frame: int, time: int, mac: int, vni: int) -> None:
        self.first_frame, self.first, self.mac, self.vni = frame, time, mac, vni
        self.last_frame, self.last = frame, time
        self.requests = self.answers = self.answer_frame = 0
        self.broadcast = False


class Arp:
    """All ARP packets so far."""

    def __init__(self) -> None:
        self._asked: dict[Key, Asked] = {}
        self._claims: dict[tuple[int, int, bool, int], list[int]] = {}
        self.cut = False

    def add(self, table: NDArray[np.void]) -> None:
        """Take the ARP packets of a window."""
        rows = take(table, (table["kind"] == columns.ARP) & (table["flags"] > 0))
        for frame, time, interface, what, sender, target, vni, mac, to in rows[FIELDS].tolist():
            tunnelled = vni >= 0
            if what == REQUEST:
                self._request((sender, target, tunnelled, interface), frame, time, mac, to, vni)
            elif what == REPLY:
                asked = self._asked.get((target, sender, tunnelled, interface))
                if asked is not None and target != sender:
                    asked.answers += 1
                    asked.answer_frame = asked.answer_frame or frame
            if sender and what in {REQUEST, REPLY}:
                self._claim((sender, mac, tunnelled, interface), frame, vni)

    def _request(self, key: Key, frame: int, time: int, mac: int, to: int, vni: int) -> None:
        asked = self._asked.get(key)
        if asked is None:
            if len(self._asked) >= LIMIT:
                self.cut = True
                return
            asked = self._asked[key] = Asked(frame, time, mac, vni)
        asked.requests += 1
        asked.last_frame, asked.last = frame, time
        asked.broadcast |= to in BROADCAST

    def _claim(self, key: Key, frame: int, vni: int) -> None:
        claim = self._claims.get(key)
        if claim is None:
            if len(self._claims) >= LIMIT:
                self.cut = True
                return
            claim = self._claims[key] = [frame, frame, 0, vni]
        claim[1] = frame
        claim[2] += 1

    def questions(self) -> tuple[ArpQuestion, ...]:
        """Return all questions in the order in which they were first asked."""
        return tuple(
            ArpQuestion(
                text_of(sender), mac_of(a.mac), text_of(target), a.requests, a.first_frame,
                a.last_frame, a.first, a.last, a.answers, a.answer_frame, a.broadcast, a.vni,
                interface, gratuitous=sender == target,
            )
            for (sender, target, _, interface), a in self._asked.items()
        )  # fmt: skip

    def claims(self) -> tuple[MacOf, ...]:
        """Return which MACs were claimed for which addresses."""
        return tuple(
            MacOf(text_of(address), mac_of(mac), first, last, packets, vni, interface)
            for (address, mac, _, interface), (first, last, packets, vni) in self._claims.items()
        )
