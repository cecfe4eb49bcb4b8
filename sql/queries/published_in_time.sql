-- 哪些报告在次年4月1日前公布？ (Which reports were published before 1 April of the next year, the day set for them?)
-- The date is the one on the portal, or else the one under the signature; null where the report has neither. The same
-- report in two files stands once.
select distinct agency, report_year, coalesce(published_on, signed_on) as published,
       published < make_date(report_year + 1, 4, 1) as in_time,
       published - make_date(report_year + 1, 4, 1) as days_after_the_date
from dim_report
where agency is not null and report_year is not null
order by in_time nulls last, days_after_the_date desc, agency, report_year;
