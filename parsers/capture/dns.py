"""Puts DNS questions and answers together: by client, server, name and type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.columns import text_of
from parsers.capture.decode import Decoded
from parsers.capture.dns_message import addresses, name_of
from parsers.capture.records import DnsQuestion
from parsers.capture.transport import TCP, UDP
from parsers.capture.window import gather, layout

PORT = 53
HEADER = layout(
    12, ident=(0, ">u2"), flags=(2, ">u2"), asked=(4, ">u2"), answered=(6, ">u2"),
)  # fmt: skip
LENGTH = layout(2, length=(0, ">u2"))
QUESTIONS = 50_000
"""Questions that are told apart."""
PENDING = 65_536
"""Queries that wait for an answer at one time; the oldest are given up beyond it."""
PARSED = 4
"""Answers of a question whose addresses are read."""

Key = tuple[int, bytes]
"""Client << 32 | server, and the question as it was sent."""
Waiting = tuple[int, int]
"""Client << 32 | server, and the client's port << 16 | id."""


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
        """Question, frame and time of the first query."""
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
        if not len(rows):
            return
        over_tcp = ~udp[rows]
        at, end = network.payload_at[rows], network.payload_end[rows]
        if over_tcp.any():
            # One whole message in one segment: its length goes before it.
            said = gather(data, at, LENGTH)["length"]
            keep = ~over_tcp | (said == end - at - 2)
            at = np.where(over_tcp, at + 2, at)[keep]
            rows, end = rows[keep], end[keep]
        head = gather(data, at, HEADER)
        part = table[rows]
        answer = (head["flags"] & 0x8000) != 0
        client = np.where(answer, part["destination"], part["source"]).astype(np.uint64)
        server = np.where(answer, part["source"], part["destination"])
        port = np.where(answer, part["destination_port"], part["source_port"]).astype(np.uint64)
        codes = np.bincount(head["flags"][answer] & 15, minlength=16).tolist()
        self.codes.update({code: count for code, count in enumerate(codes) if count})
        self.messages += len(rows)
        self._take_all(
            zip(
                part["frame"].tolist(), part["time"].tolist(), part["vni"].tolist(),
                (client << np.uint64(32) | server).tolist(),
                (port << np.uint64(16) | head["ident"]).tolist(),
                answer.tolist(), (head["flags"] & 15).tolist(), head["asked"].tolist(),
                head["answered"].tolist(), at.tolist(), end.tolist(), strict=True,
            ),
            data.data,
        )  # fmt: skip

    def _take_all(self, messages: Iterable[tuple[int, ...]], data: memoryview) -> None:
        """Take messages: this runs once a message, so it is written out."""
        questions, pending = self._questions, self._pending
        for frame, time, vni, pair, ident, answer, code, asked, answered, at, end in messages:
            message = bytes(data[at:end])
            stop = message.find(b"\0", 12) + 5
            if asked != 1 or stop < 5 or stop > len(message):
                continue
            key = (pair, message[12:stop])
            question = questions.get(key)
            if question is None:
                if len(questions) >= QUESTIONS:
                    self.cut = True
                    continue
                question = questions[key] = Question(time, vni)
            question.last = time
            waiting = (pair, ident)
            if not answer:
                question.queries += 1
                if not question.query_frame:
                    question.query_frame = frame
                if waiting in pending:
                    question.repeats += 1
                    continue
                pending[waiting] = (question, frame, time)
                if len(pending) > PENDING:
                    self._give_up(next(iter(pending)))
                continue
            question.answers += 1
            if code not in question.codes:
                question.code_frames[code] = frame
                question.codes[code] = 0
            question.codes[code] += 1
            if not question.answer_frame:
                question.answer_frame = frame
            if answered and question.answers <= PARSED:
                question.addresses.update(dict.fromkeys(addresses(message, stop, answered)))
            elif not (code or answered):
                question.empty += 1
            asked_before = pending.pop(waiting, None)
            if asked_before is not None and time - asked_before[2] > question.longest:
                question.longest = time - asked_before[2]

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
                text_of(pair >> 32), text_of(pair & 0xFFFFFFFF),
                name_of(raw[:-4]), raw[-4] << 8 | raw[-3],
                q.queries, q.repeats, q.answers, q.codes, q.empty, tuple(q.addresses),
                q.query_frame, q.answer_frame, q.code_frames, q.unanswered_frame, q.unanswered,
                q.first, q.last, q.longest, q.vni,
            )
            for (pair, raw), q in self._questions.items()
        )  # fmt: skip
