"""Every view for everyone: axe-core finds nothing serious, and a telephone need not be moved sideways."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser
from visitors import Ask, Visit, Watch

#: name → address; {agency}, {other}, {report} and {fact} stand for keys of the warehouse.
VIEWS = {
    "overview": "/?",
    "indicators": "/indicator?",
    "indicator": "/indicator/enforcement.fines?year=2023",
    "agencies": "/agency?",
    "agency": "/agency/{agency}?year=2023",
    "compare": "/compare?agencies={agency}&agencies={other}&code=enforcement.fines",
    "compare-find": f"/compare?agencies={{agency}}&q={quote('应急')}",
    "findings": "/findings?",
    "search": f"/search?q={quote('罚款')}",
    "search-figures": f"/search?q={quote('宣讲')}&kind=figures",
    "report": "/report/{report}?",
    "figure": "/report/{report}?fact={fact}",
    "sql": f"/sql?sql={quote('from mart_headline')}",
    "sql-refused": f"/sql?sql={quote('drop table dim_report')}",
    "nowhere": "/nowhere?",
}
#: Both languages at both widths, light and dark.
WAYS = [("zh", 1280, "light"), ("en", 1280, "dark"), ("zh", 390, "dark"), ("en", 390, "light")]
RUN = "axe.run(document, {resultTypes: ['violations']})"
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="module")
def keys(ask: Ask) -> dict[str, str]:
    [(agency, report, fact)] = ask(
        """select agency_id, report_id, fact_id from mart_headline
           where agency_name = '云溪县应急管理局' and year = 2023 and indicator_code = 'enforcement.fines'"""
    )
    [(other,)] = ask("select agency_id from dim_agency where agency_name = '石桥县应急管理局'")
    return {"agency": agency, "other": other, "report": report, "fact": fact}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("language", "width", "scheme"), WAYS)
def test_nobody_is_kept_out(
    visit: Visit, keys: dict[str, str], axe: str, view: str, language: str, width: int, scheme: str
) -> None:
    address = f"{VIEWS[view].format(**keys)}&lang={language}"
    page = visit(address, width=width, color_scheme=scheme)
    page.evaluate(axe)
    serious = [
        (finding["id"], node["html"][:200], node["failureSummary"])
        for finding in page.evaluate(RUN)["violations"]
        if finding["impact"] in SERIOUS
        for node in finding["nodes"]
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]


def test_axe_sees_what_is_wrong(visit: Visit, axe: str) -> None:
    """Had the program not run, nothing would have been found in any view."""
    page = visit("/")
    page.evaluate(axe)
    page.evaluate("document.querySelector('.seek label').remove(); document.querySelector('#q').placeholder = ''")
    assert "label" in {finding["id"] for finding in page.evaluate(RUN)["violations"]}


WRONG = {
    "from elsewhere": "document.body.insertAdjacentHTML('beforeend', '<img src=\"http://elsewhere.invalid/a.png\">')",
    "inline": "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))",
    "broken": "setTimeout(() => { throw new Error('broken') })",
    "missing": "fetch('/static/missing.js')",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_in_a_page_fails_its_test(browser: Browser, site: str, wrong: str) -> None:
    context = browser.new_context()
    watch = Watch(context, site)
    page = context.new_page()
    page.goto(site)
    assert watch.problems == []
    with page.expect_event("pageerror" if wrong == "broken" else "console"):
        page.evaluate(WRONG[wrong])
    context.close()
    assert watch.problems
