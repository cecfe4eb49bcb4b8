-- 数据仓库里有多少内容？ (How much is in the warehouse?)
select (select count(*) from dim_report) as reports,
       (select count(*) from dim_agency) as agencies,
       (select min(report_year) from dim_report) as first_year,
       (select max(report_year) from dim_report) as last_year,
       (select count(*) from fact_indicator) as facts,
       (select count(*) from fact_quantity) as quantities,
       (select count(*) from finding) as findings
