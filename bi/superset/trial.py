"""`make bi-test`: the bundle in a real Superset, from the import to the pictures of its dashboards.

A warehouse of invented reports is built, Superset is started, the bundle imported through its REST API, every chart
drawn in headless Chromium and its numbers held against DuckDB; then a new night is published and the same queries asked
again. Everything runs in a temporary folder and is gone afterwards.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bi.superset.browser import Answer, Rendered, choose, logged_in, render
from bi.superset.client import Client, SupersetRefuses
from bi.superset.comparison import Differs, compare
from bi.superset.example_reports import NEW_CASES, YEARS, write_example
from bi.superset.generate import BUNDLE
from bi.superset.pack import packed
from bi.superset.server import Superset, SupersetFails, superset
from pipelines.load.query import opened

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv-superset"
#: Reports of so many invented agencies over so many years, beside those that come with the repository.
AGENCIES, SINCE = 24, 2020
COMPOSED = ("composed", "composed_b", "composed_c", "composed_d", "composed_e")


class TrialFails(Exception):
    """Something is not as promised; the message says what."""


def main() -> None:
    """0 if all holds, 1 if something does not, 2 if the trial cannot be made; one sentence each."""
    parser = argparse.ArgumentParser(prog="bi/superset/test.sh", description="Try the bundle in a real Superset.")
    parser.add_argument("--port", type=int, default=8088, help="on which Superset listens, on 127.0.0.1 (%(default)s)")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs" / "img", help="where the pictures go")
    asked = parser.parse_args()
    # Ended from outside, it still shuts down what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        trial(asked.port, asked.pictures)
    except (TrialFails, Differs) as error:
        sys.exit(_say(str(error), 1))
    except (SupersetFails, SupersetRefuses) as error:
        sys.exit(_say(str(error), 2))
    except KeyboardInterrupt:
        sys.exit(_say("已中断 interrupted", 130))


def trial(port: int, pictures: Path) -> None:
    """Make the whole trial.

    Raises:
        TrialFails: something is not as promised.
        SupersetFails: Superset or Chromium is not there, or the port is taken.
        SupersetRefuses: Superset answers with an error.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SupersetFails("未安装 Chromium (Chromium is missing: install Debian's package chromium)")
    with tempfile.TemporaryDirectory(prefix="fazhi-bi-") as held:
        folder = Path(held)
        raw, warehouse = folder / "raw", folder / "warehouse" / "fazhi.duckdb"
        with superset(ENVIRONMENT, folder / "superset", port) as server:
            collect(raw)
            for year in YEARS[:-1]:
                write_example(raw / "example", year)
                publish(raw, warehouse)
            client = Client(server.address, server.user, server.password)
            client.import_dashboards(packed(str(warehouse), "Dashboard"))
            expect_imported(client)
            # Importing again replaces and adds nothing.
            client.import_assets(packed(str(warehouse), "assets"))
            expect_imported(client)
            expect_closed(client)
            with logged_in(chromium, server) as page:
                answers = draw(page, server, client, folder / "pictures")
                compare(answers, warehouse)
                expect_filtered(page, client, warehouse)
            write_example(raw / "example", YEARS[-1])
            publish(raw, warehouse)
            see_new_night(client, answers, warehouse)
        keep(folder / "pictures", pictures)
    print("全部通过 all holds")


def collect(raw: Path) -> None:
    """The reports of the trial: those of the repository, and generated ones."""
    from generated_reports import YEARS as GENERATED
    from generated_reports import write_reports

    shutil.copytree(ROOT / "data" / "raw", raw)
    for name in COMPOSED:
        shutil.copytree(ROOT / "tests" / "golden" / name / "reports", raw / name)
    write_reports(
        raw / "generated",
        [
            agency * len(GENERATED) + year - GENERATED[0]
            for agency in range(AGENCIES)
            for year in GENERATED
            if year >= SINCE
        ],
    )


