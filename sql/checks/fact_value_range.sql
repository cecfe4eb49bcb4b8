-- severity: warning
-- table: fact_indicator
-- scope: changed
-- 数值在合理范围内：比率0至100，名次不小于1，计数不为负 (A value is possible: a rate from 0 to 100, a rank from 1, a count not below 0.)
-- A warning: a report that states 120 % is quoted as it stands, and `finding` says so.
select fact_id, indicator_code, measure, value, fact_indicator.unit, quote
from fact_indicator
join dim_indicator using (indicator_code)
where case measure
          when 'level' then value < 0 or (unit_family = 'rate' and fact_indicator.unit = '%' and value > 100)
          when 'share' then value < 0 or value > 100
          when 'rank' then value < 1 or value <> floor(value)
          when 'change_rate' then fact_indicator.unit = '%' and value < -100
          else false
      end
