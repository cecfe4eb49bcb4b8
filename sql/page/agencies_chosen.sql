-- 比较的是哪些机关？ (Which agencies are compared?)
select agency_id, agency_name, function, dim_agency.level, province
from dim_agency
left join dim_region using (adcode)
where agency_id in (select unnest($agencies))
order by list_position($agencies, agency_id)
