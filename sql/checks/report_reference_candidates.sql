-- severity: error
-- table: report_reference
-- scope: changed
-- 无规范形式的引用列出各种读法 (A reference without a canonical form lists its readings, one with it lists none.)
select report_id, span_start, quote, normalized, candidates
from report_reference
where normalized is not null and len(candidates) > 0
