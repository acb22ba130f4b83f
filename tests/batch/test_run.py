"""A run over many cases: isolated, limited, taken up again, and never half written."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import pytest

from analyzer.batch import records
from analyzer.batch.progress import BatchProgress
from analyzer.batch.storage import Local
from analyzer.batch.task import Choices, Ended, Source, Task, Unusable
from tests.batch.cases import BAD, ROOT, SAMPLES, batch, pack, sample_cases, tree

COMMAND = [sys.executable, "-c", "from analyzer.main import main; main()", "batch"]


def row(out: Path, name: str) -> records.Record:
    found = records.read(Local(str(out)), name)
    assert found is not None
    return found


def test_one_bad_case_is_listed_and_the_rest_is_done(tmp_path: Path) -> None:
    sample_cases(tmp_path / "cases", 3)
    (tmp_path / "cases/bad.tgz").write_bytes(BAD)
    outcome = batch(tmp_path / "out", tmp_path / "cases")
    assert outcome.statuses == {"analyzed": 3, "failed": 1}
    assert "bad.tgz" in row(tmp_path / "out", "bad.tgz").reason
    page = (tmp_path / "out/index.html").read_text()
    assert "bad.tgz" in page
    report = json.loads((tmp_path / "out/reports/case-0000.tgz.json").read_text())
    assert report["bundle"]["root"] == str(tmp_path / "cases/case-0000.tgz")
    assert {f["rule"] for f in report["findings"]} >= {"remote-sender-unknown"}


def test_a_second_run_takes_up_where_the_first_stopped(tmp_path: Path) -> None:
    out, cases = tmp_path / "out", sample_cases(tmp_path / "cases", 3)
    batch(out, *cases[:2])
    assert batch(out, *cases).statuses == {"kept": 2, "analyzed": 1}
    assert batch(out, *cases, force=True).statuses == {"analyzed": 3}
    pack(SAMPLES / "forward-drop", cases[0])
    assert batch(out, *cases).statuses == {"kept": 2, "analyzed": 1}, "another content"
    assert row(out, "case-0000.tgz").rules == ("pod-traffic-blocked",)
    assert batch(out, *cases, ignore=("pod-traffic-blocked",)).statuses == {"analyzed": 3}
    assert row(out, "case-0000.tgz").errors == 0, "other options give another result"


def test_a_row_of_other_rules_is_done_again(tmp_path: Path) -> None:
    (case,) = sample_cases(tmp_path / "cases", 1)
    batch(tmp_path / "out", case)
    file = tmp_path / "out/records/case-0000.tgz.json"
    said = json.loads(file.read_text())
    file.write_text(json.dumps(said | {"judging": "of another version"}))
    assert batch(tmp_path / "out", case).statuses == {"analyzed": 1}
    file.write_text(file.read_text()[:100])
    assert batch(tmp_path / "out", case).statuses == {"analyzed": 1}, "a torn row is no row"
    for edit in ({"name": "../../elsewhere"}, {"errors": "many"}, {"causes": [{}]}):
        file.write_text(json.dumps(said | edit))
        assert batch(tmp_path / "out", case).statuses == {"analyzed": 1}, edit
    assert not (tmp_path.parent / "elsewhere.json").exists()


def test_a_case_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (case,) = sample_cases(tmp_path / "cases", 1)
    fifo = tmp_path / "cases/hangs"
    os.mkfifo(fifo)
    out = tmp_path / "out"
    batch(out, case)
    assert batch(out, case, fifo, seconds=3).statuses == {"kept": 1, "failed": 1}
    assert row(out, "hangs").reason == "not finished after 3 s (--timeout)"


def test_a_case_that_takes_too_much_memory_fails_alone(tmp_path: Path) -> None:
    line = (
        " cookie=0x0, duration=1.0s, table=10, n_packets=0, n_bytes=0, priority=100,tun_src=10.{}.{}"
        ".{} actions=goto_table:30\n"
    )
    big = "".join(line.format(n >> 16, n >> 8 & 255, n & 255) for n in range(100_000))
    cases = [tmp_path / "big.txt", *sample_cases(tmp_path / "cases", 1)]
    cases[0].write_text("OFPST_FLOW reply (OF1.3) (xid=0x2):\n" + big)
    out = tmp_path / "out"
    assert batch(out, *cases, memory=20).statuses == {"analyzed": 1, "failed": 1}
    assert row(out, "big.txt").reason == "needs more than 20 MiB of memory (--memory)"
    assert batch(out, *cases, memory=20).statuses == {"kept": 2}
    assert batch(out, *cases, memory=4_000).statuses == {"kept": 1, "analyzed": 1}


def test_kill_at_any_moment_loses_at_most_what_was_in_flight(tmp_path: Path) -> None:
    """The run, and the process that it forks from, are killed without warning, several times."""
    sample_cases(tmp_path / "cases", 14)
    out = tmp_path / "out"
    done = 0
    for victim in ("run", "server"):
        words = [*COMMAND, tmp_path / "cases", "--out", out, "--jobs", "2"]
        running = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert running.stderr is not None
        before = done
        for line in running.stderr:
            done += ": analyzed" in line
            if done >= before + 4:
                break
        pid = running.pid
        if victim == "server":
            (pid,) = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        os.kill(pid, signal.SIGKILL)
        done += running.stderr.read().count(": analyzed")
        running.wait()
        running.stderr.close()
        for file in (out / "records").glob("*.json"):
            said = records.Record.load(file.read_bytes())
            assert said is not None, "a row is whole or not there"
            if said.status == "analyzed":
                json.loads((out / f"reports/{said.name}.json").read_text())
    last = batch(out, tmp_path / "cases")
    assert sum(last.statuses.values()) == 14
    assert last.statuses["kept"] >= done
    assert last.statuses.get("failed", 0) == 0
    assert list(out.rglob(".*.part")) == []
    fresh = batch(tmp_path / "fresh", tmp_path / "cases")
    assert fresh.statuses == {"analyzed": 14}
    assert tree(out) == tree(tmp_path / "fresh")


def test_ctrl_c_leaves_a_valid_result_and_no_process(tmp_path: Path) -> None:
    sample_cases(tmp_path / "cases", 24)
    out = tmp_path / "out"
    # What a shell starts in the background ignores Ctrl-C, as do its children: CI may.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from analyzer.main import main; main()"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code, *COMMAND[3:], tmp_path / "cases", "--out", out, "--jobs", "1"],
        cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # A shell that runs the tests in the background lets its children ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    assert running.stderr is not None
    for _ in range(3):
        running.stderr.readline()
    (server,) = map(
        int, Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    )
    running.send_signal(signal.SIGINT)
    stdout, _ = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "the same command takes them up" in stdout
    assert (out / "index.html").read_text().count("reports/case-") >= 3
    assert not Path(f"/proc/{server}").exists()


def test_what_a_killed_server_ran_is_done_by_the_next_run(tmp_path: Path) -> None:
    cases = sample_cases(tmp_path / "cases", 1)
    fifo = tmp_path / "cases/waits"
    os.mkfifo(fifo)
    from analyzer.batch.workers import Workers

    left = Path(tempfile.gettempdir()) / "analyze-case-99999999-x"
    left.mkdir(exist_ok=True)
    with Workers() as workers:
        choices = Choices(str(tmp_path / "out"), "")
        workers.start(Task(Source(str(fifo), "waits"), choices))
        time.sleep(0.1)
        assert workers._process is not None
        workers._process.kill()
        assert workers.wait()[1].status == "failed"
        workers.start(Task(Source(str(cases[0]), "one"), choices))
        assert "another version" in workers.wait()[1].reason, "a new server took it"
    assert not left.exists(), "what a killed process left is swept away"


def test_names_of_results(tmp_path: Path) -> None:
    from analyzer.batch.sources import sources

    for name in ("a/bundle.tgz", "b/bundle.tgz", "c/bundle.tgz", "d/odd na<me>.tgz"):
        pack(SAMPLES / "forward-drop", tmp_path / name)
    found = sources([f"{tmp_path}/*/*.tgz"], {})
    names = [source.name for source in found]
    assert names[:3] == ["bundle.tgz", "b-bundle.tgz", "c-bundle.tgz"]
    assert names[3].startswith("odd_na_me_.tgz-")
    known = {source.url: source.name for source in found}
    assert sources([str(tmp_path / "c")], known)[0].name == "c-bundle.tgz", "names stay"


def test_what_a_folder_stands_for(tmp_path: Path) -> None:
    from analyzer.batch.sources import sources

    def cases(*paths: object) -> list[str]:
        return [Path(s.url).name for s in sources([str(p) for p in paths], {})]

    shutil.copytree(SAMPLES / "forward-drop", tmp_path / "cases/unpacked")
    pack(SAMPLES / "forward-drop", tmp_path / "cases/packed.tgz")
    loose = tmp_path / "cases/loose"
    loose.mkdir()
    (loose / "flows.txt").write_text("OFPST_FLOW reply (OF1.3) (xid=0x2):\n")
    (tmp_path / "cases/.hidden").write_text("")
    assert cases(tmp_path / "cases") == ["loose", "packed.tgz", "unpacked"]
    assert cases(tmp_path / "cases/unpacked/openshift-sdn-debug") == ["openshift-sdn-debug"], (
        "a bundle is itself one case"
    )
    assert cases(loose) == ["loose"], "so are files saved one by one"
    assert cases(f"{tmp_path}/cases/*") == ["loose", "packed.tgz", "unpacked"]
    with pytest.raises(Unusable, match="does not exist"):
        cases(tmp_path / "absent")


def test_a_triage_folder_and_bundles_by_url(tmp_path: Path) -> None:
    """fsspec opens what is no path; here the local scheme, since each case is another process."""
    sample_cases(tmp_path / "cases", 2)
    outcome = batch(f"file://{tmp_path}/out", f"local://{tmp_path}/cases/*.tgz")
    assert outcome.statuses == {"analyzed": 2}
    assert row(tmp_path / "out", "case-0000.tgz").errors
    remote = batch(f"local://{tmp_path}/remote", f"local://{tmp_path}/cases/*.tgz")
    assert remote.statuses == {"analyzed": 2}
    assert (tmp_path / "remote/index.html").is_file()
    assert batch(f"local://{tmp_path}/remote", f"local://{tmp_path}/cases").statuses == {"kept": 2}


def test_a_scheme_that_lacks_its_package_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="s3fs"):
        batch(tmp_path / "out", "s3://bucket/cases/*.tgz")
    with pytest.raises(Unusable, match="nosuch"):
        batch(tmp_path / "out", "nosuch://bucket")


def test_progress_tells_rate_and_time_left() -> None:
    stream = io.StringIO()
    progress = BatchProgress(stream, terminal=True)
    progress.begin(100)
    progress.started -= 10
    progress.done = 19
    progress.ended(Task(Source("/x/a.tgz", "a.tgz"), Choices("", "")), Ended("analyzed", ""))
    assert "of 100, 2.0 cases/s, 0:40 left  a.tgz" in stream.getvalue()
