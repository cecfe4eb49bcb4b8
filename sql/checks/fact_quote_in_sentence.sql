-- severity: error
-- table: fact_quantity
-- scope: changed
-- 引文在所在句子之中，句子在原文之中 (A figure stands in its sentence, and the sentence in the report.)
select fact_id, quote, sentence
from fact_quantity
join dim_report using (report_id)
where not contains(sentence, trim(quote)) or not contains(raw_text, sentence)
