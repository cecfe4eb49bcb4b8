"""`fazhi bench`: what reading costs on this machine, beside yardsticks on the same text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def bench(
    reports: Annotated[int, typer.Option(min=1, help="生成的报告份数。Generated reports to measure on.")] = 200,
    runs: Annotated[int, typer.Option(min=1, help="交替运行的遍数。Alternating runs, of which the medians count.")] = 5,
    jionlp: Annotated[
        Path | None, typer.Option(metavar="PYTHON", help="装有 JioNLP 的 Python。A Python that has JioNLP.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="结果写成 JSON。The result as JSON.")
    ] = None,
    document: Annotated[
        Path | None, typer.Option(metavar="FILE", help="把表格写入文档的标记之间。Put the tables into this document.")
    ] = None,
    flame: Annotated[
        Path | None, typer.Option(metavar="FILE", help="画火焰图 (SVG)。Draw where the time goes as a flame graph.")
    ] = None,
) -> None:
    """测量提取速度,与同一文本上的标尺相比。Measure extraction beside yardsticks on the same text.

    标尺为 jieba 分词一遍、数字正则一遍,以及(若已安装)JioNLP 的时间与金额抽取;报告按种子生成。
    The yardsticks are one pass of jieba, one regex pass for numerals and, where installed, JioNLP's times and money.
    """
    import json

    from pipelines.bench.document import markdown, text_of, write_into
    from pipelines.bench.measure import measure
    from pipelines.bench.yardsticks import has_jionlp
    from pipelines.cli.extract import write_whole

    if document is not None:
        text_of(document)  # a document without marks is told before minutes are spent
    if jionlp is None or not has_jionlp(jionlp):
        typer.echo("未比较 JioNLP:没有装有它的 Python (not compared with JioNLP: no Python that has it)", err=True)
        jionlp = None
    result = measure(reports, runs, jionlp, lambda message: typer.echo(message, err=True))
    typer.echo(markdown(result))
    if output is not None:
        write_whole(output, [json.dumps(result.as_json(), ensure_ascii=False, indent=2)])
    if document is not None:
        write_into(document, result)
    if flame is not None:
        write_whole(flame, [_flame_graph(reports)])


def _flame_graph(reports: int) -> str:
    from pipelines.bench.flame import draw, sample
    from pipelines.bench.generator import generate_all
    from pipelines.engine import extract_report

    documents = [one.report for one in generate_all(reports)]

    def work() -> None:
        for report in documents:
            extract_report(report)

    return draw(sample(work), f"CPU time of extract_report over {reports:,} generated reports")
