-- severity: warning
-- table: dim_agency
-- 一个机构名称对应一个区划 (A name of an agency has one region.)
select agency_name, count(*) as agencies from dim_agency group by agency_name having count(*) > 1
