"""Walks a tar stream: ustar, GNU long names, pax; what is rarer is left to `tarfile`.

`tarfile` costs 0.1 ms a member and keeps them all; this walk costs a tenth and keeps nothing.
Format: POSIX.1-2017 `pax`, GNU tar manual, "Basic Tar Format".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analyzer.bundle.limits import Budget
from analyzer.bundle.member import Member
from analyzer.bundle.names import link_target, normal, printable, refusal
from analyzer.bundle.sniff import is_tar_header
from analyzer.bundle.streams import Stream

BLOCK = 512
ZEROS = bytes(BLOCK)
MAX_HEADER = 1 << 20
"""Bytes of a long name or of pax records: what is longer is no name."""
SPECIAL = {b"3": "a character device", b"4": "a block device", b"6": "a FIFO"}


def walk_tar(stream: Stream, budget: Budget, note: Callable[[str], None]) -> Iterator[Member]:
    """Yield the files of a tar in its order; directories are not told."""
    extra: dict[str, str] = {}
    headers = b""
    ended = lost = False
    while len(block := stream.take(BLOCK)) == BLOCK:
        if block == ZEROS:
            ended = True
            continue
        size = number(block[124:136]) if is_tar_header(block) else None
        if size is None:
            if ended:
                break  # whatever fills the medium behind the end mark
            lost = True
            continue
        ended = False
        kind = block[156:157]
        if kind in b"xXgLK":
            data = stream.take(size) if size <= MAX_HEADER else b""
            stream.skip(size - len(data) + padding(size))
            if kind != b"g":
                extra |= records(kind, data)
                headers += block + data + bytes(padding(len(data)))
            continue
        if kind == b"S" or any(key.startswith("GNU.sparse.") for key in extra):
            from analyzer.bundle.sparse import by_tarfile  # rare

            yield from by_tarfile(stream, headers + block, budget)
            ended = True
            break
        if extra.get("size", "").isdecimal():
            size = int(extra["size"])
        member = entry(block, kind, size, extra, budget)
        extra, headers = {}, b""
        if kind in b"123456":
            size = 0  # whatever the header says, no data follows
        end = stream.position + size
        if member:
            if not member.status:
                member.reads(content(stream, member, size))
            yield member
            member.reads(None)
        stream.skip(end - stream.position + padding(size))
    if lost:
        note("is damaged: some of it is no tar header where one is due; that part was passed over")
    if stream.fault:
        note(f"is {stream.fault}; what came before is read")
    elif not ended and not lost:
        note("ends without tar's end mark: it may be truncated")


def entry(
    block: bytes, kind: bytes, size: int, extra: dict[str, str], budget: Budget
) -> Member | None:
    """Make a member of a header; None for what is no file."""
    name = extra.get("path") or own_name(block)
    path = normal(name)
    if kind == b"5" or (kind in b"0\0" and name.endswith("/")) or kind in b"VDM":
        return None
    if why := refusal(path):
        return Member(printable(path), size, status="refused", detail=why)
    if kind in SPECIAL:
        return Member(printable(path), 0, status="refused", detail=SPECIAL[kind])
    if kind in b"12":
        link = extra.get("linkpath") or text(block[157:257])
        if kind == b"2":
            target, why = link_target(path, link)
        else:
            target, why = normal(link), refusal(normal(link)) and "a link out of the bundle"
        return linked(path, target, why)
    return sized(Member(printable(path), size), budget)


def linked(path: str, target: str, why: str) -> Member:
    """Make a member of a link."""
    if why:
        return Member(printable(path), 0, status="refused", detail=why)
    target = printable(target)
    return Member(printable(path), 0, status="link", detail=f"a link to {target}", target=target)


def sized(member: Member, budget: Budget) -> Member:
    """Refuse a member that says itself that it is too large."""
    if member.size is not None and member.size > budget.limits.member_bytes:
        member.refuse(f"{member.size:,} bytes: over the limit for one file")
    return member


def content(stream: Stream, member: Member, size: int) -> Iterator[bytes]:
    """Yield a member's bytes as they come past."""
    end = stream.position + size
    yield from stream.pieces(size)
    if stream.position < end:
        got = size - end + stream.position
        member.cut(f"cut: {got:,} of its {size:,} bytes are there")


def number(field: bytes) -> int | None:
    """Read a numeric field: octal text, or binary where that is too short; None if neither."""
    if field[0] & 0x80:
        return int.from_bytes(field[1:], "big") if field[0] == 0x80 else None
    try:
        return int(field.split(b"\0", 1)[0].strip() or b"0", 8)
    except ValueError:
        return None


def padding(size: int) -> int:
    """Return the bytes that fill the last block."""
    return -size % BLOCK


def text(field: bytes) -> str:
    """Decode a name, up to its NUL."""
    return field.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def own_name(block: bytes) -> str:
    """Return the name in the header itself; only POSIX headers have a prefix."""
    name = text(block[:100])
    if block[257:263] == b"ustar\0" and block[345:346] != b"\0":
        return f"{text(block[345:500])}/{name}"
    return name


def records(kind: bytes, data: bytes) -> dict[str, str]:
    """Read what an extra header says of the member that follows."""
    if kind in b"LK":
        return {"path" if kind == b"L" else "linkpath": text(data)}
    found: dict[str, str] = {}
    while (digits := data.partition(b" ")[0]).isdigit() and len(digits) < 9:
        length = int(digits)
        key, equals, value = data[len(digits) + 1 : length - 1].partition(b"=")
        if not equals or length > len(data):
            break
        found[text(key)] = text(value)
        data = data[length:]
    return found
