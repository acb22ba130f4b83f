"""Outcomes become a matrix, a bar and a ledger that hide nothing."""

from __future__ import annotations

from dataclasses import replace

from analyzer.render.known import known
from analyzer.render.ledger import CLUSTER, lines, path_lines, short_names
from analyzer.render.matrix import matrix, shares, troubled
from tests.render import example

REPORT = example.report()
GROUPS = matrix(REPORT, example.NODES)
ROWS = {row.rule: row for group in GROUPS for row in group.rows}


def test_groups_stand_in_the_order_of_the_chapter() -> None:
    assert [group.title.split()[0] for group in GROUPS] == [
        "39.7.3.1", "39.7.3.2", "39.7.4", "39.7.4.1", "39.8.1", "39.10", "39.11",
    ]  # fmt: skip


def test_a_broken_cell_leads_to_its_finding() -> None:
    broken, held, _ = ROWS["vxlan-from-node-dropped"].cells
    assert broken is not None
    assert held is not None
    assert (broken.style, broken.finding) == ("f", 1)
    assert held.style == "p"


def test_a_check_beside_unread_lines_does_not_look_held() -> None:
    cell = ROWS["pod-without-flows"].cells[0]
    assert cell is not None
    assert (cell.symbol, cell.style) == ("≈", "g")


def test_a_rule_of_the_cluster_has_no_cell_on_a_node() -> None:
    row = ROWS["node-clock-jumped"]
    assert row.cluster is not None
    assert row.cells == (None, None, None)


def test_trouble_is_what_broke_or_crashed() -> None:
    assert {name for name, row in ROWS.items() if row.trouble} == {
        "vxlan-from-node-dropped", "pods-unreachable-from-node", "tun0-mtu-too-large",
        "sdn-setup-failed",
    }  # fmt: skip
    assert troubled(GROUPS, example.NODES) == (True, True, False)


def test_one_broken_check_among_thousands_is_seen_on_the_bar() -> None:
    held = tuple(replace(REPORT.outcomes[0], status="passed") for _ in range(5_000))
    bar = shares(replace(REPORT, outcomes=(REPORT.outcomes[0], *held)))
    assert bar[0].style == "f"
    assert bar[0].width > 1


def test_the_bar_of_no_outcome_is_empty() -> None:
    assert shares(replace(REPORT, outcomes=())) == ()


def test_nodes_that_say_the_same_share_a_line() -> None:
    held = {line.rule: line for line in lines(REPORT.outcomes, "passed")}
    assert held["cluster-route-missing"].nodes == example.NODES
    assert held["node-clock-jumped"].nodes == (CLUSTER,)


def test_broken_paths_come_first() -> None:
    assert [line.verdict for line in path_lines(REPORT)] == ["broken", "unknown", "allowed"]
    assert path_lines(REPORT)[0].findings == (1,)


def test_names_are_shortened_only_where_they_stay_different() -> None:
    assert short_names(["a.x.com", "b.x.com"]) == {"a.x.com": "a", "b.x.com": "b"}
    assert short_names(["a.x.com", "a.y.com"]) == {"a.x.com": "a.x.com", "a.y.com": "a.y.com"}
    assert short_names(["10.0.0.1", "10.0.0.2"])["10.0.0.1"] == "10.0.0.1"
    assert short_names([]) == {}


def test_what_is_known_tells_held_from_broken_and_open() -> None:
    lines_of = {line.title[:8]: line for line in known(REPORT, GROUPS)}
    assert lines_of["39.7.4 O"].broken == ("vxlan-from-node-dropped", "pods-unreachable-from-node")
    assert lines_of["39.7.4 O"].holds == ("pod-without-flows",)
    assert lines_of["39.7.3.1"].open == ("ip-forwarding-off",)
    assert lines_of["39.7.3.2"].holds == ("cluster-route-missing",)
