"""The dashboards in headless Chromium: what they ask, what they are answered, and how they look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bi.superset.server import Superset, SupersetFails

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright, Response

#: Seconds that a dashboard may take until all its charts are drawn, on a busy machine.
PATIENCE = 180
#: Superset draws what is in view only: a window as tall as the longest dashboard shows all of it.
WINDOW = {"width": 1600, "height": 4400}
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # Superset's pages ask for a counting pixel elsewhere: nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_LOADING = "[data-test=loading-indicator], .loading"
_BROKEN = "[data-test=error-message], .ant-alert-error, .error-container"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server answered to the query of one chart; *asked* can be sent again."""

    chart: int
    asked: dict[str, Any]
    status: int
    rows: list[dict[str, Any]]
    error: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A dashboard as it was drawn: the answers its charts got, and the words of any error box."""

    answers: tuple[Answer, ...]
    broken: tuple[str, ...]


@contextmanager
def logged_in(chromium: str, superset: Superset) -> Iterator[Page]:
    """A page of a headless Chromium whose user is logged in; it reaches nothing but this machine.

    Raises:
        SupersetFails: the browser does not start, or Superset's pages do not come up in it.
    """
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as driver:
        try:
            yield from _page(driver, chromium, superset)
        except Error as error:
            raise SupersetFails(f"浏览器出错 (the browser fails): {str(error).splitlines()[0]}") from error


def _page(driver: Playwright, chromium: str, superset: Superset) -> Iterator[Page]:
    browser = driver.chromium.launch(executable_path=chromium, args=list(_FLAGS))
    try:
        context = browser.new_context(viewport=WINDOW, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{superset.address}/login/", wait_until="networkidle")
        page.fill("input[name=username], #username", superset.user)
        page.fill("input[name=password], #password", superset.password)
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/welcome/**", wait_until="commit")
        yield page
    finally:
        browser.close()


def render(page: Page, superset: Superset, slug: str, charts: int, picture: Path) -> Rendered:
    """Open the dashboard *slug*, wait until its *charts* have their answers and are drawn, and keep its picture."""
    with _hearing(page) as answers:
        page.goto(f"{superset.address}/superset/dashboard/{slug}/?standalone=1")
        _settle(page, answers, charts)
    broken = tuple(page.locator(_BROKEN).all_inner_texts())
    picture.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": WINDOW["width"], "height": _bottom(page)})
    return Rendered(tuple(answers.values()), broken)


def choose(page: Page, filter: int, word: str, charts: int) -> tuple[Answer, ...]:
    """Choose *word* in a filter of the open dashboard, counted from 0; the answers of the *charts* that it reaches."""
    with _hearing(page) as answers:
        page.locator("[data-test=filter-bar] input[role=combobox]").nth(filter).click()
        page.keyboard.type(word)
        page.locator(f".ant-select-item-option[title='{word}']").first.click()
        page.keyboard.press("Escape")
        page.locator("[data-test='filter-bar__apply-button']").click()
        _settle(page, answers, charts)
    return tuple(answers.values())


@contextmanager
def _hearing(page: Page) -> Iterator[dict[int, Answer]]:
    """What the charts are answered meanwhile, the last answer of each."""
    answers: dict[int, Answer] = {}

    def hear(response: Response) -> None:
        if "/api/v1/chart/data" in response.url:
            answer = _answer(response)
            if answer.chart:
                answers[answer.chart] = answer

    page.on("response", hear)
    yield answers
    page.remove_listener("response", hear)


def _settle(page: Page, answers: dict[int, Answer], charts: int) -> None:
    """Wait until so many charts have their answers and are drawn."""
    for _ in range(PATIENCE):
        page.wait_for_timeout(1000)
        if len(answers) >= charts and not page.locator(_LOADING).count():
            break
    # ECharts moves its bars and lines into place.
    page.wait_for_timeout(2500)


def _bottom(page: Page) -> float:
    """Where the lowest chart ends, and a little more."""
    ends = [
        box["y"] + box["height"]
        for one in page.locator(".dashboard-component-chart-holder").all()
        if (box := one.bounding_box())
    ]
    return min(max(ends, default=800) + 24, WINDOW["height"])


def _answer(response: Response) -> Answer:
    asked = json.loads(response.request.post_data or "{}")
    chart = asked.get("form_data", {}).get("slice_id") or 0
    try:
        said = response.json()
    except ValueError:
        return Answer(chart, asked, response.status, [], response.text()[:300])
    results = said.get("result", [])
    error = said.get("message") or next((one["error"] for one in results if one.get("error")), "")
    return Answer(chart, asked, response.status, results[0].get("data", []) if results else [], str(error))
