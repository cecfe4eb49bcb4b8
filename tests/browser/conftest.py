"""A real browser before a real `fazhi serve`; `.ci/browser` installs what this needs.

A visitor may reach the server alone: a request to anywhere else, an error of a script or anything that the
Content-Security-Policy blocks fails the test that caused it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from analyst_reports import publish_analyst
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from visitors import ARGUMENTS, Ask, Visit, Watch, serving

from pipelines.load.warehouse import query


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_analyst(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="session")
def site(warehouse: Path) -> Iterator[str]:
    with serving(warehouse) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=which("chromium"), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    contexts: list[tuple[BrowserContext, Watch]] = []

    def open_page(path: str = "/", width: int = 1280, at: str = site, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=at, **options)
        context.set_default_timeout(15_000)
        contexts.append((context, Watch(context, at)))
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context, _ in contexts:
        context.close()
    assert [problem for _, watch in contexts for problem in watch.problems] == []


@pytest.fixture(scope="session")
def ask(warehouse: Path) -> Ask:
    """The rows of a question to the warehouse itself."""

    def rows(sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        with query(warehouse, sql, parameters=parameters) as answer:
            return list(answer.rows)

    return rows


@pytest.fixture(scope="session")
def axe() -> str:
    """The program of axe-core."""
    assert "FAZHI_AXE" in os.environ, "run these tests by .ci/browser, which fetches axe-core"
    return Path(os.environ["FAZHI_AXE"]).read_text(encoding="utf-8")
