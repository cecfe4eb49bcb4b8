-- One row per agency and year between the first and the last year of the warehouse: reported or not, and how much.
-- A view: most of it is counting. A year without a report stands only where the agency bore its name the whole year
-- (dim_agency.valid_from, valid_to): before it was set up and after it was renamed there is no gap.
create view mart_coverage as
with report as (
    select agency_id, report_year as year, count(*) as reports
    from dim_report
    where agency_id is not null and report_year is not null
    group by agency_id, report_year
),
quantity as (
    select agency_id, year, count(*) as quantities, count(indicator_code) as facts
    from fact_quantity
    group by agency_id, year
),
stated as (
    select agency_id, year, count(*) as indicators_stated from mart_headline group by agency_id, year
),
found as (
    select agency_id, report_year as year, count(*) as findings
    from finding join dim_report using (report_id)
    group by agency_id, report_year
)
select dim_agency.agency_id, agency_name, dim_agency.function, dim_agency.level, dim_agency.adcode, province,
       dim_year.year, reports is not null as reported,
       coalesce(reports, 0) as reports, coalesce(indicators_stated, 0) as indicators_stated,
       coalesce(facts, 0) as facts, coalesce(quantities, 0) as quantities, coalesce(findings, 0) as findings
from dim_agency
cross join dim_year
left join dim_region on dim_region.adcode = dim_agency.adcode
left join report on report.agency_id = dim_agency.agency_id and report.year = dim_year.year
left join quantity on quantity.agency_id = dim_agency.agency_id and quantity.year = dim_year.year
left join stated on stated.agency_id = dim_agency.agency_id and stated.year = dim_year.year
left join found on found.agency_id = dim_agency.agency_id and found.year = dim_year.year
where dim_year.year between (select min(report_year) from dim_report) and (select max(report_year) from dim_report)
  and (reports is not null
       or make_date(dim_year.year, 1, 1) >= coalesce(valid_from, make_date(dim_year.year, 1, 1))
          and make_date(dim_year.year, 12, 31) <= coalesce(valid_to, make_date(dim_year.year, 12, 31)));

comment on view mart_coverage is '覆盖 / Which agency reported on which year, and how much it states; gaps are rows';
comment on column mart_coverage.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_coverage.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_coverage.function is '职能领域 / Field of the agency';
comment on column mart_coverage.level is '层级 / Administrative level of the agency';
comment on column mart_coverage.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region';
comment on column mart_coverage.province is '省级名称 / Province, region or municipality';
comment on column mart_coverage.year is '年度 / Year';
comment on column mart_coverage.reported is '该年度是否有报告 / Whether there is a report of the agency on the year';
comment on column mart_coverage.reports is '报告份数，同文不同文件分别计 / Reports; the same text in other bytes counts again';
comment on column mart_coverage.indicators_stated is '陈述的指标数 / Indicators with a headline figure';
comment on column mart_coverage.facts is '指标事实数 / Figures stated for an indicator';
comment on column mart_coverage.quantities is '数量数 / Quantities stated, claimed by an indicator or not';
comment on column mart_coverage.findings is '发现数 / Findings in its reports';
