"""Reads a bundle once: each file is recognised, parsed and given to its node."""

from __future__ import annotations

import itertools
import re
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from analyzer import appended, commands, signs, sos_manifest, transcripts
from analyzer.bundle.sniff import CAPTURES
from analyzer.ingested import Failure, Ingested, Read
from analyzer.inputs import Input
from analyzer.known import known
from analyzer.recognise import HEAD_BYTES, HEAD_TEXT, Recogniser, collector_error, of_pod
from parsers.base import Artifact, Parsed, Parser
from parsers.capture.parser import PARSER as CAPTURE
from parsers.text import clean, is_binary, utf_16

if TYPE_CHECKING:
    from analyzer.bundle.open import Member

STREAMED = re.compile(
    r"^\[must-gather[^\]\n]*\] (?:POD|OUT) (?:\d{4}-\d\d-\d\dT[\d:.]+Z )?", re.MULTILINE
)
R = TypeVar("R")
POD_KINDS = {"ip-addr": "pod-addresses", "ip-route": "pod-routes", "sysctl": "pod-sysctl"}


class Ingest:
    """Takes members one by one; holds nothing of them but facts."""

    def __init__(self, parsers: tuple[Parser[object], ...]) -> None:
        self.recogniser = Recogniser(parsers)
        self.result = Ingested()

    def take(self, member: Member, prefix: str = "") -> None:
        """Read one member of the bundle."""
        entry = Input(prefix + member.path)
        self.result.inputs.append(entry)
        if member.status in {"refused", "encrypted", "companion", "link"}:
            entry.becomes(member.status, member.detail)
            return
        chunks = member.chunks()
        head = b""
        for chunk in chunks:
            head += chunk
            if len(head) >= HEAD_BYTES:
                break
        if not head.strip():
            self._empty(entry)
        elif head.startswith(CAPTURES):
            whole = itertools.chain((head,), chunks)
            self._parse(entry, CAPTURE, Artifact(entry.path, chunks=lambda: whole))
        elif is_binary(head):
            entry.becomes("unclaimed", "not text")
        else:
            self._text(entry, head, chunks)
        if member.status == "truncated":
            entry.becomes("truncated", member.detail)

    def _empty(self, entry: Input) -> None:
        entry.becomes("empty")
        self._fail(entry, commands.from_path(entry.path), f"{entry.path} is empty")

    def _text(self, entry: Input, head: bytes, rest: Iterator[bytes]) -> None:
        text = clean(head[:HEAD_TEXT])
        if utf_16(head) or STREAMED.match(text):
            # Windows' line ends are two bytes; must-gather's console tells before each line whose.
            head, rest = STREAMED.sub("", clean(head + b"".join(rest))).encode(), iter(())
            text = clean(head[:HEAD_TEXT])
        if entry.path.endswith(sos_manifest.PATH):
            said = sos_manifest.read(entry.path, clean(head + b"".join(rest)))
            self.result.manifest += said
            entry.is_a("sos-manifest")
            entry.becomes("read" if said else "unclaimed")
            return
        header = commands.header(text)
        command = header.command if header else commands.from_path(entry.path)
        body = text[header.length :] if header else text
        if not body.strip() and len(head) < HEAD_TEXT:
            entry.becomes("empty", f"nothing below `{command}`")
            self._fail(entry, command, f"{entry.path} is empty below its header")
            return
        entry.times.extend(signs.when(text, entry.path))
        if not self.recogniser.is_log(body):
            entry.redaction = signs.redaction(text, entry.path)
        if entry.path.endswith(commands.HOSTNAME_FILES):
            self.result.hostnames[entry.path] = body.strip().split("\n")[0].strip()
        if not self.recogniser.is_whole(body) and (
            transcripts.looks_like_one(body if header else text)
            or (header and body.count("\n> ") and not commands.is_log(command))
        ):
            whole = clean(head + b"".join(rest))
            sections = transcripts.sections(whole)
            if len([s for s in sections if s.command]) > 1 or (sections and not header):
                entry.is_a("transcript")
                for section in sections:
                    self._section(entry, section)
                return
            rest = iter(())
            head = whole.encode()
        # A short log may quote an error; a collector's own stands alone.
        quoted = self.recogniser.is_log(body) and commands.may_be_log(command)
        error = collector_error(body) if len(head) < HEAD_TEXT and not quoted else None
        if error and not self.recogniser.is_result(command, error):
            entry.becomes("collector-error", error)
            first = 1 + (header.lines if header else 0)
            entry.error = signs.error_source(entry.path, body, first, error)
            self._fail(entry, command, f"{entry.path}: {error}")
            return
        if header:
            # The header goes; line numbers stay those of the file.
            cut = head.split(b"\n", header.lines)[-1]
            artifact = Artifact(
                entry.path,
                chunks=lambda: itertools.chain((cut,), rest),
                command=command,
                first_line=1 + header.lines,
            )
        else:
            artifact = Artifact(
                entry.path, chunks=lambda: itertools.chain((head,), rest), command=command
            )
        self._read(entry, artifact, body, None)

    def _section(self, entry: Input, section: transcripts.Section) -> None:
        if not section.text.strip() and not commands.ANSWERED_BY_NOTHING.search(section.command):
            return
        error = None if self.recogniser.is_log(section.text) else collector_error(section.text)
        if error and not self.recogniser.is_result(section.command, error):
            entry.becomes("read", f"`{section.command}`: {error}")
            entry.error = signs.error_source(entry.path, section.text, section.first_line, error)
            why = f"{entry.path}: `{section.command}`: {error}"
            self._fail(entry, section.command, why, section.host)
            return
        artifact = Artifact(
            entry.path,
            text=section.text,
            command=section.command or None,
            first_line=section.first_line,
        )
        self._read(entry, artifact, section.text[:HEAD_TEXT], section.host)

    def _read(self, entry: Input, artifact: Artifact, head: str, host: str | None) -> None:
        if found := known(entry.path, head.lstrip(), first=True):
            entry.is_known(found.kind, found.why)
            return
        claim = self.recogniser.claim(entry.path, head, artifact.command)
        if claim is None:
            if found := known(entry.path, head.lstrip()):
                entry.is_known(found.kind, found.why)
            elif not entry.kinds and artifact.command:
                entry.becomes("unclaimed", f"`{artifact.command}`")
            return
        if claim.kind in POD_KINDS and of_pod(entry.path, head, artifact.command):
            of_pods = self.recogniser.named(POD_KINDS[claim.kind])
            entry.becomes("unclaimed", "of a pod's network namespace")
            if of_pods is None:
                entry.is_a(POD_KINDS[claim.kind])
            else:
                self._parse(entry, of_pods, artifact, host)
            return
        for piece in appended.parts(artifact, claim.kind):
            objects = piece is not artifact and appended.OBJECTS.match(piece.text)
            self._parse(entry, None if objects else claim.parser, piece, host)

    def _parse(
        self,
        entry: Input,
        parser: Parser[object] | None,
        artifact: Artifact,
        host: str | None = None,
    ) -> None:
        if parser is None:
            self._guarded(entry, "objects", lambda: self._objects(entry, artifact))
            return
        parsed = self._keep(entry, parser, artifact, host)
        if parsed is not None:
            entry.is_a(parser.name)
            self._count(entry, parsed)
        if not parser.streams:
            self._beside(entry, parser.name, artifact, host)

    def _beside(self, entry: Input, name: str, artifact: Artifact, host: str | None) -> None:
        """Let others look for their facts in it as well."""
        look = self.recogniser.beside
        for each in self._guarded(entry, name, lambda: look(name, artifact.text)) or ():
            if self._keep(entry, each, artifact, host) and name == "objects":
                entry.is_a(each.name)

    def _keep(
        self, entry: Input, parser: Parser[object], artifact: Artifact, host: str | None
    ) -> Parsed[object] | None:
        parsed = self._guarded(entry, parser.name, partial(parser.read, artifact))
        if parsed is not None:
            if not parser.streams and entry.redaction is None:  # a log may quote anything
                entry.redaction = signs.redaction_in(artifact, whole=False)
            about = (parser.fact, parser.per_node, host, artifact.command)
            self.result.reads.append(Read(entry, parsed, *about))
        return parsed

    def _guarded(self, entry: Input, name: str, read: Callable[[], R]) -> R | None:
        """Return what is read, or None where the reader has a bug: the input says so."""
        try:
            return read()
        except Exception:  # noqa: BLE001 - a parser's bug must not lose the rest of the bundle
            entry.is_a(name)
            entry.becomes("crashed", traceback.format_exc(limit=-2))
        return None

    def _objects(self, entry: Input, artifact: Artifact) -> None:
        from parsers.kube import catalog  # loads a YAML reader

        found = catalog.read(artifact)
        entry.redaction = entry.redaction or signs.redaction_in(artifact)
        entry.becomes("read")
        if not found:
            entry.is_a("objects")
        for parsed in found:
            fact = type(parsed.fact)
            entry.is_a(fact.__name__)
            self._count(entry, parsed)
            self.result.reads.append(Read(entry, parsed, fact, False, None, artifact.command))
        self._beside(entry, "objects", artifact, None)

    def _count(self, entry: Input, parsed: Parsed[object]) -> None:
        entry.unread += len(parsed.unread)
        entry.becomes("gaps" if parsed.unread else "read")
        for source in parsed.unread[:3]:
            entry.becomes("gaps", f"line {source.line}: {source.text[:120]}")
        for note in parsed.notes:
            entry.becomes("truncated" if "truncated" in note else "read", note)

    def _fail(self, entry: Input, command: str | None, why: str, host: str | None = None) -> None:
        guess = command or commands.guess_from_name(entry.path)
        parser = self.recogniser.expected(entry.path, guess)
        if parser is not None:
            entry.is_a(parser.name)
            self.result.failures.append(Failure(entry, parser.fact, parser.per_node, host, why))
            return
        from parsers.kube import catalog  # loads a YAML reader

        for kind in catalog.KINDS:
            if guess and kind.command.split()[2] in guess.split():
                entry.is_a(kind.fact.__name__)
                self.result.failures.append(Failure(entry, kind.fact, False, None, why))
