"""Finds for each DNS answer the query that waits for it, and queries that are repeated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parsers.capture.grouping import begins, mix, order_by

PENDING = 65_536
"""Queries that wait for an answer at one time; the oldest are given up beyond it."""

Query = tuple[int, int, int]
"""Row of the question, frame and time of the first query."""


class Waiting:
    """The queries that wait, by a hash of client, server, port and id; the oldest first."""

    def __init__(self) -> None:
        self._pending: dict[int, Query] = {}

    def add(
        self, messages: NDArray[np.void], rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Take messages (`MESSAGE`) of questions in rows, in the order of their frames.

        Return which queries repeat one that waits, which answers end a wait, and how long (ns).
        """
        hashes = mix(mix(messages["pair"]) ^ messages["ident"])
        order = order_by(hashes)
        keys, answer, time = hashes[order], messages["answer"][order], messages["time"][order]
        first = begins(keys)
        starts = first.nonzero()[0]
        group = np.cumsum(first) - 1
        before = [self._pending.get(key) for key in keys[starts].tolist()]
        known = np.array([query is not None for query in before])
        # A query waits before a message if the one before it is a query, of this window or not.
        waits = np.empty(len(keys), np.bool_)
        waits[1:] = ~answer[:-1]
        waits[starts] = known
        opens = ~answer & ~waits
        opener = np.maximum.accumulate(np.where(opens, np.arange(len(keys)), -1))
        here = opener >= starts[group]
        old = np.array([query[2] if query else 0 for query in before])
        begun = np.where(here, time[opener], old[group])
        ends = answer & waits
        self._keep(keys, starts, known, answer, np.where(here, opener, -1), order, messages, rows)
        return order[~answer & waits], order[ends], (time - begun)[ends]

    def _keep(
        self, keys: NDArray[np.uint64], starts: NDArray[np.int64], known: NDArray[np.bool_],
        answer: NDArray[np.bool_], opener: NDArray[np.int64], order: NDArray[np.int64],
        messages: NDArray[np.void], rows: NDArray[np.int64],
    ) -> None:  # fmt: skip
        """Forget the queries that were answered, and remember those that were not."""
        answered = np.logical_or.reduceat(answer, starts)
        for key in keys[starts[answered & known]].tolist():
            del self._pending[key]
        last = np.append(starts[1:], len(keys)) - 1
        new = last[~answer[last] & (opener[last] >= 0)]
        at = order[opener[new]]
        oldest = at.argsort()
        at = at[oldest]
        self._pending.update(
            zip(
                keys[new[oldest]].tolist(),
                zip(
                    rows[at].tolist(), messages["frame"][at].tolist(),
                    messages["time"][at].tolist(), strict=True,
                ),
                strict=True,
            )
        )  # fmt: skip

    def too_many(self) -> Iterator[tuple[int, int]]:
        """Give up the oldest beyond the limit: yield the row and the frame of each."""
        while len(self._pending) > PENDING:
            row, frame, _ = self._pending.pop(next(iter(self._pending)))
            yield row, frame

    def all(self) -> Iterator[tuple[int, int]]:
        """Give up all of them."""
        while self._pending:
            row, frame, _ = self._pending.pop(next(iter(self._pending)))
            yield row, frame