def publish(raw: Path, warehouse: Path) -> None:
    """Run a night.

    Raises:
        TrialFails: it published nothing.
    """
    command = [sys.executable, "-m", "pipelines.cli", "run", "--raw", str(raw), "--warehouse", str(warehouse)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise TrialFails(f"未能发布 (the night published nothing): {(done.stderr or done.stdout).strip()[-300:]}")
    print(f"已发布 published: {sum(path.is_file() for path in raw.rglob('*'))} files")


def expect_imported(client: Client) -> None:
    """Every object of the bundle is there, and once."""
    for kind in ("chart", "dataset", "dashboard", "database"):
        there, wanted = client.get(f"/api/v1/{kind}/")["count"], len(list(sources(f"{kind}s")))
        if there != wanted:
            raise TrialFails(f"导入后有{there}个{kind}，应为{wanted}个 (the import left {there} {kind}s, not {wanted})")
        print(f"已导入 imported: {kind} {wanted}")


def expect_closed(client: Client) -> None:
    """Superset can neither write the warehouse nor read another file, nor unlock either."""
    database = client.get("/api/v1/database/")["result"][0]["id"]
    for sql in (
        "create table hole (a integer)",
        "delete from dim_report",
        "select * from read_text('/etc/passwd')",
        "attach '/tmp/other.duckdb' as other",
        "set enable_external_access = true",
    ):
        try:
            client.post("/api/v1/sqllab/execute/", {"database_id": database, "sql": sql, "runAsync": False})
        except SupersetRefuses:
            continue
        raise TrialFails(f"Superset 执行了 (Superset ran): {sql}")
    sql = "select count(*) as reports from dim_report"
    if not client.post("/api/v1/sqllab/execute/", {"database_id": database, "sql": sql})["data"][0]["reports"]:
        raise TrialFails("SQL Lab 读不到数据 (SQL Lab reads no rows)")
    print("已封闭 closed: no writing, no other file")


def draw(page: Any, server: Superset, client: Client, pictures: Path) -> dict[str, Answer]:
    """Draw every dashboard; the answer that each chart got, by the key of the chart.

    Raises:
        TrialFails: a chart got no answer, an error or no rows, or an error box is shown.
    """
    keys, named = {source["uuid"]: path.stem for path, source in sources("charts")}, names(client)
    answers: dict[str, Answer] = {}
    for path, source in sources("dashboards"):
        charts = {keys[place["meta"]["uuid"]] for place in source["position"].values() if place_of_chart(place)}
        drawn = render(page, server, source["slug"], len(charts), pictures / f"superset-{path.stem}.png")
        got = {named[answer.chart]: answer for answer in drawn.answers}
        expect_drawn(path.stem, charts, got, drawn)
        answers |= got
        rows = sum(len(answer.rows) for answer in got.values())
        print(f"已绘制 drawn: {source['dashboard_title']}, {len(got)} charts, {rows:,} rows")
    if missing := set(keys.values()) - set(answers):
        raise TrialFails(f"没有看板使用这些图表 (no dashboard shows these charts): {', '.join(sorted(missing))}")
    return answers


def names(client: Client) -> dict[int, str]:
    """The key of each chart by the number that Superset gave it."""
    keys = {source["uuid"]: path.stem for path, source in sources("charts")}
    return {one["id"]: keys[one["uuid"]] for one in client.get("/api/v1/chart/?q=(page_size:100)")["result"]}


def sources(folder: str) -> Iterable[tuple[Path, dict[str, Any]]]:
    """The sources of one kind in the bundle, with their paths."""
    for path in sorted((BUNDLE / folder).rglob("*.yaml")):
        yield path, yaml.safe_load(path.read_text(encoding="utf-8"))


def place_of_chart(place: object) -> bool:
    """Whether an element of a dashboard holds a chart."""
    return isinstance(place, dict) and place["type"] == "CHART"


def expect_drawn(dashboard: str, charts: set[str], got: Mapping[str, Answer], drawn: Rendered) -> None:
    """Every chart was asked for, answered without an error and with rows, and none shows an error box."""
    if lacking := charts - set(got):
        raise TrialFails(f"看板 {dashboard} 的图表没有应答 (charts without an answer): {', '.join(sorted(lacking))}")
    for key, answer in got.items():
        if answer.status != 200 or answer.error:
            raise TrialFails(f"图表 {key} 出错 (the chart fails): {answer.status} {answer.error}")
        if not answer.rows:
            raise TrialFails(f"图表 {key} 没有数据 (the chart has no rows)")
    if drawn.broken:
        raise TrialFails(f"看板 {dashboard} 显示错误 (the dashboard shows an error): {drawn.broken[0]}")


def expect_filtered(page: Any, client: Client, warehouse: Path) -> None:
    """Choose a year in the open dashboard: every chart that knows years shows that year, with the right number.

    Raises:
        TrialFails: a chart in reach of the filter was not asked anew, or another number is shown.
    """
    (*_, (path, source)) = sources("dashboards")
    filters = source["metadata"]["native_filter_configuration"]
    at = [one["targets"][0]["column"]["name"] for one in filters].index("year")
    places = [place for place in source["position"].values() if place_of_chart(place)]
    reached = [place for place in places if place["meta"]["chartId"] not in filters[at]["scope"]["excluded"]]
    year = YEARS[0]
    got = {names(client)[answer.chart]: answer for answer in choose(page, at, str(year), len(reached))}
    chosen = {"col": "year", "op": "IN", "val": [year]}
    heard = [key for key, answer in got.items() if chosen in answer.asked["queries"][0]["filters"] and not answer.error]
    if len(heard) != len(reached):
        raise TrialFails(
            f"看板 {path.stem} 的年度筛选不全 (the filter of the year reaches only): {', '.join(sorted(heard))}"
        )
    with opened(warehouse) as connection:
        sql = "select count(*) from finding join dim_report using (report_id) where report_year = ?"
        ((told,),) = connection.execute(sql, [year]).fetchall()
    shown = sum(
        value for row in got["findings_by_year"].rows for name, value in row.items() if name != "year" and value
    )
    if shown != told:
        raise TrialFails(f"{year}年发现：筛选后为{shown}，应为{told} (findings of {year}: {shown} shown, {told} there)")
    print(f"已筛选 filtered: {path.stem}, {year}, {len(heard)} charts, {told} findings")


def see_new_night(client: Client, answers: Mapping[str, Answer], warehouse: Path) -> None:
    """Ask what the dashboards asked once more: the night just published answers.

    Raises:
        TrialFails: the answer is that of the night before.
    """
    (before,), (after,) = (
        rows[0].values() for rows in (answers["reports"].rows, ask(client, answers["reports"].asked))
    )
    if after != before + 1:
        raise TrialFails(
            f"新一夜后报告数为{after}，应为{before + 1} (the new night left {after} reports, not {before + 1})"
        )
    if len(ask(client, answers["night_log"].asked)) != len(answers["night_log"].rows) + 1:
        raise TrialFails("看不到新的一夜 (the new night does not show)")
    asked = answers["sentences"].asked
    asked["queries"][0]["filters"] = [
        {"col": "agency_name", "op": "IN", "val": ["竹山县水利局"]}, {"col": "year", "op": "IN", "val": [YEARS[-1]]},
        {"col": "indicator_code", "op": "IN", "val": ["enforcement.cases_filed"]},
    ]  # fmt: skip
    rows = ask(client, asked)
    if [float(row["value"]) for row in rows] != [NEW_CASES]:
        raise TrialFails(f"新报告的数值不见 (the figure of the new report does not show): {rows}")
    with opened(warehouse) as connection:
        sql = "select sentence from fact_quantity where fact_id = ?"
        told = connection.execute(sql, [rows[0]["fact_id"]]).fetchall()
    if told != [(rows[0]["sentence"],)]:
        raise TrialFails("事实编号与原句不符 (the fact_id leads to another sentence)")
    print(f"已见新一夜 the new night shows: {after} reports, {rows[0]['quote']} in its sentence")


def ask(client: Client, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that a chart's query yields now."""
    rows: list[dict[str, Any]] = client.post("/api/v1/chart/data", query)["result"][0]["data"]
    return rows


def keep(drawn: Path, pictures: Path) -> None:
    """Put the pictures where the documents show them, with as many colours as such pictures need."""
    pictures.mkdir(parents=True, exist_ok=True)
    # Pillow comes with Superset.
    shrink = (
        "import sys; from PIL import Image; drawn = Image.open(sys.argv[1]).convert('RGB');"
        " drawn.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=0).save(sys.argv[2], optimize=True)"
    )
    for picture in sorted(drawn.glob("*.png")):
        target = pictures / picture.name
        subprocess.run([ENVIRONMENT / "bin" / "python", "-c", shrink, picture, target], check=True)
        print(f"已存 stored: {target.name}, {target.stat().st_size // 1024} KB")


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
