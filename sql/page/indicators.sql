-- 指标目录：每个指标有多少数字，涉及哪些年度？ (The catalogue: how many figures has each indicator, and of which years?)
select indicator_code, name_zh, name_en, category, unit, nature, additive,
       coalesce(figures, 0) as figures, first_year, last_year, definition
from dim_indicator
left join (
    select indicator_code, count(*) as figures, min(year) as first_year, max(year) as last_year
    from mart_headline
    group by indicator_code
) as stated using (indicator_code)
where ($category is null or category = $category)
  and ($q is null or contains(lower(concat_ws(chr(10), name_zh, name_en, indicator_code, definition)), lower($q)))
order by category, indicator_code
