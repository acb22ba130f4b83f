"""The report in a real browser: it opens, obeys its policy, filters, and fits its screen."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import analysis
from analyzer.render import html
from tests.render.hostile import REPORT
from tests.require import program

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[object]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium", "chromium-browser", "google-chrome")
    driver_path = program("chromedriver")
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(driver_path))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    with browser(tmp_path_factory.mktemp("profile")) as made:
        yield made


@pytest.fixture
def page(driver, tmp_path: Path):
    def show(text: str, width: int = 1280, height: int = 900) -> None:
        file = tmp_path / "report.html"
        file.write_text(text, encoding="utf-8")
        driver.set_window_size(width, height)
        driver.get(file.as_uri())

    return show


def errors(driver) -> list[str]:
    return [e["message"] for e in driver.get_log("browser") if e["level"] == "SEVERE"]


def count(driver, selector: str) -> int:
    """Elements that are shown."""
    return driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].filter(e => e.offsetParent).length",
        selector,
    )


def test_a_sample_opens_with_its_cause_first(driver, page) -> None:
    page(html.render(analysis.analyze([ROOT / "samples/forward-drop"])))
    assert errors(driver) == []
    assert driver.title.startswith("Broken: ")
    assert count(driver, ".card") == 1
    assert "FORWARD" in driver.find_element("css selector", ".card .message").text
    assert count(driver, "#search") == 1, "scripts run under the page's own policy"


def test_hostile_text_stays_text(driver, page) -> None:
    page(html.render(REPORT))
    assert errors(driver) == []
    assert driver.execute_script("return window.pwned") is None
    assert count(driver, "img") == 0


def test_search_and_filters(driver, page) -> None:
    page(html.render(REPORT))
    search = driver.find_element("css selector", "#search")
    search.send_keys("nothing has this word")
    driver.execute_async_script("setTimeout(arguments[0], 300)")
    assert count(driver, ".card") == 0
    search.clear()
    search.send_keys("finding")
    driver.execute_async_script("setTimeout(arguments[0], 300)")
    assert count(driver, ".card") == 1
    driver.execute_script(
        "const s = document.querySelector('#severity'); s.value = 'info';"
        "s.dispatchEvent(new Event('change'))"
    )
    assert count(driver, ".card") == 0
    assert count(driver, ".note") == 1


def test_a_permalink_opens_what_it_names(driver, page) -> None:
    page(html.render(REPORT))
    driver.execute_script("location.hash = '#finding-2'")
    driver.execute_async_script("setTimeout(arguments[0], 200)")
    assert count(driver, "#finding-2") == 1


def test_keys(driver, page) -> None:
    page(html.render(REPORT))
    body = driver.find_element("css selector", "body")
    body.send_keys("j")
    assert driver.execute_script("return document.activeElement.id") == "cause-1"
    body.send_keys("/")
    assert driver.execute_script("return document.activeElement.id") == "search"


def test_captures_are_drawn_and_their_conversations_open(driver, page) -> None:
    page(html.render(REPORT))
    assert errors(driver) == []
    capture = driver.find_element("css selector", "#capture-1")
    assert capture.get_attribute("open") is None
    capture.find_element("css selector", "summary").click()
    assert count(driver, "#capture-1 .talk tbody tr") == 1
    width, bars = driver.execute_script(
        "const s = document.querySelector('#capture-1 .chart');"
        "return [s.getBoundingClientRect().width, s.querySelectorAll('.bar-p').length]"
    )
    assert width > 500
    assert bars == 3, "a slice without packets has no bar"
    assert count(driver, "#cause-1 .filters button") == 4, "two findings, two filters"
    text = driver.find_element("css selector", "#cause-1 .filters code").text
    assert text.startswith("dns.qry.name ==")
    driver.execute_script("document.querySelector('#cause-1 .frame').open = true")
    assert "###[ IP ]###" in driver.find_element("css selector", "#cause-1 .frame pre").text


def test_dark_and_light(driver, page) -> None:
    page(html.render(REPORT))
    colour = "return getComputedStyle(document.body).backgroundColor"
    before = driver.execute_script(colour)
    driver.find_element("css selector", "#theme").click()
    assert driver.execute_script(colour) != before


def test_a_narrow_screen_needs_no_sideways_scrolling(driver, page) -> None:
    page(html.render(REPORT), width=500)
    wide, screen = driver.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= screen


def test_print_shows_what_is_folded(driver, page) -> None:
    page(html.render(REPORT))
    driver.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    assert driver.execute_script(
        "return [...document.querySelectorAll('#causes details')].every(e => e.open)"
    )
    pdf = driver.print_page()
    assert len(pdf) > 10_000


def test_without_scripts_everything_is_there(driver, page) -> None:
    text = html.render(REPORT)
    start, end = text.index("<script>"), text.index("</script>", text.index("<script>"))
    page(text[:start] + text[end:])
    assert count(driver, ".card") == 1
    assert count(driver, ".tools") == 0


def test_every_block_to_paste_can_be_copied_whole(driver, page) -> None:
    report = analysis.analyze([ROOT / "samples/forward-drop"])
    page(html.render(report))
    assert count(driver, ".paste + button") == len(report.asks) > 0
    shown = driver.execute_script(
        "return [...document.querySelectorAll('.paste')].map(e => e.textContent)"
    )
    assert [text.rstrip("\n") for text in shown] == [ask.paste for ask in report.asks]
