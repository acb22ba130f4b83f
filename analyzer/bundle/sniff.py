"""Tells a file's format from its first bytes; names are never asked."""

from __future__ import annotations

import re

HEAD = 512

COMPRESSED = {
    b"\x1f\x8b\x08": "gzip",
    b"\xfd7zXZ\0": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OTHER_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"\x04\x22\x4d\x18": "an lz4 file",
    b"LZIP\x01": "an lzip file",
    b"\x1f\x9d": "a file of `compress`",
    b"PK\x07\x08": "one part of a split zip",
}
ENCRYPTED = (
    re.compile(
        rb"\x85[\x00-\x04].\x03|\x8c\x0d\x04[\x07-\x0a]\x03|-----BEGIN PGP MESSAGE", re.DOTALL
    ),
    re.compile(rb"Salted__|age-encryption\.org/|LUKS\xba\xbe"),
)
DOCUMENTS = (b"META-INF/", b"[Content_Types].xml", b"mimetype", b"AndroidManifest.xml")
"""First names in zips that are programs or office documents: one file to us."""
CAPTURES = (
    b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d",
    b"\xa1\xb2\xcd\x34", b"\x34\xcd\xb2\xa1", b"\x0a\x0d\x0d\x0a",
)  # fmt: skip
TAR_SUM = re.compile(rb" *([0-7]{1,7})[ \0]")


def sniff(head: bytes) -> str:
    """Return `tar`, `zip`, a compression, `encrypted`, `other: what`, or nothing."""
    for magic, kind in COMPRESSED.items():
        if head.startswith(magic):
            return kind
    if head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5:
        return "zstd"  # a skippable frame, as parallel compressors put in front
    if head.startswith(ZIP):
        return "" if head[30:].startswith(DOCUMENTS) else "zip"
    if len(head) >= HEAD and (head[257:262] == b"ustar" or is_tar_header(head[:HEAD])):
        return "tar"
    if any(pattern.match(head) for pattern in ENCRYPTED):
        return "encrypted"
    for magic, what in OTHER_ARCHIVES.items():
        if head.startswith(magic):
            return f"other: {what}"
    return ""


def is_tar_header(block: bytes) -> bool:
    """Check the sum that every tar header carries; old ones have no other mark."""
    stated = TAR_SUM.match(block, 148, 156)
    if not stated:
        return False
    return int(stated[1], 8) == sum(block) - sum(block[148:156]) + 8 * ord(" ")
