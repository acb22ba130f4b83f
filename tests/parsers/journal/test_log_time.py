"""When, where and by whom a line was written, in each format and over each gap."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.log_time import UNDATED, Clock, head_of

BANNER = "-- Logs begin at Sat 2026-11-21 02:01:56 UTC, end at Mon 2026-11-23 03:48:56 UTC. --"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("line", "time", "writer", "message"),
    [
        ("2021-05-06T13:01:54.414206178Z I0506 13:01:54.414116  135002 sdn.go:139] [SDN setup] x",
         at(2021, 5, 6, 13, 1, 54, 414206), ("", "", "135002"), "[SDN setup] x"),
        ("2021-05-06T13:01:54.414206178+09:00 stderr F F0506 13:01:54.4 1 sdn.go:1] x",
         at(2021, 5, 6, 4, 1, 54, 414206), ("", "", "1"), "x"),
        ("2026-11-20T16:23:52.337Z|00001|bridge|WARN|could not",
         at(2026, 11, 20, 16, 23, 52, 337000), ("", "", ""), "00001|bridge|WARN|could not"),
        ("2026-11-21T10:40:09+0000 n1 openshift-node[12]: + true",
         at(2026, 11, 21, 10, 40, 9), ("n1", "openshift-node", "12"), "+ true"),
        ("Mon 2026-11-23 03:48:56 JST n1 kernel: nf_conntrack: table full",
         at(2026, 11, 22, 18, 48, 56), ("n1", "kernel", ""), "nf_conntrack: table full"),
        ('{"log":"I0506 13:01:54.414116  13 sdn.go:1] a \\"b\\"\\n","stream":"stderr",'
         '"time":"2021-05-06T13:01:54.414206178Z"}',
         at(2021, 5, 6, 13, 1, 54, 414206), ("", "", "13"), 'a "b"'),
        ("2021-05-06T13:01:54.4Z Error adding: no",
         at(2021, 5, 6, 13, 1, 54, 400000), ("", "", ""), "Error adding: no"),
        ("[    2.345678] neighbour: arp_cache", None, ("", "kernel", ""), "neighbour: arp_cache"),
        ("[Tue Mar 10 10:37:03 2026] nf_conntrack: table full",
         at(2026, 3, 10, 10, 37, 3), ("", "kernel", ""), "nf_conntrack: table full"),
        ("+ ip link set tun0 up", None, ("", "", ""), "+ ip link set tun0 up"),
    ],
)  # fmt: skip
def test_a_format(
    line: str, time: datetime | None, writer: tuple[str, str, str], message: str
) -> None:
    head = head_of(line, Clock())
    assert head.time == time
    assert (head.host, head.unit, head.pid) == writer
    assert head.message == message


def test_klog_gives_a_journal_line_its_fraction_of_the_second() -> None:
    clock = Clock()
    clock.banner(BANNER)
    head = head_of(
        "Nov 21 10:40:10 n1 openshift-node[7]: I1121 10:40:10.994383    7 a.go:1] x", clock
    )
    assert head.time == at(2026, 11, 21, 10, 40, 10, 994383)
    assert head.stamp == "I1121 10:40:10.994383    7 a.go:1"


def test_klog_of_another_zone_does_not_change_the_journals_time() -> None:
    clock = Clock()
    clock.banner(BANNER)
    head = head_of("Nov 21 19:40:11 n1 docker[7]: I1121 10:40:10.994383    7 a.go:1] x", clock)
    assert head.time == at(2026, 11, 21, 19, 40, 11)


def test_the_banner_gives_the_year_on_both_sides_of_new_year() -> None:
    clock = Clock()
    clock.banner(
        "-- Logs begin at Wed 2025-12-31 23:00:00 CET, end at Thu 2026-01-01 02:00:00 CET. --"
    )
    assert head_of("Dec 31 23:30:00 n1 a[1]: x", clock).time == at(2025, 12, 31, 22, 30)
    assert head_of("Jan  1 01:30:00 n1 a[1]: x", clock).time == at(2026, 1, 1, 0, 30)


def test_without_a_year_time_goes_on_over_new_year() -> None:
    clock = Clock()
    before = head_of("Dec 31 23:59:59 n1 a[1]: x", clock).time
    after = head_of("Jan  1 00:00:01 n1 a[1]: x", clock).time
    assert before and after  # noqa: PT018
    assert (after - before).total_seconds() == 2
    assert not clock.dated
    assert abs(before.year - UNDATED) <= 1


def test_a_leap_day_is_read_without_a_year() -> None:
    assert head_of("Feb 29 12:00:00 n1 a[1]: x", Clock()).time is not None


def test_a_date_within_the_text_dates_the_file() -> None:
    clock = Clock()
    clock.learn(b"Aug 03 09:15:58 n1 ovs-ctl[1]: 2021-08-03T09:15:58Z|00001|dns|WARN|x\n")
    assert head_of("Aug 03 09:15:58 n1 a[1]: x", clock).time == at(2021, 8, 3, 9, 15, 58)
    assert clock.dated
