"""A process that has everything imported, and forks itself for each case: a case starts at once.

It reads a task a line from its standard input and answers with a line when the case's process has
ended. It holds no result. When its input ends, whoever asked is gone: it kills what still runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from analyzer.batch import scratch as scratches
from analyzer.batch.task import Ended, Task
from parsers.base import Artifact

READY = "ready"
PRELOADED = (
    "analyzer.batch.case", "parsers.catalog", "rules.catalog", "rules.derived.catalog",
    "isal.igzip_lib", "numpy", "scapy.layers.dns", "scapy.layers.inet", "scapy.layers.l2",
    "scapy.layers.vxlan",
)  # fmt: skip
LOG = b"Nov 20 12:00:00 node1 origin-node[1]: I1120 12:00:00.000000       1 node.go:1] Started\n"
TAIL = 2_000
"""Characters of a dead process's standard error that are looked at."""


@dataclass(frozen=True, slots=True)
class Child:
    """The process of one case."""

    number: int
    task: Task
    scratch: Path
    deadline: float


class Server:
    """Forks a process a case, keeps its deadline, says how it ended."""

    def __init__(self, requests: int, answers: int) -> None:
        self.requests = requests
        self.answers = answers
        self.children: dict[int, Child] = {}
        self.expired: set[int] = set()
        self.wake, self._wake_end = os.pipe()
        for end in (self.wake, self._wake_end):
            os.set_blocking(end, False)

    def serve(self) -> None:
        """Serve until the input ends."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_end, warn_on_full_buffer=False)
        self.answer({READY: os.getpid()})
        buffer = b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.requests, selectors.EVENT_READ)
            selector.register(self.wake, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select(self.until_deadline()):
                    data = os.read(key.fd, 1 << 16)
                    if key.fd == self.requests:
                        if not data:
                            return self.stop()
                        *lines, buffer = (buffer + data).split(b"\n")
                        for line in lines:
                            self.start(line.decode())
                self.expire()
                self.reap()

    def answer(self, said: object) -> None:
        """Write one line; the pipe is large enough that this never waits for long."""
        data = json.dumps(said).encode() + b"\n"
        while data:
            data = data[os.write(self.answers, data) :]

    def start(self, line: str) -> None:
        """Fork the process of a case."""
        number, _, text = line.partition(" ")
        task = Task.load(text)
        scratch = scratches.new()
        pid = os.fork()
        if pid == 0:
            self.become_case(task, scratch)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # here too: whoever comes first
        deadline = time.monotonic() + task.choices.seconds
        self.children[pid] = Child(int(number), task, scratch, deadline)

    def become_case(self, task: Task, scratch: Path) -> NoReturn:
        """Be the process of a case; never returns."""
        code = 70
        try:
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (self.requests, self.answers, self.wake, self._wake_end):
                os.close(end)
            said = os.open(scratch / "stderr", os.O_WRONLY | os.O_CREAT, 0o600)
            nothing = os.open(os.devnull, os.O_RDONLY)
            for source, target in ((nothing, 0), (said, 1), (said, 2)):
                os.dup2(source, target)
            limit_memory(task.choices.memory)
            from analyzer.batch import case  # imported long ago by the server

            ended = case.run(task, scratch)
            (scratch / "ended").write_text(json.dumps(asdict(ended)))
            code = 0
        except BaseException:  # noqa: BLE001 - this process ends here whatever it was
            import traceback  # needed only here

            traceback.print_exc()
        finally:
            with contextlib.suppress(Exception):
                sys.stderr.flush()
            os._exit(code)

    def until_deadline(self) -> float | None:
        """Return the seconds until the next case has run too long; None while none runs."""
        deadlines = [c.deadline for pid, c in self.children.items() if pid not in self.expired]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None

    def expire(self) -> None:
        """Kill what runs too long, with all that it started."""
        now = time.monotonic()
        for pid, child in self.children.items():
            if child.deadline <= now and pid not in self.expired:
                self.expired.add(pid)
                kill(pid)

    def reap(self) -> None:
        """Answer for every process that has ended."""
        while self.children:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self.children.pop(pid)
            kill(pid)  # what it started and left behind
            ended = how_it_ended(child, status, timed_out=pid in self.expired)
            self.expired.discard(pid)
            shutil.rmtree(child.scratch, ignore_errors=True)
            peak = usage.ru_maxrss // (1024 if sys.platform == "linux" else 1 << 20)
            self.answer({"number": child.number, "peak": peak, **asdict(ended)})

    def stop(self) -> None:
        """Kill every case and leave nothing behind."""
        for pid in self.children:
            kill(pid)
        for pid, child in self.children.items():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
            shutil.rmtree(child.scratch, ignore_errors=True)


def kill(group: int) -> None:
    """Kill a process with all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def limit_memory(mebibytes: int) -> None:
    """Let this process have so much more address space than it has now; Linux keeps to it."""
    import resource  # not on every platform

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return
    most = pages * os.sysconf("SC_PAGE_SIZE") + (mebibytes << 20)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def how_it_ended(child: Child, status: int, *, timed_out: bool) -> Ended:
    """Say what became of a case from what its process left."""
    choices = child.task.choices
    content = read(child.scratch / "content")
    if timed_out:
        why = f"not finished after {choices.seconds} s (--timeout)"
        return Ended("failed", why, content, limited=True)
    said = read(child.scratch / "ended")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 and said:
        return Ended(**json.loads(said))
    last = (read(child.scratch / "stderr")[-TAIL:].strip().splitlines() or [""])[-1]
    if "MemoryError" in last or "bad_alloc" in last:
        why = f"needs more than {choices.memory} MiB of memory (--memory)"
        return Ended("failed", why, content, limited=True)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        # No content: the next run tries again, since nobody knows why.
        return Ended("failed", f"its process was ended by {name}{': ' + last if last else ''}")
    return Ended("failed", f"a bug of ours: {last or 'no word of why'}")


def read(file: Path) -> str:
    """Return a file's text; empty if there is none."""
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def preload() -> None:
    """Import and compile all that a case needs, once."""
    import gc  # only here

    from analyzer.batch import tables, version
    from analyzer.render.html import environment

    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # takes no address space ahead
    if tables.installed():
        import_module("pyarrow.parquet")
    environment().get_template("report.html.j2")
    for name in PRELOADED:
        import_module(name)
    version.judging()
    version.reading()
    # The log scan's automaton is made when the first log is read: here, once for all cases.
    import_module("parsers.journal").PARSER.read(Artifact("journal", LOG))
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve on the standard streams, which no case may touch."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    scratches.sweep()
    preload()
    Server(requests, answers).serve()
