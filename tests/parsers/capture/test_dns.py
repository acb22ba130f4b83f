"""DNS as columns says what a reader that takes one message after the other says."""

from __future__ import annotations

import random
import struct
from collections import Counter
from dataclasses import dataclass, field

import pytest

from parsers.capture import buffer
from parsers.capture.read import Reader
from tests.parsers.capture import made

SERVER = "10.0.0.99"
NAMES = ((b"a",), (b"svc", b"x" * 40), (b"y" * 63, b"z" * 63, b"w" * 62), (b"\0odd", b"b"))


@dataclass
class Expected:
    queries: int = 0
    repeats: int = 0
    answers: int = 0
    empty: int = 0
    unanswered: int = 0
    longest: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    addresses: dict[str, None] = field(default_factory=dict)
    frames: list[int] = field(default_factory=list)
    """First query, first answer, first query that was never answered; 0: none."""


class Plain:
    """Takes messages one by one."""

    def __init__(self) -> None:
        self.questions: dict[tuple[str, bytes], Expected] = {}
        self.waiting: dict[tuple[str, int, int], tuple[Expected, int, int]] = {}

    def query(
        self, key: tuple[str, bytes], sent: tuple[str, int, int], frame: int, at: int
    ) -> None:
        question = self.questions.setdefault(key, Expected(frames=[0, 0, 0]))
        question.queries += 1
        question.frames[0] = question.frames[0] or frame
        if sent in self.waiting:
            question.repeats += 1
        else:
            self.waiting[sent] = (question, frame, at)

    def answer(
        self, key: tuple[str, bytes], sent: tuple[str, int, int], frame: int, at: int, code: int,
        found: list[str],
    ) -> None:  # fmt: skip
        question = self.questions.setdefault(key, Expected(frames=[0, 0, 0]))
        question.answers += 1
        question.codes[code] += 1
        question.frames[1] = question.frames[1] or frame
        if found and question.answers <= 4:
            question.addresses.update(dict.fromkeys(found))
        question.empty += not found and code == 0
        asked = self.waiting.pop(sent, None)
        if asked:
            question.longest = max(question.longest, at - asked[2])

    def end(self) -> None:
        for question, frame, _ in self.waiting.values():
            question.unanswered += 1
            question.frames[2] = min(question.frames[2] or frame, frame)


def message(ident: int, question: bytes, answer: bool, code: int, found: list[str]) -> bytes:
    records = b"".join(
        b"\xc0\x0c" + struct.pack(">HHIHI", 1, 1, 30, 4, made.number(each)) for each in found
    )
    flags = 0x8180 | code if answer else 0x0100
    return struct.pack(">HHHHHH", ident, flags, 1, len(found), 0, 0) + question + records


@pytest.mark.parametrize("window", [9_000, 1 << 20])
@pytest.mark.parametrize("idents", [3, 5_000])
def test_columns_say_what_message_after_message_says(
    window: int, idents: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buffer.Buffer.__init__, "__defaults__", (window, buffer.RING))
    chance = random.Random(idents)
    plain, frames, clock = Plain(), [], 0
    for frame in range(1, 4_001):
        clock += chance.choice((1, 50, 1_000))
        client, port, ident = f"10.0.0.{chance.randrange(1, 4)}", 1_000, chance.randrange(idents)
        labels = (*chance.choice(NAMES), b"%d" % chance.randrange(4))
        name = b"".join(bytes([len(each)]) + each for each in labels) + b"\0"
        question = name + struct.pack(">HH", chance.choice((1, 28)), 1)
        # What ends within a label that holds a zero byte is read as ending there.
        key, sent = (client, question[: question.index(0) + 5]), (client, port, ident)
        if answer := chance.random() < 0.5:
            code = chance.choice((0, 0, 3))
            found = [f"172.30.0.{chance.randrange(9)}" for _ in range(chance.randrange(4))]
            found = [] if code or b"\0odd" in question else found
            plain.answer(key, sent, frame, clock * 1_000, code, found)
            packet = made.udp(53, port, message(ident, question, answer, code, found))
            frames.append((clock / 1e6, made.ETHER + made.ip(SERVER, client, 17, packet)))
        else:
            plain.query(key, sent, frame, clock * 1_000)
            packet = made.udp(port, 53, message(ident, question, answer, 0, []))
            frames.append((clock / 1e6, made.ETHER + made.ip(client, SERVER, 17, packet)))
    plain.end()
    said = Reader("made.pcap").read([made.pcap(frames)]).dns
    assert len(said) == len(plain.questions) > 50
    for one, expected in zip(said, plain.questions.values(), strict=True):
        assert (one.queries, one.repeats, one.answers, one.empty) == (
            expected.queries, expected.repeats, expected.answers, expected.empty,
        )  # fmt: skip
        assert (one.unanswered, one.codes) == (expected.unanswered, dict(expected.codes))
        assert one.longest == pytest.approx(expected.longest, abs=1_000)
        assert one.addresses == tuple(expected.addresses)
        assert [one.first_query_frame, one.first_answer_frame, one.unanswered_frame] == (
            expected.frames
        )
