"""Bundles on a web server, opened as `analyze batch` opens any URL."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from analyzer.batch import records
from analyzer.batch.sources import sources
from analyzer.batch.storage import Local
from analyzer.batch.task import Unusable
from tests.batch.cases import BAD, SAMPLES, batch, pack, sample_cases

APACHE = """\
<html><head><title>Index of /listed</title></head><body><h1>Index of /listed</h1><table>
<tr><th><a href="?C=N;O=D">Name</a></th><th><a href="?C=M;O=A">Last modified</a></th></tr>
<tr><td><a href="/">Parent Directory</a></td></tr>
<tr><td><a href="one.tgz">one.tgz</a></td><td>2026-01-05 10:11</td></tr>
<tr><td><a href="two.tgz">two.tgz</a></td><td>2026-01-05 10:12</td></tr>
</table><a href="https://httpd.apache.org/">Apache</a></body></html>
"""


class Server(ThreadingHTTPServer):
    """Says nothing of a client that asks for the type of a file and hangs up."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder; one path is forbidden."""

    def send_head(self):
        if self.path.startswith("/forbidden"):
            return self.send_error(403)
        return super().send_head()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """Serve the folder `www`; give its URL."""
    (tmp_path / "www").mkdir()
    handler = partial(Handler, directory=tmp_path / "www")
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def found(*urls: str) -> list[tuple[str, str]]:
    return [(source.url, source.name) for source in sources(urls, {})]


def rules(out: Path, name: str) -> tuple[str, ...]:
    record = records.read(Local(str(out)), name)
    assert record is not None
    return record.rules


def test_a_file_a_listing_and_a_glob(web: str, tmp_path: Path) -> None:
    cases = tmp_path / "www/cases"
    sample_cases(cases, 2)
    (cases / "bad.tgz").write_bytes(BAD)
    (cases / ".hidden").write_text("")
    names = ["bad.tgz", "case-0000.tgz", "case-0001.tgz"]
    listed = [(f"{web}/cases/{name}", name) for name in names]
    assert found(f"{web}/cases/") == found(f"{web}/cases") == listed
    assert found(f"{web}/cases/case-*.tgz") == listed[1:]
    assert found(f"{web}/cases/case-0001.tgz?token=a") == [
        (f"{web}/cases/case-0001.tgz?token=a", "case-0001.tgz")
    ]

    local, out = tmp_path / "local", tmp_path / "out"
    batch(local, cases / "case-0000.tgz", cases / "case-0001.tgz")
    assert batch(out, f"{web}/cases/case-0000.tgz").statuses == {"analyzed": 1}
    assert batch(out, f"{web}/cases/").statuses == {"kept": 1, "analyzed": 1, "failed": 1}
    assert batch(out, f"{web}/cases/case-*.tgz").statuses == {"kept": 2}
    for name in names[1:]:
        assert rules(out, name) == rules(local, name) != ()


def test_a_folder_on_a_server_is_one_case(web: str, tmp_path: Path) -> None:
    bundle = tmp_path / "www/cases/unpacked"
    for file in (SAMPLES / "forward-drop").rglob("*"):
        if file.is_file():
            copy = bundle / file.relative_to(SAMPLES / "forward-drop")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    (bundle / "what the customer said: #1").write_text("it hangs")
    assert found(f"{web}/cases/") == [(f"{web}/cases/unpacked/", "unpacked")]
    out = tmp_path / "out"
    assert batch(out, f"{web}/cases/").statuses == {"analyzed": 1}
    assert rules(out, "unpacked") == ("pod-traffic-blocked",)
    report = json.loads((out / "reports/unpacked.json").read_text())
    read = {entry["path"] for entry in report["inputs"]}
    assert {"openshift-sdn-debug/master/pods", "what the customer said: #1"} <= read


def test_a_listing_of_apache(web: str, tmp_path: Path) -> None:
    for name in ("one.tgz", "two.tgz"):
        pack(SAMPLES / "forward-drop", tmp_path / "www/listed" / name)
    (tmp_path / "www/listed/index.html").write_text(APACHE)
    assert found(f"{web}/listed/") == [
        (f"{web}/listed/one.tgz", "one.tgz"), (f"{web}/listed/two.tgz", "two.tgz")
    ]  # fmt: skip


def test_what_a_server_does_not_give(web: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    sample_cases(tmp_path / "www/cases", 1)
    outcome = batch(out, f"{web}/cases/absent.tgz", f"{web}/cases/case-0000.tgz")
    assert outcome.statuses == {"failed": 1, "analyzed": 1}
    record = records.read(Local(str(out)), "absent.tgz")
    assert record is not None
    assert f"{web}/cases/absent.tgz can't be read: FileNotFoundError" in record.reason
    with pytest.raises(Unusable, match=r"no bundle in http.*/cases/\*\.zip"):
        found(f"{web}/cases/*.zip")
    with pytest.raises(Unusable, match=r"/forbidden/: .*403"):
        found(f"{web}/forbidden/")
    with pytest.raises(Unusable, match=r"127\.0\.0\.1:9"):
        found("http://127.0.0.1:9/cases/")


@pytest.mark.parametrize(
    ("url", "package"),
    [("https://127.0.0.1:9/a.tgz", "aiohttp"), ("s3://bucket/*.tgz", "s3fs")],
)
def test_a_package_that_is_missing_is_named_with_its_command(
    url: str, package: str, tmp_path: Path
) -> None:
    program = f"import sys; sys.modules[{package!r}] = None; from analyzer.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "batch", url, "--out", str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert f"{url.partition(':')[0]}:// needs {package}: pip install {package}" in said
    assert "Traceback" not in said
