-- 这是哪个机关？ (Which agency is it?)
select agency_id, agency_name, function, dim_agency.level, adcode, province, city, county,
       valid_from, valid_to, successor
from dim_agency
left join dim_region using (adcode)
where agency_id = $agency
