-- 这个指标各年度的分布如何？ (How are the figures of the indicator distributed, year by year?)
-- Figures of another period than the year are left out; a sum stands only where figures may be summed.
select year, count(*) as agencies, min(value) as least, quantile_cont(value::double, 0.25) as lower_quartile,
       median(value::double) as median, quantile_cont(value::double, 0.75) as upper_quartile, max(value) as most,
       case when any_value(additive) then sum(value) end as total
from mart_headline
join dim_indicator using (indicator_code)
left join dim_region using (adcode)
where indicator_code = $code and chosen_by <> 'period'
  and ($function is null or mart_headline.function = $function)
  and ($level is null or mart_headline.level = $level)
  and ($province is null or province = $province)
group by year
order by year
