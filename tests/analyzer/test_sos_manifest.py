"""The manifest of a sosreport: commands, exit codes, what was cut."""

from __future__ import annotations

import json
from pathlib import Path

from analyzer import analysis, sos_manifest
from tests.kinds.samples import SAMPLES

ROOT = "sosreport-node1-2022-06-23-yzrrjsq/"
NETWORKING = ROOT + "sos_commands/networking/"


def manifest(*commands: dict[str, object]) -> str:
    return json.dumps(
        {"components": {"report": {"plugins": {"networking": {"commands": commands}}}}}
    )


def test_what_was_cut_is_told(tmp_path: Path) -> None:
    for path, text in (
        (NETWORKING + "ip_-d_address", SAMPLES["addresses"]),
        (NETWORKING + "ip_route_show_table_all", SAMPLES["routes-all"]),
        (ROOT + "sos_reports/manifest.json", manifest(
            {"exec": "ip -d address", "filepath": "sos_commands/networking/ip_-d_address", "return_code": 0, "truncated": True},
            {"exec": "ip route show table all", "filepath": "sos_commands/networking/ip_route_show_table_all", "return_code": 1, "truncated": False},
        )),
    ):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    inputs = {i.path: i for i in analysis.analyze([tmp_path]).inputs}
    addresses, routes = (
        inputs[NETWORKING + "ip_-d_address"],
        inputs[NETWORKING + "ip_route_show_table_all"],
    )
    assert addresses.status == "truncated"
    assert "sos cut the output of `ip -d address`" in addresses.detail
    assert (routes.status, "ended with 1" in routes.detail) == ("read", True)
    assert inputs[ROOT + "sos_reports/manifest.json"].kind == "sos-manifest"


def test_what_is_no_manifest_says_nothing() -> None:
    for text in ("", "{", "[]", '{"components": []}', '{"components": {"report": {"plugins": {"a": 1}}}}',
                 manifest({"filepath": 3}), "[" * 100_000):  # fmt: skip
        assert sos_manifest.read("sos_reports/manifest.json", text) == []
