-- The agencies that reports name: those of the night replaced or added, those that no report names any longer gone.
delete from dim_agency
where agency_id in (select agency_id from touched)
  and (agency_id in (select agency_id from new_dim_agency)
       or agency_id not in (select agency_id from dim_report where agency_id is not null));

insert into dim_agency by name select * from new_dim_agency;

-- Field and level as its reports say them; the smallest where they differ, so that no order of reading decides.
update dim_agency
set function = said.function, level = said.level
from (
    select agency_id, min(function) as function, min(level) as level
    from dim_report
    where agency_id in (select agency_id from touched)
    group by agency_id
) as said
where said.agency_id = dim_agency.agency_id
  and (said.function is distinct from dim_agency.function or said.level is distinct from dim_agency.level);
