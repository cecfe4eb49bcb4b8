-- severity: error
-- table: dim_agency
-- 名称的启用日期不晚于停用日期 (A name is not out of use before it is in use.)
select agency_id, agency_name, valid_from, valid_to from dim_agency where valid_to < valid_from
