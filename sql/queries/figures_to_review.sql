-- 哪些主要数值最该人工复核？ (Which headline figures should a person look at first?)
-- The least certain first. Of a confidence of 0.8 every fifth is expected to be wrong.
select agency_name, year, name_zh, quote, round(confidence, 3) as confidence, chosen_by, sentence
from mart_headline
order by confidence nulls last, agency_name, year, indicator_code;
