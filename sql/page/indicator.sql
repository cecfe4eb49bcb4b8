-- 这个指标是什么？ (What is the indicator?)
select indicator_code, name_zh, name_en, category, unit, nature, additive, definition
from dim_indicator
where indicator_code = $code
