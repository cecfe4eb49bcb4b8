"""`fazhi explain`: one report, every annotation coloured in its text; or one figure, with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.options import Warehouse

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
    from pipelines.explain.details import Detail
    from pipelines.explain.passages import Passage
    from pipelines.explain.stored import Ask, Trend

STYLES = {
    "fact": "black on green",
    "quantity": "black on yellow",
    "reference": "black on bright_blue",
    "numeral": "black on white",
}


def explain(
    what: Annotated[
        str,
        typer.Argument(metavar="PATH|FACT_ID", help="一份报告,或一个数字的编号。One report, or the id of a figure."),
    ],
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="写成网页。Write a self-contained page.")
    ] = None,
) -> None:
    """一份报告的每处标注及其规则。Every annotation of one report in its text, with the rule that made it.

    给出编号 (数据仓库的 fact_id) 则说明该数字:数值、规则、所在句子、参与的检查、出处;同名的文件优先。
    With an id (fact_id of the warehouse) that figure: what it says, its rule, its sentence, the checks it takes part
    in, and where it stands; a file of that name comes first.
    """
    from pipelines.cli.console import show, stop
    from pipelines.explain.stored import is_fact_id

    if Path(what).exists():
        report = _read(Path(what))
        shown = _report(report)
    elif is_fact_id(what):
        ask = asking(warehouse)
        report, figure = _stored(ask, warehouse, what)
        shown = _figure(report, figure, _trend(ask, report, figure))
    else:
        stop(f"{what}: 没有这个文件,也不是编号 (no such file, and no fact_id, which has 24 hexadecimal digits)")
    if html is None:
        show(*shown)
    else:
        _write(html, report)


def _read(path: Path) -> AnnotatedReport:
    from pipelines.cli.reports import one_extraction
    from pipelines.explain.annotated import of_extraction

    return of_extraction(one_extraction(path))


def _stored(ask: Ask, warehouse: Path, fact_id: str) -> tuple[AnnotatedReport, Figure]:
    from pipelines.cli.console import stop
    from pipelines.explain.stored import place_of, stored_report

    place = place_of(ask, fact_id)
    report = stored_report(ask, place[0]) if place else None
    figure = report.figure(fact_id) if report else None
    if report is None or figure is None:
        stop(
            f"{fact_id}: {warehouse} 中没有这个数字;报告或规则更新后编号可能不同,可用 fazhi query 查找"
            f" (no such figure in it; an id may change with its report or the rules, `fazhi query` finds the new one)"
        )
    return report, figure


def _trend(ask: Ask, report: AnnotatedReport, figure: Figure) -> Trend | None:
    """None also where another version built the warehouse, which may lack the comparison but has the figure."""
    from pipelines.explain.stored import stored_trend
    from pipelines.load.warehouse import WarehouseOutdated

    try:
        return stored_trend(ask, report, figure)
    except WarehouseOutdated:
        return None


def asking(warehouse: Path) -> Ask:
    """Answers the questions of ``sql/page`` from the published warehouse."""
    from pipelines.load.schema import SQL
    from pipelines.load.warehouse import query

    def ask(question: str, parameters: Mapping[str, object]) -> Sequence[Mapping[str, Any]]:
        sql = (SQL / "page" / f"{question}.sql").read_text(encoding="utf-8")
        with query(warehouse, sql, parameters=parameters) as answer:
            return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    return ask


def _write(html: Path, report: AnnotatedReport) -> None:
    from pipelines.cli.extract import write_whole
    from pipelines.explain.html import to_html

    write_whole(html, [to_html(report)])


def _report(report: AnnotatedReport) -> Iterator[object]:
    from pipelines.cli.console import grid
    from pipelines.explain.characters import visible
    from pipelines.explain.details import metadata_lines
    from pipelines.explain.passages import passages

    cut = passages(report)
    yield grid("元数据 metadata", ("field", "value"), _pairs(metadata_lines(report)))
    yield _legend()
    yield _text(cut)
    marked = [passage for passage in cut if passage.annotations]
    numbered = [(number, item) for number, passage in enumerate(marked, 1) for item in passage.annotations]
    yield _annotation_table(report, numbered)
    if report.findings:
        rows = ((found.severity, found.check, visible(found.message)) for found in report.findings)
        yield grid("发现 findings", ("severity", "check", "message"), rows)


def _pairs(lines: Sequence[Detail]) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in lines]


def _legend() -> Text:
    from rich.text import Text

    from pipelines.explain.words import KINDS

    parts = [(f" {' '.join(names)} ", STYLES[kind]) for kind, names in KINDS.items()]
    return Text("  ").join(Text(*part) for part in parts).append("\n")


def _text(cut: tuple[Passage, ...]) -> Text:
    """The report; behind each annotation the number of its row in the table that follows."""
    from rich.text import Text

    from pipelines.explain.characters import visible

    text, number = Text(), 0
    for passage in cut:
        if passage.annotations:
            number += 1
            text.append(visible(passage.text), STYLES[passage.kind]).append(f"⟨{number}⟩", "dim")
        else:
            text.append(visible(passage.text))
    return text


def _annotation_table(report: AnnotatedReport, numbered: list[tuple[int, Annotation]]) -> Table:
    from pipelines.cli.console import grid
    from pipelines.explain.details import details
    from pipelines.explain.passages import kind_of

    rows = (
        (
            number,
            item.text,
            kind_of(item),
            "  ".join(f"{line.label}={line.text}" for line in details(report, item, "en")),
        )
        for number, item in numbered
    )
    return grid(
        "标注 annotations", ("⟨⟩", "原文 text", "kind", "内容与规则 what it says and by which rule"), rows, (0,)
    )


def _figure(report: AnnotatedReport, figure: Figure, trend: Trend | None) -> Iterator[object]:
    from pipelines.cli.console import grid
    from pipelines.explain.checks import checks
    from pipelines.explain.details import details, metadata_lines
    from pipelines.explain.words import HEADINGS, named

    yield _sentence(report, figure)
    yield grid("数字 figure", ("", figure.fact_id), _pairs(details(report, figure)))
    held = checks(report, figure, trend)
    if held:
        rows = ((named(HEADINGS, it.state, "both"), it.name, f"{it.label}\n{it.message}") for it in held)
        yield grid(named(HEADINGS, "checks", "both"), ("", "check", ""), rows)
    place = ("位置 place", f"{figure.start}–{figure.end}")
    yield grid("出处 where it stands", ("report_id", report.report_id), (*_pairs(metadata_lines(report)), place))


def _sentence(report: AnnotatedReport, figure: Figure) -> Text:
    """The sentence with the figure marked, also where there are no colours."""
    from rich.text import Text

    from pipelines.explain.characters import visible
    from pipelines.explain.details import sentence_parts
    from pipelines.explain.passages import kind_of

    before, words, after = map(visible, sentence_parts(report, figure))
    return Text(before).append(f"⟦{words}⟧", STYLES[kind_of(figure)]).append(f"{after}\n")
