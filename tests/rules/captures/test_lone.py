"""A capture that came alone: no objects tell whose the addresses are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer import analysis
from tests.rules.captures import make
from tests.rules.captures.make import Bundle


def alone(scene: Callable[[bool], Bundle], tmp_path: Path, *, fail: bool) -> list[str]:
    for number, film in enumerate(scene(fail).values()):
        film.save(tmp_path / f"capture{number}.pcap")
    report = analysis.analyze([*sorted(tmp_path.iterdir())])
    assert [o.reason for o in report.outcomes if o.status == "crashed"] == []
    roots = [report.findings[cause.findings[0]] for cause in report.causes]
    loud = [f"{each.severity} {each.rule}" for each in roots]
    return loud + [f"info {f.rule}" for f in report.findings if f.severity == "info"]


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (make.vxlan_one_way, "warning vxlan-one-way"),
        (make.syn_unanswered, "warning syn-unanswered"),
        (make.icmp_frag_needed, "warning icmp-frag-needed"),
        (make.mtu_black_hole, "warning mtu-black-hole"),
        (make.dns_unanswered, "warning dns-unanswered"),
        (make.connection_refused, "info connection-refused"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_one_fault_is_one_card(scene: Callable[[bool], Bundle], said: str, tmp_path: Path) -> None:
    assert alone(scene, tmp_path, fail=True) == [said]


def test_good_health_is_silent(tmp_path: Path) -> None:
    for index, scene in enumerate((make.vxlan_one_way, make.syn_unanswered, make.dns_unanswered)):
        folder = tmp_path / str(index)
        folder.mkdir()
        assert alone(scene, folder, fail=False) == []
