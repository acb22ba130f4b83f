"""The types that every parser shares: where a line came from, what was read and what was not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

F = TypeVar("F")
F_co = TypeVar("F_co", covariant=True)

MAX_SOURCE_TEXT = 2_000
"""Characters of a line that a `Source` keeps; a longer line ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class Source:
    """One line of one file: the evidence of a finding.

    `line` counts from 1 (a frame number for a capture); 0 stands for the file as a whole.
    """

    path: str
    line: int
    text: str

    @staticmethod
    def at(path: str, line: int, text: str) -> Source:
        """Make a source from a raw line, trimmed to what is fit to print."""
        text = text.rstrip("\r\n")
        if len(text) > MAX_SOURCE_TEXT:
            text = text[:MAX_SOURCE_TEXT] + "…"
        return Source(path, line, text)


class Artifact:
    """One command's output, or one file, as it lies in the bundle.

    `first_line` is the number, in the file at `path`, of the first line of `text`: above 1 where a
    collector's header was cut off or the artifact is one command of a transcript.
    """

    __slots__ = ("_chunks", "_data", "_text", "command", "first_line", "node_hint", "path", "size")

    def __init__(
        self,
        path: str,
        data: bytes = b"",
        *,
        text: str | None = None,
        chunks: Callable[[], Iterator[bytes]] | None = None,
        command: str | None = None,
        first_line: int = 1,
        node_hint: str | None = None,
        size: int | None = None,
    ) -> None:
        self.path = path
        self.command = command
        self.first_line = first_line
        self.node_hint = node_hint
        self.size = len(data) if size is None else size
        self._data = data
        self._text = text
        self._chunks = chunks

    @property
    def text(self) -> str:
        """The whole artifact as clean text: Unix line ends, no BOM, no ANSI sequences."""
        if self._text is None:
            from parsers.text import clean  # text imports this module's types

            self._text = clean(self.data)
        return self._text

    @property
    def data(self) -> bytes:
        """The whole artifact as bytes, as collected."""
        if self._chunks is not None:
            self._data = b"".join(self._chunks())
            self._chunks = None
        if not self._data and self._text:
            return self._text.encode()
        return self._data

    def chunks(self) -> Iterator[bytes]:
        """Yield the artifact's bytes in pieces, for what is too large to hold (logs)."""
        if self._chunks is not None:
            chunks, self._chunks = self._chunks, None
            yield from chunks()
        else:
            yield self.data

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield (line number in the file, line without its end)."""
        yield from enumerate(self.text.split("\n"), self.first_line)

    def source(self, line: int, text: str) -> Source:
        """Return the evidence for one line of this artifact."""
        return Source.at(self.path, line, text)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[F_co]):
    """What a parser made of an artifact: the fact, and the lines that it could not read."""

    fact: F_co
    unread: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    """What else the reader must know: "truncated: the last header still says more" ..."""


class ParserFunction(Protocol[F_co]):
    """Reads one artifact."""

    def __call__(self, artifact: Artifact) -> Parsed[F_co]:
        """Return the fact and what could not be read of it."""
        ...


Merge = Callable[[Sequence[F]], F]


def largest(facts: Sequence[F]) -> F:
    """Choose, of several artifacts with the same kind of fact, the one that holds most records."""
    return max(facts, key=len)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Parser(Generic[F]):
    """A kind of artifact: how it is recognised, what collects it and what reads it."""

    name: str
    """Kebab-case: `dump-flows`, `iptables-save`."""
    fact: type[F]
    read: ParserFunction[F]
    command: str
    """What a support engineer asks the customer to run."""
    commands: re.Pattern[str]
    """Matches the command line that was run (from a collector's header, a prompt, a file name)."""
    content: re.Pattern[str]
    """Matches the head of the artifact's text; the truth where command and name are unknown."""
    names: re.Pattern[str] | None = None
    """Matches the path, where the content alone does not tell (an empty or one-word file)."""
    per_node: bool = True
    """True if the fact belongs to one node; False if to the cluster."""
    merge: Merge[F] = field(default=largest)
    streams: bool = False
    """True if `read` takes `artifact.chunks()`, so that the artifact is never held whole."""
    beside: str = ""
    """The parser in whose artifacts this one looks for its fact as well: `ip -s link` holds both
    links and counters; `objects` for those of Kubernetes."""
    objects: bool = False
    """True if what it reads looks like an object of Kubernetes: a configuration in YAML."""
    whole: bool = False
    """True if lines that look like prompts are part of the artifact: it is no transcript."""


def absent(sources: Iterable[Source], path: str, what: str) -> Source:
    """Return evidence for a line that is not there: its nearest sibling, or the file's head."""
    nearest = next(iter(sources), None)
    return Source(path, nearest.line if nearest else 1, what)
