"""Reads mutations of every made capture: no crash, no hang, bounded memory, no frame that is none.

`make fuzz` runs 10,000 of each fixture; `python -m tests.parsers.capture.fuzz 500 [fixture ...]`.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from types import FrameType
from typing import NoReturn

from parsers.capture.fact import Capture
from parsers.capture.read import Reader
from tests.parsers.capture.fixtures import LISTED

SECONDS = 5
"""Of work that one reading may take at most: it takes milliseconds."""
MEGABYTES = 300
"""That the process may grow by."""
NASTY = (0, 1, 3, 4, 7, 8, 15, 16, 19, 20, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 262144)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change a capture in one to four places: bytes, numbers, pieces lost, doubled or moved."""
    made = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        if not made:
            return b""
        at = chance.randrange(len(made))
        what = chance.randrange(7)
        if what == 0:
            made[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            made[at] = chance.randrange(256)
        elif what == 2:
            size = chance.choice((1, 2, 4))
            number = chance.choice(NASTY) & (1 << 8 * size) - 1
            made[at : at + size] = number.to_bytes(size, chance.choice(("little", "big")))
        elif what == 3:
            del made[at:]
        elif what == 4:
            del made[at : at + chance.randrange(1, 40)]
        elif what == 5:
            piece = made[at : at + chance.randrange(1, 200)]
            where = chance.randrange(len(made))
            made[where:where] = piece * chance.choice((1, 1, 2, 50))
        else:
            made[at:at] = chance.randbytes(chance.randrange(1, 40))
    return bytes(made)


def check(capture: Capture) -> None:
    """Raise AssertionError where what was read contradicts itself."""
    frames = range(1, capture.frames + 1)
    for event in capture.tcp.of():
        assert event.frame in frames
        assert capture.source(event.frame).line == event.frame
    for one in capture.connections.rows(capture.connections.table):
        assert one.first_frame in frames
        assert one.first_frame <= one.last_frame <= capture.frames
        assert sum(one.packets) <= capture.frames
        assert one.name
    assert sum(i.frames for i in capture.interfaces) == capture.frames
    assert all(e.frame in frames for e in capture.icmp_errors)
    assert all(a.first_frame in frames for a in capture.arp)
    assert all(t.first_frame in frames and t.packets for t in capture.tunnels)
    assert all(count >= 0 for count in capture.protocols.values())
    assert len(capture.packets) <= capture.frames
    for row in capture.packets.table["frame"].tolist()[:50]:
        assert capture.source(row).text


def too_slow(_: int, __: FrameType | None) -> NoReturn:
    raise TimeoutError


def campaign(name: str, count: int, seed: int = 0) -> str:
    """Read `count` mutations of a fixture; return what it took. Raises with the seed of a failure."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGVTALRM, too_slow)
    data = LISTED[name]()
    Reader(name).read([data])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, slowest = time.process_time(), 0.0
    for number in range(seed, seed + count):
        mutant = mutate(data, random.Random(f"{name}{number}"))
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            check(Reader(name).read([mutant]))
        except BaseException as error:
            raise AssertionError(f"{name}, mutation {number}: {error!r}") from error
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        slowest = max(slowest, time.process_time() - began)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert grown < MEGABYTES, f"{name}: {grown} MB more"
    return (f"{name}: {count} in {time.process_time() - start:.0f} s, slowest {slowest:.3f} s, "
            f"{grown} MB more")  # fmt: skip


def main(count: int, names: list[str]) -> None:
    with ProcessPoolExecutor(2) as pool:
        for said in pool.map(campaign, names or LISTED, [count] * len(names or LISTED)):
            print(said, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2:])
