-- 哪些数值疑似写错了单位？ (Which figures look like a slip of the unit beside those of the year before?)
select mart_trend.agency_name, mart_trend.year, mart_trend.name_zh, previous_value, mart_trend.value, quote, message
from mart_finding
join mart_headline on mart_headline.report_id = mart_finding.report_id and span_start = starts[1]
join mart_trend using (fact_id)
where check_name = 'year_on_year_jump' and message like '%疑似单位%'
order by mart_trend.agency_name, mart_trend.year, mart_trend.name_zh;
