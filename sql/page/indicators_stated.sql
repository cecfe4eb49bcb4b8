-- 哪些指标陈述得最多？ (Which indicators are stated most often?)
select indicator_code, name_zh, name_en, category, count(*) as figures
from mart_headline
group by indicator_code, name_zh, name_en, category
order by figures desc, indicator_code
