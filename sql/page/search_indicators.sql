-- 哪些指标的名称、代码或定义含有这些字？ (Which indicators have these words in name, code or definition?)
select indicator_code, name_zh, name_en, category, unit, definition
from dim_indicator
where $q is not null
  and (contains(name_zh, $q) or contains(lower(name_en), lower($q)) or contains(indicator_code, lower($q))
       or contains(definition, $q))
order by category, indicator_code
