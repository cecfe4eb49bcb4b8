"""Generated reports, as many as wanted: nobody said any of this, the figures are drawn from the numbers.

The same number and edition give the same bytes on every machine. The reports of one agency follow each other over the
years with figures that grow slowly, so that nothing in them is a finding by accident.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

_NAMES = (
    "安吉德清长兴桐庐淳安象山宁海平阳苍南文成泰顺嘉善海盐新昌武义浦江磐安常山开化龙游"
    "岱山三门天台仙居青田缙云遂昌松阳云和庆元竹溪竹山通山秭归长阳远安兴山嘉鱼通城崇阳"
)
COUNTIES = [f"{_NAMES[at : at + 2]}县" for at in range(0, len(_NAMES), 2)]
#: Towns that do not exist, in counties that do.
TOWNS = [a + b for a in "青临永新平东长石云白清南宁" for b in "溪川河江山原阳泽岭源湖林陵城"]
BODIES = (
    "司法局", "应急管理局", "市场监督管理局", "生态环境局", "交通运输局", "农业农村局", "教育局", "水利局",
    "卫生健康局", "民政局", "财政局", "自然资源局",
)  # fmt: skip
YEARS = range(2010, 2026)

BODY = """索引号：{index}
文号：{letters}发〔{signed}〕{document}号
发布日期：{signed}-01-{day:02}
{agency}{year}年法治政府建设年度报告
{year}年，我局深入学习贯彻习近平法治思想，全面落实《法治政府建设实施纲要（2021—2025年）》，认真推进依法行政，现将有关情况报告如下。
一、{year}年法治政府建设工作情况
（一）依法全面履行职能。全年受理行政许可申请{permits}件，办结{permits}件，按时办结率100%。梳理公布权责事项{powers}项，网上可办率达到{online}%。
（二）健全依法决策机制。全年审查合同{contracts}份、规范性文件{normative}件，提出法律意见{opinions}条。清理规范性文件{reviewed}件，其中继续有效{retained}件、废止{repealed}件。
（三）严格规范公正文明执法。全年检查企业{inspections}家次，发现安全隐患{hazards}项，已整改{rectified}项，立案查处违法案件{cases}件，罚款{fines}万元。其中一般程序案件{general}件、简易程序案件{simple}件。
（四）依法化解矛盾纠纷。全年收到行政复议申请{reconsiderations}件，审结{concluded}件；行政诉讼案件{lawsuits}件，行政机关负责人出庭应诉{lawsuits}件，出庭应诉率100%。调解各类纠纷{disputes}起，调解成功{settled}起。
（五）强化权力监督。办理人大代表建议{suggestions}件、政协委员提案{proposals}件，满意率100%。受理政府信息公开申请{requests}件，均按时答复。
（六）加强法治宣传。开展法治宣传活动{campaigns}场次，发放宣传资料{leaflets}余份，受众{audience}余人次。举办执法培训班{courses}期，培训{trained}人次。
二、存在的主要问题
一是执法力量不足，全局持有执法证人员{officers}名；二是部分制度落实不够到位；三是宣传形式较为单一。
三、{next}年工作打算
{next}年，计划开展专项检查{planned}次，举办法治讲座{lectures}场，进一步提高依法行政水平。
{agency}
{signed}年1月{day}日
"""


def report_text(number: int, edition: int = 0) -> str:
    """The text of report *number*, in one of its editions, which differ in their figures.

    >>> report_text(7) == report_text(7) != report_text(7, 1)
    True
    """
    series, year = number // len(YEARS), YEARS[number % len(YEARS)]
    draw = random.Random(f"{series}")
    agency = _agency(series)
    size = draw.randint(20, 400)
    growth = 1 + (year - YEARS[0]) / 50

    def figure(share: float) -> int:
        return 3 + int(size * share * draw.uniform(0.8, 1.2) * growth)

    hazards, reviewed, general, simple, disputes = figure(3), figure(0.2), figure(0.2), figure(0.1), figure(0.8)
    repealed, unsettled = draw.randint(1, 3), draw.randint(0, 3)
    concluded = figure(0.1)
    return BODY.format(
        agency=agency, year=year, next=year + 1, signed=year + 1, day=1 + number % 28, letters=agency[0] + "政",
        index=f"{11000000 + series:08}/{year + 1}-{number % 100000:05}", document=1 + number % 97,
        permits=figure(8), powers=figure(1), online=90 + series % 10, contracts=figure(0.3), normative=figure(0.05),
        opinions=figure(0.4), reviewed=reviewed, retained=reviewed - repealed, repealed=repealed,
        inspections=figure(5) + edition, hazards=hazards, rectified=hazards, cases=general + simple,
        fines=f"{figure(1)}.{1 + series % 9}", general=general, simple=simple, reconsiderations=concluded,
        concluded=concluded, lawsuits=figure(0.05), disputes=disputes, settled=disputes - unsettled,
        suggestions=figure(0.05), proposals=figure(0.06), requests=figure(0.2), campaigns=figure(0.3),
        leaflets=figure(40), audience=figure(60), courses=figure(0.02), trained=figure(2), officers=figure(0.3),
        planned=figure(0.02), lectures=figure(0.03),
    )  # fmt: skip


def write_reports(folder: Path, numbers: Iterable[int], edition: int = 0) -> None:
    """Write the reports of *numbers* below *folder*, a thousand to a folder."""
    for number in numbers:
        target = report_path(folder, number)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(report_text(number, edition), encoding="utf-8")


def report_path(folder: Path, number: int) -> Path:
    """Where report *number* stands."""
    return folder / f"{number // 1000:04}" / f"{number:07}.txt"


def _agency(series: int) -> str:
    beyond, county = divmod(series, len(COUNTIES))
    beyond, body = divmod(beyond, len(BODIES) + len(TOWNS))
    if body < len(BODIES):
        return COUNTIES[county] + BODIES[body]
    return f"{COUNTIES[county]}{TOWNS[body - len(BODIES)]}{'镇乡'[beyond % 2]}人民政府"
