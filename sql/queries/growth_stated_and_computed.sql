-- 报告自称的增减与两年报告算出的增减是否一致？ (Does the change that a report states agree with the figures of both years?)
-- Contradictions first, then what agrees; last what cannot be compared, mostly for want of the report of the year before.
select agency_name, year, name_zh, previous_value, value, computed_change, stated_change, computed_rate, stated_rate,
       agrees
from mart_trend
where stated_change is not null or stated_rate is not null
order by agrees nulls last, agency_name, year, indicator_code;
