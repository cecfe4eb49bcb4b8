"""Pictures of the page for the documents: `make test-browser SHOTS=1` draws them anew into docs/img.

They show the seeds of data/raw, the composed gold and generated reports. `pytest tests/browser` leaves them alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from generated_reports import YEARS, write_reports
from playwright.sync_api import Page, expect
from visitors import Visit, serving

from pipelines.load.warehouse import query

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "img"
AGENCIES, SINCE = 16, 2018
COMPOSED = ("composed", "composed_b", "composed_c", "composed_d", "composed_e")
FINES = "enforcement.fines"
#: Bytes of a picture, so that the repository stays small.
MOST = 300_000


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that `fazhi run` built of them."""
    folder = tmp_path_factory.mktemp("filled")
    raw, warehouse = folder / "raw", folder / "fazhi.duckdb"
    shutil.copytree(ROOT / "data" / "raw", raw)
    for name in COMPOSED:
        shutil.copytree(ROOT / "tests" / "golden" / name / "reports", raw / name)
    years = [year - YEARS[0] for year in YEARS if year >= SINCE]
    write_reports(raw / "generated", [agency * len(YEARS) + year for agency in range(AGENCIES) for year in years])
    subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "run", "--raw", str(raw), "--warehouse", str(warehouse)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return warehouse


@pytest.fixture(scope="module")
def shop(filled: Path) -> Iterator[str]:
    with serving(filled) as address:
        yield address


def one(warehouse: Path, sql: str) -> tuple[str, ...]:
    with query(warehouse, sql) as answer:
        return next(iter(answer.rows))


def picture(page: Page, name: str, height: int) -> None:
    """Write what a window of this height shows, charts drawn."""
    page.set_viewport_size({"width": 1280, "height": height})
    page.wait_for_function(
        "[...document.querySelectorAll('[data-chart]')].every((chart) => chart.querySelector('canvas'))"
    )
    page.screenshot(path=PICTURES / name)
    assert (PICTURES / name).stat().st_size < MOST


def test_the_overview(visit: Visit, shop: str) -> None:
    picture(visit("/", at=shop), "page-overview.png", 1400)


def test_an_indicator(visit: Visit, shop: str) -> None:
    picture(visit(f"/indicator/{FINES}", at=shop), "page-indicator.png", 1200)


def test_the_figure_of_a_report(visit: Visit, shop: str, filled: Path) -> None:
    report, fact, start = one(
        filled,
        """select report_id, fact_id, span_start from mart_headline
           where indicator_code = 'enforcement.fines' and not contains(path, '/')
           order by path limit 1""",
    )
    page = visit(f"/report/{report}?fact={fact}#f-{start}", at=shop, reduced_motion="reduce")
    expect(page.locator(".report [aria-current]")).to_be_in_viewport()
    picture(page, "page-report.png", 600)


def test_a_comparison(visit: Visit, shop: str, filled: Path) -> None:
    (agencies,) = one(
        filled,
        """select string_agg('agencies=' || agency_id, '&') from (
               select agency_id from mart_headline where indicator_code = 'enforcement.inspections'
               group by agency_id having count(*) >= 8 order by agency_id limit 3)""",
    )
    picture(visit(f"/compare?{agencies}&code=enforcement.inspections", at=shop), "page-compare.png", 1400)
