-- One row per subject and unit of the quantities that no indicator claims: the to-do list of the rules.
-- A view. The example is the quantity with the smallest key, so that it stays the same from night to night.
create view mart_unclaimed as
select subject, unit, count(*) as quantities, count(distinct report_id) as reports,
       count(distinct agency_id) as agencies,
       arg_min(quote, fact_id) as example_quote, arg_min(sentence, fact_id) as example_sentence,
       min(fact_id) as example_fact_id
from fact_quantity
where indicator_code is null
group by subject, unit;

comment on view mart_unclaimed is '未归入指标的数量 / What is counted that no indicator claims, by subject and unit';
comment on column mart_unclaimed.subject is '计量对象，原文用词；没有的为空 / Noun phrase that is counted, in the words of the reports; null where there is none';
comment on column mart_unclaimed.unit is '原文计量单位 / Measure word as written';
comment on column mart_unclaimed.quantities is '数量数 / Quantities';
comment on column mart_unclaimed.reports is '报告份数 / Reports that state one';
comment on column mart_unclaimed.agencies is '机构数 / Agencies that state one';
comment on column mart_unclaimed.example_quote is '示例原文 / Exact text of one of them';
comment on column mart_unclaimed.example_sentence is '示例句子 / Sentence in which it stands';
comment on column mart_unclaimed.example_fact_id is '示例编号 / Its key; see fact_quantity';
