-- 收录了哪些机构哪些年度的报告，各陈述多少指标？ (Which agencies and years are there, and how many indicators does each state?)
select agency_name, adcode, year, count(*) filter (where stated) as indicators_stated, count(*) as indicators
from mart_panel
group by agency_name, adcode, year
order by agency_name, year;
