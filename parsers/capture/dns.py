"""Finds the DNS messages of a window, and the question that each is about."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from parsers.capture import columns
from parsers.capture.decode import Decoded
from parsers.capture.dns_questions import MESSAGE, Questions
from parsers.capture.grouping import mix
from parsers.capture.records import DnsQuestion
from parsers.capture.rows import take
from parsers.capture.transport import TCP, UDP
from parsers.capture.window import gather, layout

PORT = 53
HEADER = layout(
    12, ident=(0, ">u2"), flags=(2, ">u2"), asked=(4, ">u2"), answered=(6, ">u2"),
)  # fmt: skip
LENGTH = layout(2, length=(0, ">u2"))
SHORT, LONG = 64, 264
"""Bytes in which a question is looked for: most are short, none is longer (RFC 1035)."""
TYPE_AND_CLASS = 4
SALTS = mix(np.arange(1, LONG // 8 + 1, dtype=np.uint64))


class Dns:
    """All DNS messages so far."""

    def __init__(self) -> None:
        self.questions = Questions()
        self.messages = 0
        self.codes: Counter[int] = Counter()

    def add(self, decoded: Decoded, data: NDArray[np.uint8]) -> None:
        """Take the DNS messages of a window: of UDP, and of TCP those in one segment."""
        table, network = decoded.table, decoded.network
        port = (table["source_port"] == PORT) | (table["destination_port"] == PORT)
        if not port.any():
            return
        whole = (table["kind"] == columns.IPV4) & (
            (table["fragment"] & (columns.LATER_FRAGMENT | columns.BROKEN)) == 0
        )
        size = network.payload_end - network.payload_at
        udp = table["protocol"] == UDP
        rows = port & whole & ((udp & (size >= 12)) | ((table["protocol"] == TCP) & (size >= 14)))
        rows = rows.nonzero()[0]
        over_tcp = ~udp[rows]
        at, end = network.payload_at[rows], network.payload_end[rows]
        if over_tcp.any():
            # One whole message in one segment: its length goes before it.
            said = gather(data, at, LENGTH)["length"]
            keep = ~over_tcp | (said == end - at - 2)
            at = np.where(over_tcp, at + 2, at)[keep]
            rows, end = rows[keep], end[keep]
        if len(rows):
            self._take(take(table, rows), at, end, data)

    def _take(
        self, part: NDArray[np.void], at: NDArray[np.int64], end: NDArray[np.int64],
        data: NDArray[np.uint8],
    ) -> None:  # fmt: skip
        """Take messages at offsets of the data; `part` has their packets."""
        head = gather(data, at, HEADER)
        answer = (head["flags"] & 0x8000) != 0
        codes = np.bincount(head["flags"][answer] & 15, minlength=16).tolist()
        self.codes.update({code: count for code, count in enumerate(codes) if count})
        self.messages += len(at)
        made = np.zeros(len(at), MESSAGE)
        for name in ("frame", "time", "vni"):
            made[name] = part[name]
        client = np.where(answer, part["destination"], part["source"]).astype(np.uint64)
        server = np.where(answer, part["source"], part["destination"])
        port = np.where(answer, part["destination_port"], part["source_port"]).astype(np.uint64)
        made["pair"] = client << np.uint64(32) | server
        made["ident"] = port << np.uint64(16) | head["ident"]
        made["answer"], made["code"] = answer, head["flags"] & 15
        made["answered"] = head["answered"]
        made["at"], made["end"] = at + 12, end
        hashes, made["stop"] = questions(data, made["at"])
        made["key"] = mix(hashes ^ mix(made["pair"]))
        asks = (head["asked"] == 1) & (made["stop"] > 0) & (made["stop"] <= end)
        self.questions.add(take(made, asks), data)

    def records(self) -> tuple[DnsQuestion, ...]:
        """Return all questions in the order in which they were first seen."""
        return self.questions.records()


def questions(
    data: NDArray[np.uint8], at: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return (hash, end) of the questions that begin at offsets; end 0: it has none."""
    for width in (SHORT, LONG):
        places: NDArray[np.void] = np.ndarray(
            (max(len(data) - width + 1, 0),), f"V{width}", buffer=data.data, strides=(1,)
        )
        text = places[at].view(np.uint8).reshape(-1, width)
        zero = text == 0
        size = zero.argmax(axis=1) + 1 + TYPE_AND_CLASS
        ends = zero.any(axis=1) & (size <= width)
        if ends.all():
            break
    text[np.arange(width) >= size[:, None]] = 0
    words = text.view("<u8")
    hashes = np.zeros(len(at), np.uint64)
    for salt, word in zip(SALTS, words.T, strict=False):
        # A word of zeros adds nothing, so that the width does not matter.
        hashes += mix(word ^ salt) - mix(salt[None])
    return hashes, np.where(ends, at + size, 0)
