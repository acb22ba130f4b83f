"""Two copies of every recorded case, each with names of its own: kinds fall together and apart."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from analyzer.batch import records
from analyzer.batch.records import Record
from analyzer.batch.storage import Local
from tests.batch.campaign import make
from tests.batch.cases import batch
from tests.cases.judge import CASES, truths
from tests.render.test_browser import browser, count, errors

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases is absent")


SAME = {"networkcheck_errors": "tun_src_missing"}
"""What NetworkCheck saw in that case is a missing tun_src: one fault, one signature."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("campaign")
    made = make(folder / "cases", 2 * len(truths()))
    outcome = batch(folder / "out", folder / "cases")
    assert outcome.statuses == {"analyzed": len(made)}
    return folder / "out", made


@pytest.fixture(scope="module")
def rows(run: tuple[Path, dict[str, str]]) -> dict[str, Record]:
    return {record.name: record for record in records.read_all(Local(str(run[0])))}


def test_copies_of_one_case_have_one_signature(
    run: tuple[Path, dict[str, str]], rows: dict[str, Record]
) -> None:
    by_base: dict[str, set[str]] = defaultdict(set)
    for case, base in run[1].items():
        by_base[base].add(rows[case].signature)
    apart = {base: found for base, found in by_base.items() if len(found) != 1}
    assert apart == {}
    assert {b for b, found in by_base.items() if found == {""}} >= {
        name for name, _, truth in truths() if truth["healthy"]
    }


def test_different_faults_have_different_signatures(
    run: tuple[Path, dict[str, str]], rows: dict[str, Record]
) -> None:
    """Counts: each signature belongs to one set of faults, so its cases are 2 for each such case."""
    faults = {
        name: tuple(sorted(SAME.get(f["id"], f["id"]) for f in truth["faults"]))
        for name, _, truth in truths()
    }
    kinds: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for case, base in run[1].items():
        if rows[case].signature:
            kinds[rows[case].signature].add(faults[base])
    for signature, said in kinds.items():
        assert len(said) == 1, (signature, said)
    broken = {faults[base] for case, base in run[1].items() if rows[case].signature}
    assert len(kinds) == len(broken), "as many signatures as kinds of faults"
    for signature, (said,) in kinds.items():
        alike = [case for case, base in run[1].items() if rows[case].signature == signature]
        assert len(alike) == 2 * sum(faults[base] == said for base in faults)


def test_the_index_in_a_browser(
    run: tuple[Path, dict[str, str]], rows: dict[str, Record], tmp_path: Path
) -> None:
    out, _ = run
    with browser(tmp_path) as driver:
        driver.set_window_size(1400, 900)
        driver.get((out / "index.html").as_uri())
        assert errors(driver) == []
        total = len(rows)
        assert count(driver, "#table tbody tr") == total

        def pick(name: str, value: str) -> int:
            driver.execute_script(
                "const s = document.querySelector(arguments[0]); s.value = arguments[1];"
                "s.dispatchEvent(new Event('change'))",
                f"#{name}", value,
            )  # fmt: skip
            return count(driver, "#table tbody tr")

        broken = sum(row.errors > 0 for row in rows.values())
        assert pick("level", "error") == broken
        assert pick("level", "") == total
        plugin = next(row.plugin for row in rows.values() if row.plugin)
        assert pick("plugin", plugin) == sum(row.plugin == plugin for row in rows.values())
        pick("plugin", "")
        driver.find_element("css selector", "#search").send_keys("acme-0000")
        driver.execute_async_script("setTimeout(arguments[0], 200)")
        assert count(driver, "#table tbody tr") == 1
        driver.execute_script("document.querySelector('#search').value = ''")
        button = driver.find_element("css selector", "tr.signature button")
        alike = int(button.text.split()[0])
        signature = button.get_attribute("data-signature")
        driver.execute_script("arguments[0].click()", button)
        assert count(driver, "#table tbody tr") == alike
        assert alike == sum(row.signature == signature for row in rows.values())
        driver.execute_script("arguments[0].click()", button)
        assert count(driver, "#table tbody tr") == total
        driver.execute_script("document.querySelector('#table th:nth-child(3)').click()")
        shown = driver.execute_script(
            "return [...document.querySelectorAll('#table tbody tr')].map(r => Number(r.cells[2].textContent))"
        )
        assert shown == sorted(shown, reverse=True)
        link = driver.find_element("css selector", "#table tbody tr a")
        driver.get(link.get_attribute("href"))
        assert driver.title.split(":")[0] in {"Broken", "Suspect"}


def test_a_thousand_cases_are_quick_to_filter(rows: dict[str, Record], tmp_path: Path) -> None:
    from dataclasses import replace

    from analyzer.render import triage_index

    many = [
        replace(row, name=f"{row.name}-{n}")
        for n in range(1000 // len(rows) + 1)
        for row in rows.values()
    ][:1000]
    page = tmp_path / "index.html"
    page.write_text(triage_index.render(many))
    assert page.stat().st_size < 5_000_000
    with browser(tmp_path / "profile") as driver:
        driver.get(page.as_uri())
        took = driver.execute_script(
            "const s = document.querySelector('#level'); const t = performance.now();"
            "for (const v of ['error', '', 'warning', '']) { s.value = v;"
            " s.dispatchEvent(new Event('change')); document.body.offsetHeight; }"
            "return (performance.now() - t) / 4"
        )
        assert took < 1000, f"{took:.0f} ms for one filter"
        assert count(driver, "#table tbody tr") == 1000
