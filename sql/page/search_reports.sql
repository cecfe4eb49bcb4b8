-- 哪些报告的标题、机关、文号或路径含有这些字？ (Which reports have these words in title, agency, document number or path?)
select title, agency as agency_name, report_year as year, document_number, published_on, path, agency_id, report_id
from dim_report
where $q is not null
  and (contains(title, $q) or contains(agency, $q) or contains(coalesce(document_number, ''), $q) or contains(path, $q))
  and ($year is null or report_year = $year)
order by coalesce(starts_with(agency, $q), false) desc, report_year desc, agency, report_id
