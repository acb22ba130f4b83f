"""Puts DNS questions and answers together: by client, server, name and type."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from parsers.capture.columns import text_of
from parsers.capture.dns_message import addresses, name_of
from parsers.capture.dns_waiting import Waiting
from parsers.capture.grouping import begins
from parsers.capture.grow import Table
from parsers.capture.index import Index
from parsers.capture.records import DnsQuestion
from parsers.capture.rows import take
from parsers.capture.window import gather, layout

QUESTIONS = 50_000
"""Questions that are told apart."""
PARSED = 4
"""Answers of a question whose addresses are read."""

MESSAGE = np.dtype(
    [
        ("frame", "u4"),
        ("time", "i8"),
        ("vni", "i4"),
        ("pair", "u8"),  # client << 32 | server
        ("ident", "u8"),  # the client's port << 16 | id
        ("answer", "?"),
        ("code", "u1"),
        ("answered", "u2"),  # records in the answer section
        ("key", "u8"),  # hash of the pair and the question as it was sent
        ("at", "i8"),  # where the question begins in the window's data,
        ("stop", "i8"),  # where it ends,
        ("end", "i8"),  # and where the message does
    ]
)
QUESTION = np.dtype(
    [
        ("pair", "u8"),
        ("vni", "i4"),
        ("queries", "u4"),
        ("repeats", "u4"),
        ("answers", "u4"),
        ("empty", "u4"),
        ("query_frame", "u4"),
        ("answer_frame", "u4"),
        ("unanswered", "u4"),
        ("unanswered_frame", "u4"),
        ("first", "i8"),
        ("last", "i8"),
        ("longest", "i8"),
        ("codes", "u4", 16),
        ("code_frames", "u4", 16),
    ]
)
PLAIN = (
    "pair", "queries", "repeats", "answers", "empty", "query_frame", "answer_frame",
    "unanswered_frame", "unanswered", "first", "last", "longest", "vni",
)  # fmt: skip
RECORD = layout(16, name=(0, ">u2"), type=(2, ">u2"), bytes=(10, ">u2"), address=(12, ">u4"))


class Questions:
    """All questions so far, a row each."""

    def __init__(self) -> None:
        self._table = Table(QUESTION)
        self._index = Index()
        self._raw: list[bytes] = []
        """Each question as it was sent: name, type and class."""
        self._addresses: list[NDArray[np.uint64]] = []
        """Row << 32 | address of A records, in the order in which they came."""
        self._waiting = Waiting()
        self.cut = False

    def add(self, messages: NDArray[np.void], data: NDArray[np.uint8]) -> None:
        """Take messages (`MESSAGE`) in the order of their frames."""
        rows = self._rows_of(messages, data)
        if (rows < 0).any():
            messages, rows = take(messages, rows >= 0), rows[rows >= 0]
        if not len(rows):
            return
        table = self._table.array
        table["last"][rows] = messages["time"]
        answer = messages["answer"]
        asks = rows[~answer]
        np.add.at(table["queries"], asks, 1)
        first(table["query_frame"], (asks,), messages["frame"][~answer])
        self._answers(take(messages, answer), rows[answer], data)
        repeats, answered, waited = self._waiting.add(messages, rows)
        np.add.at(table["repeats"], rows[repeats], 1)
        np.maximum.at(table["longest"], rows[answered], waited)
        for row, frame in self._waiting.too_many():
            self._give_up(row, frame)

    def _rows_of(self, messages: NDArray[np.void], data: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the row of each message's question, new ones included; -1 beyond the limit."""
        keys = messages["key"]
        rows = self._index.find(keys)
        new = (rows < 0).nonzero()[0]
        if not len(new):
            return rows
        firsts = np.sort(np.unique(keys[new], return_index=True)[1])
        room = QUESTIONS - self._table.used
        self.cut |= len(firsts) > room
        at = new[firsts[:room]]
        begun = take(messages, at)
        where = self._table.grow(len(at))
        table = self._table.array[where]
        table["pair"], table["vni"], table["first"] = begun["pair"], begun["vni"], begun["time"]
        text = data.data
        for begin, stop in zip(begun["at"].tolist(), begun["stop"].tolist(), strict=True):
            self._raw.append(bytes(text[begin:stop]))
        self._index.remember(begun["key"], np.arange(where.start, where.stop))
        return self._index.find(keys)

    def _answers(
        self, messages: NDArray[np.void], rows: NDArray[np.int64], data: NDArray[np.uint8]
    ) -> None:
        table, code, frame = self._table.array, messages["code"], messages["frame"]
        number = numbered(rows)
        parsed = (messages["answered"] > 0) & (table["answers"][rows] + number < PARSED)
        self._read_addresses(take(messages, parsed), rows[parsed], data)
        np.add.at(table["answers"], rows, 1)
        first(table["answer_frame"], (rows,), frame)
        np.add.at(table["codes"], (rows, code), 1)
        first(table["code_frames"], (rows, code), frame)
        np.add.at(table["empty"], rows[(code == 0) & (messages["answered"] == 0)], 1)

    def _read_addresses(
        self, messages: NDArray[np.void], rows: NDArray[np.int64], data: NDArray[np.uint8]
    ) -> None:
        """Read the A records of answers."""
        stop, end = messages["stop"], messages["end"]
        head = gather(data, stop, RECORD)
        # One record, whose name is a pointer to the question's.
        plain = (
            (messages["answered"] == 1) & (head["name"] >= 0xC000) & (stop + 16 <= end)
            & (head["type"] == 1) & (head["bytes"] == 4)
        )  # fmt: skip
        found = [(rows[plain], head["address"][plain], plain.nonzero()[0])]
        for at in (~plain).nonzero()[0].tolist():
            said = list(
                addresses(bytes(data[stop[at] : end[at]]), 0, int(messages["answered"][at]))
            )
            some = np.array(said, np.uint32)
            found.append((np.full(len(said), rows[at]), some, np.full(len(said), at)))
        row, address, at = (np.concatenate(parts) for parts in zip(*found, strict=True))
        packed = row.astype(np.uint64) << np.uint64(32) | address
        self._addresses.append(packed[at.argsort(kind="stable")])

    def _give_up(self, row: int, frame: int) -> None:
        question = self._table.array[row]
        question["unanswered"] += 1
        question["unanswered_frame"] = min(question["unanswered_frame"] or frame, frame)

    def records(self) -> tuple[DnsQuestion, ...]:
        """Return all questions in the order in which they were first seen."""
        for row, frame in self._waiting.all():
            self._give_up(row, frame)
        answered: dict[int, dict[str, None]] = defaultdict(dict)
        if self._addresses:
            packed = np.concatenate(self._addresses)
            once = packed[np.sort(np.unique(packed, return_index=True)[1])].tolist()
            for each in once:
                answered[each >> 32][text_of(each & 0xFFFFFFFF)] = None
        table = self._table.rows
        codes: dict[int, dict[int, int]] = defaultdict(dict)
        frames: dict[int, dict[int, int]] = defaultdict(dict)
        rows, code = table["codes"].nonzero()
        for number, which, count, frame in zip(
            rows.tolist(), code.tolist(), table["codes"][rows, code].tolist(),
            table["code_frames"][rows, code].tolist(), strict=True,
        ):  # fmt: skip
            codes[number][which] = count
            frames[number][which] = frame
        columns = (table[name].tolist() for name in PLAIN)
        return tuple(
            DnsQuestion(
                text_of(pair >> 32), text_of(pair & 0xFFFFFFFF),
                name_of(raw[:-4]), raw[-4] << 8 | raw[-3],
                queries, repeats, answers, codes.get(number, {}), empty,
                tuple(answered.get(number, ())),
                query_frame, answer_frame, frames.get(number, {}), unanswered_frame, unanswered,
                begun, last, longest, vni,
            )
            for number, (
                raw, pair, queries, repeats, answers, empty, query_frame, answer_frame,
                unanswered_frame, unanswered, begun, last, longest, vni,
            ) in enumerate(zip(self._raw, *columns, strict=True))
        )  # fmt: skip


def first(
    column: NDArray[np.uint32], at: tuple[NDArray[np.int64], ...], frames: NDArray[np.uint32]
) -> None:
    """Put frames, which are in order, into empty places of a column: of each place the first."""
    at = tuple(index[::-1] for index in at)
    empty = column[at] == 0
    column[tuple(index[empty] for index in at)] = frames[::-1][empty]


def numbered(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many times each row came before."""
    order = rows.argsort(kind="stable")
    places = np.arange(len(rows))
    number = np.empty(len(rows), np.int64)
    number[order] = places - np.maximum.accumulate(np.where(begins(rows[order]), places, 0))
    return number
