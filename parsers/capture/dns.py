"""Puts DNS questions and answers together: by client, server, name and type."""

from __future__ import annotations

import struct
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.columns import text_of
from parsers.capture.decode import Decoded
from parsers.capture.dns_message import addresses, name_of
from parsers.capture.records import DnsQuestion
from parsers.capture.transport import TCP, UDP

PORT = 53
HEADER = struct.Struct(">HHHHHH").unpack_from
QUESTIONS = 50_000
"""Questions that are told apart."""
PENDING = 65_536
"""Queries that wait for an answer at one time; the oldest are given up beyond it."""
PARSED = 4
"""Answers of a question whose addresses are read."""
FIELDS = ["frame", "time", "source", "destination", "source_port", "destination_port", "vni"]

Key = tuple[int, int, bool, bytes]
Waiting = tuple[int, int, int, int]


class Question:
    """One question so far."""

    __slots__ = (
        "addresses", "answer_frame", "answers", "code_frames", "codes", "empty", "first", "last",
        "longest", "queries", "query_frame", "repeats", "unanswered", "unanswered_frame", "vni",
    )  # fmt: skip

    def __init__(self, time: int, vni: int) -> None:
        self.first = self.last = time
        self.vni = vni
        self.queries = self.repeats = self.answers = self.empty = self.longest = 0
        self.query_frame = self.answer_frame = self.unanswered = self.unanswered_frame = 0
        self.codes: dict[int, int] = {}
        self.code_frames: dict[int, int] = {}
        self.addresses: dict[str, None] = {}


class Dns:
    """All DNS messages so far."""

    def __init__(self) -> None:
        self._questions: dict[Key, Question] = {}
        self._pending: dict[Waiting, tuple[Question, int, int]] = {}
        """(client, port, server, id) -> question, frame and time of its first query."""
        self.messages = 0
        self.codes: Counter[int] = Counter()
        self.cut = False

    def add(self, decoded: Decoded, data: NDArray[np.uint8]) -> None:
        """Take the DNS messages of a window: of UDP, and of TCP those in one segment."""
        table, network = decoded.table, decoded.network
        port = (table["source_port"] == PORT) | (table["destination_port"] == PORT)
        whole = (table["kind"] == columns.IPV4) & (
            (table["fragment"] & (columns.LATER_FRAGMENT | columns.BROKEN)) == 0
        )
        size = network.payload_end - network.payload_at
        udp = table["protocol"] == UDP
        rows = port & whole & ((udp & (size >= 12)) | ((table["protocol"] == TCP) & (size >= 14)))
        rows = rows.nonzero()[0]
        begin, end = network.payload_at[rows].tolist(), network.payload_end[rows].tolist()
        over_tcp = (~udp[rows]).tolist()
        view = data.data
        for fields, at, to, tcp in zip(
            table[rows][FIELDS].tolist(), begin, end, over_tcp, strict=True
        ):
            message = bytes(view[at:to])
            if tcp:
                if message[0] << 8 | message[1] != len(message) - 2:
                    continue
                message = message[2:]
            self._take(fields, message)

    def _take(self, fields: tuple[int, ...], message: bytes) -> None:
        frame, time, source, destination, source_port, destination_port, vni = fields
        ident, flags, asked, answered, _, _ = HEADER(message)
        self.messages += 1
        response = flags & 0x8000
        if response:
            self.codes[flags & 15] += 1
            client, client_port, server = destination, destination_port, source
        else:
            client, client_port, server = source, source_port, destination
        stop = message.find(b"\0", 12) + 5
        if asked != 1 or stop < 5 or stop > len(message):
            return
        question = self._question((client, server, vni >= 0, message[12:stop]), time, vni)
        if question is None:
            return
        question.last = time
        waiting = (client, client_port, server, ident)
        if response:
            self._answer(question, flags & 15, answered, frame)
            if answered and question.answers <= PARSED:
                found = addresses(message, stop, answered)
                question.addresses.update(dict.fromkeys(found))
            asked_before = self._pending.pop(waiting, None)
            if asked_before is not None:
                question.longest = max(question.longest, time - asked_before[2])
            return
        question.queries += 1
        question.query_frame = question.query_frame or frame
        if waiting in self._pending:
            question.repeats += 1
            return
        self._pending[waiting] = (question, frame, time)
        if len(self._pending) > PENDING:
            self._give_up(next(iter(self._pending)))

    def _question(self, key: Key, time: int, vni: int) -> Question | None:
        question = self._questions.get(key)
        if question is None:
            if len(self._questions) >= QUESTIONS:
                self.cut = True
                return None
            question = self._questions[key] = Question(time, vni)
        return question

    def _answer(self, question: Question, code: int, answered: int, frame: int) -> None:
        question.answers += 1
        question.answer_frame = question.answer_frame or frame
        question.codes[code] = question.codes.get(code, 0) + 1
        question.code_frames.setdefault(code, frame)
        question.empty += code == 0 and not answered

    def _give_up(self, waiting: Waiting) -> None:
        question, frame, _ = self._pending.pop(waiting)
        question.unanswered += 1
        question.unanswered_frame = min(question.unanswered_frame or frame, frame)

    def records(self) -> tuple[DnsQuestion, ...]:
        """Return all questions in the order in which they were first seen."""
        for waiting in list(self._pending):
            self._give_up(waiting)
        return tuple(
            DnsQuestion(
                text_of(client), text_of(server), name_of(raw[:-4]), raw[-4] << 8 | raw[-3],
                q.queries, q.repeats, q.answers, q.codes, q.empty, tuple(q.addresses),
                q.query_frame, q.answer_frame, q.code_frames, q.unanswered_frame, q.unanswered,
                q.first, q.last, q.longest, q.vni,
            )
            for (client, server, _, raw), q in self._questions.items()
        )  # fmt: skip
