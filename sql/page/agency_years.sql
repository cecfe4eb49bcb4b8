-- 这个机关各年度有无报告，陈述多少指标？ (Of which years does the agency report, and how many indicators does it state?)
select year, reported, reports, indicators_stated, facts, quantities, findings
from mart_coverage
where agency_id = $agency
order by year desc
