-- 有哪些领域、层级、省份和年度可供筛选？ (Which fields, levels, provinces and years are there to choose from?)
select (select list(distinct function order by function) from dim_agency where function is not null) as functions,
       (select list(distinct level) from dim_agency where level is not null) as levels,
       (select list(distinct province order by province) from dim_agency join dim_region using (adcode)) as provinces,
       (select list(distinct report_year order by report_year desc) from dim_report where report_year is not null) as years,
       (select list(distinct check_name order by check_name) from finding) as checks
