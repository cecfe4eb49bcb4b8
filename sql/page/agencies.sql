-- 有哪些机关，各有哪些年度的报告？ (Which agencies are there, and of which years do they report?)
select agency_name, function, dim_agency.level, province, reports, first_year, last_year, agency_id
from dim_agency
left join dim_region using (adcode)
left join (
    select agency_id, count(*) as reports, min(report_year) as first_year, max(report_year) as last_year
    from dim_report
    group by agency_id
) as reported using (agency_id)
where ($q is null or contains(agency_name, $q))
  and ($function is null or function = $function)
  and ($level is null or dim_agency.level = $level)
  and ($province is null or province = $province)
order by coalesce(starts_with(agency_name, $q), true) desc, adcode, agency_name, agency_id
