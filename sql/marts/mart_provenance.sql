-- One row per quantity: from the figure back to its words, its sentence, its report and the rule that claimed it.
-- A view: every quantity beside its report.
create view mart_provenance as
select fact_id, quote, sentence, value, fact_quantity.unit, bound, measure, status, period,
       indicator_code, name_zh, name_en, rule, confidence,
       report_id, title, document_number, fact_quantity.agency_id, agency_name, year, path, span_start, span_end,
       published_on
from fact_quantity
join dim_report using (report_id)
left join dim_agency on dim_agency.agency_id = fact_quantity.agency_id
left join dim_indicator using (indicator_code);

comment on view mart_provenance is '溯源 / Every quantity with its words, sentence, rule and report';
comment on column mart_provenance.fact_id is '事实编号 / Key of the quantity; see fact_quantity';
comment on column mart_provenance.quote is '原文数字 / Exact text: raw_text from span_start to span_end';
comment on column mart_provenance.sentence is '所在句子 / Sentence in which it stands';
comment on column mart_provenance.value is '数值，基本单位 / Value in base units';
comment on column mart_provenance.unit is '原文计量单位 / Measure word as written';
comment on column mart_provenance.bound is '界限：exact、at_least、at_most、approx / Whether the value is exact, a lower or upper bound, or approximate';
comment on column mart_provenance.measure is '度量：level、change、change_rate、share、rank / Whether it is a level, a change, a rate of change, a share or a rank';
comment on column mart_provenance.status is '实际或计划：actual、planned / Whether it is achieved or planned';
comment on column mart_provenance.period is '所属期间，ISO 8601 / Period in ISO 8601';
comment on column mart_provenance.indicator_code is '指标代码；未归入指标的为空 / Indicator; null where none claims the quantity';
comment on column mart_provenance.name_zh is '指标中文名称 / Name of the indicator in Chinese';
comment on column mart_provenance.name_en is '指标英文名称 / Name of the indicator in English';
comment on column mart_provenance.rule is '判定规则：指标代码/行号 / Line of the rule that gave the indicator: code and number';
comment on column mart_provenance.confidence is '置信度，0至1 / Calibrated share of such facts that are right, from 0 to 1';
comment on column mart_provenance.report_id is '报告编号 / Report; see dim_report';
comment on column mart_provenance.title is '报告标题 / Title of the report';
comment on column mart_provenance.document_number is '报告发文字号 / Document number of the report itself';
comment on column mart_provenance.agency_id is '机构编号；无法判断的为空 / Agency; null where it cannot be told';
comment on column mart_provenance.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_provenance.year is '报告年度；无法判断的为空 / Year reported on; null where it cannot be told';
comment on column mart_provenance.path is '报告路径 / Path of the report below the raw folder';
comment on column mart_provenance.span_start is '原文起点（码点，含） / First code point in raw_text, counted from 0';
comment on column mart_provenance.span_end is '原文终点（码点，不含） / Code point after it in raw_text';
comment on column mart_provenance.published_on is '发布日期 / Date of publication on the portal';
