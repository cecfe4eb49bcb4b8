-- severity: warning
-- table: dim_agency
-- 机构的区划代码在区划表中 (The adcode of an agency stands in the table of regions.)
select agency_id, agency_name, adcode from dim_agency where adcode not in (select adcode from dim_region)
