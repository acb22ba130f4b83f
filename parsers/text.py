r"""Bytes as collected into clean text: encodings, line ends, terminal sequences, none of it lost.

A line keeps its number: every `\n` of the input, and nothing else, ends a line of the output.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

ANSI = re.compile(
    r"\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, erase
    r"|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # OSC: window titles, hyperlinks
    r"|[PX^_][^\x1b\n]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|[ -/]*[0-~]"  # character sets, keypad modes
    r")?"
)
SPACES = re.compile("[\u00a0\u2007\u202f]")
INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
# A byte that is no UTF-8 decodes to U+DC80..U+DCFF: what latin-1 makes of it is the best guess.
LATIN_1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}

PROMPT = re.compile(r"(?:\[?[\w.-]+@[\w.-]+[^\r#$]*[#$]|-?\w*sh-\d[\w.]*[#$]|[#$]) ")
WRAPPED = re.compile(r" \r(?=[^\r])")
HEAD = 4096
"""Bytes that tell the encoding, and whether a file is text at all."""

PRINTABLE_CONTROLS = b"\t\n\r\f\b\x07\x1b"
CONTROLS = bytes(set(range(32)) - set(PRINTABLE_CONTROLS)) + b"\x7f"


def clean(data: bytes) -> str:
    """Decode what a collector, a terminal or a Windows clipboard left of a command's output.

    Understood: UTF-8 with or without a byte order mark, UTF-16, and latin-1 for what is neither.
    Removed: carriage returns (of a progress meter its last state stays), ANSI sequences,
    overstruck characters, NULs, invisible characters; a no-break space becomes a space.
    """
    if encoding := utf_16(data[:HEAD]):
        text = data.decode(encoding, "replace")
    elif data.isascii():
        text = data.decode("ascii")
    else:
        text = decode(data)
    if not text.isascii():
        text = INVISIBLE.sub("", SPACES.sub(" ", text))
    if "\0" in text:
        text = text.replace("\0", "")
    if "\x1b" in text:
        text = ANSI.sub("", text)
    if "\r" in text:
        text = without_returns(text)
    if "\b" in text:
        text = per_line(text, "\b", overstrike)
    return text


def clean_blocks(chunks: Iterable[bytes]) -> Iterator[str]:
    """Clean a stream piece by piece; every block but the last ends at the end of a line.

    A file in UTF-16 is the exception: it is rare, small, and taken whole.
    """
    rest = b""
    pieces = iter(chunks)
    for piece in pieces:
        data = rest + piece
        if utf_16(data[:HEAD]):
            yield clean(data + b"".join(pieces))
            return
        end = data.rfind(b"\n") + 1
        rest = data[end:]
        if end:
            yield clean(data[:end])
            break
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        if end:
            yield clean(rest + piece[:end])
            rest = piece[end:]
        else:
            rest += piece
    if rest:
        yield clean(rest)


def clean_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Clean a stream line by line, without line ends; line 1 comes first."""
    for block in clean_blocks(chunks):
        yield from block.removesuffix("\n").split("\n")


def is_binary(head: bytes) -> bool:
    """Tell from a file's first bytes that it is no text in any encoding that `clean` knows."""
    head = head[:HEAD]
    if not head or head.startswith(codecs.BOM_UTF8) or utf_16(head):
        return False
    body = head.replace(b"\0", b"")
    # A log cut by a crash holds runs of NULs between its lines; nothing that is text is half NULs.
    if len(body) * 2 < len(head):
        return True
    controls = len(body) - len(body.translate(None, CONTROLS))
    if controls * 50 > len(body):
        return True
    bad = sum(0xDC80 <= ord(char) <= 0xDCFF for char in body.decode("utf-8", "surrogateescape"))
    return bad * 4 > len(body) and len(body) > 4  # the tail may be half a character


def utf_16(head: bytes) -> str | None:
    """Return the codec of UTF-16 text: by its mark, or because every other byte is NUL."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" not in head or len(head) < 4:
        return None
    pairs = len(head) // 2
    first, second = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if second * 10 > pairs * 8 and first * 20 < pairs:
        return "utf-16-le"
    if first * 10 > pairs * 8 and second * 20 < pairs:
        return "utf-16-be"
    return None


def decode(data: bytes) -> str:
    """Decode UTF-8; each byte that is none is taken for latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape").translate(LATIN_1)


def without_returns(text: str) -> str:
    """Turn CRLF into LF and keep, of a line that was written over, what it said last."""
    text = text.replace("\r\n", "\n")
    if "\r" not in text:
        return text
    if "\n" not in text:
        return text.replace("\r", "\n")  # the line ends of an old Mac
    return per_line(text, "\r", last_written)


def last_written(line: str) -> str:
    """Return what a line said last; a shell that wraps a long command says a blank and a return."""
    line = line.rstrip("\r")
    if "\r" not in line:
        return line
    if PROMPT.match(line):
        return WRAPPED.sub("", line).rpartition("\r")[2]
    return line.rpartition("\r")[2]


def per_line(text: str, mark: str, fix: Callable[[str], str]) -> str:
    """Apply `fix` to the lines that hold `mark`."""
    return "\n".join(fix(line) if mark in line else line for line in text.split("\n"))


def overstrike(line: str) -> str:
    """Let each backspace take back the character before it, as `script` records typing."""
    kept: list[str] = []
    for char in line:
        if char != "\b":
            kept.append(char)
        elif kept:
            kept.pop()
    return "".join(kept)
