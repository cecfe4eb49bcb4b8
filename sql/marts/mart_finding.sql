-- One row per finding, with the agency, year and report in which it was found.
create view mart_finding as
select finding_id, report_id, check_name, severity, message, starts, quotes, source,
       dim_report.agency_id, agency_name, report_year as year, path, title
from finding
join dim_report using (report_id)
left join dim_agency on dim_agency.agency_id = dim_report.agency_id;

comment on view mart_finding is '发现 / Every finding with its agency, year and report';
comment on column mart_finding.finding_id is '发现编号 / Finding; see finding';
comment on column mart_finding.report_id is '报告编号 / Report; see dim_report';
comment on column mart_finding.check_name is '检查 / Check that found it';
comment on column mart_finding.severity is '严重程度：error、warning、info / Severity';
comment on column mart_finding.message is '说明 / What contradicts what';
comment on column mart_finding.starts is '涉及数字的起点 / First code point of each figure concerned';
comment on column mart_finding.quotes is '涉及数字的原文 / Exact text of each figure concerned, in the order of starts';
comment on column mart_finding.source is '来源：report、warehouse / Whether the report contradicts itself, or reports differ from one another';
comment on column mart_finding.agency_id is '机构编号；无法判断的为空 / Agency; null where it cannot be told';
comment on column mart_finding.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_finding.year is '报告年度；无法判断的为空 / Year reported on; null where it cannot be told';
comment on column mart_finding.path is '报告路径 / Path of the report below the raw folder';
comment on column mart_finding.title is '报告标题 / Title of the report';
