"""Reads names and addresses out of DNS messages (RFC 1035), which may be cut or hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator

A = 1
PLAIN = re.compile(rb"[-\w*]+").fullmatch
ADDRESSES = 8
"""Addresses that are read of one message."""


def name_of(raw: bytes) -> str:
    """Return a name as it is written; what does not print is escaped as a number."""
    labels: list[str] = []
    at = 0
    while at < len(raw) and (size := raw[at]):
        if size > 63:
            labels.append("?")
            break
        label = raw[at + 1 : at + 1 + size]
        at += 1 + size
        if PLAIN(label):
            labels.append(label.decode())
            continue
        labels.append(
            "".join(chr(c) if 33 <= c < 127 and c not in b".\\\\" else f"\\{c:03d}" for c in label)
        )
    return ".".join(labels) or "."


def after_name(message: bytes, at: int) -> int:
    """Return where a name ends; past the message if it does not."""
    while at < len(message):
        size = message[at]
        if size == 0:
            return at + 1
        if size >= 0xC0:
            return at + 2
        at += 1 + size
    return len(message) + 1


def addresses(message: bytes, at: int, answers: int) -> Iterator[int]:
    """Yield the IPv4 addresses, as numbers, in the answers that begin at an offset."""
    for _ in range(min(answers, ADDRESSES)):
        at = after_name(message, at)
        if at + 10 > len(message):
            return
        kind = message[at] << 8 | message[at + 1]
        size = message[at + 8] << 8 | message[at + 9]
        at += 10
        if kind == A and size == 4 and at + 4 <= len(message):
            yield int.from_bytes(message[at : at + 4])
        at += size
