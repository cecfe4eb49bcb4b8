-- severity: error
-- table: dim_report
-- scope: changed
-- 原文每个阿拉伯数字恰属一个数量、引用或数字 (Every Arabic digit of a report has exactly one owner.)
-- Spans are distinct (a numeral may state several facts), so that the digits in them are as many as those of the text
-- if and only if none is left out and none is owned twice.
with owned as (
    select report_id, span_start, quote from fact_quantity
    union
    select report_id, span_start, quote from report_reference
    union
    select report_id, span_start, quote from report_numeral
),
digits as (
    select report_id, sum(length(regexp_replace(quote, '[^0-9０-９]', '', 'g'))) as owned_digits
    from owned
    group by report_id
)
select report_id, path, length(regexp_replace(raw_text, '[^0-9０-９]', '', 'g')) as digits_in_text,
       coalesce(owned_digits, 0) as digits_owned
from dim_report
left join digits using (report_id)
where length(regexp_replace(raw_text, '[^0-9０-９]', '', 'g')) <> coalesce(owned_digits, 0)
