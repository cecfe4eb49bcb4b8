-- 这份报告写了什么？ (What stands in this report?)
-- One row, with its figures, references, numerals and findings as lists.
select report_id, document, agency_id, rules_version, raw_text,
       title, agency, function, adcode, level, report_year, document_number, index_number, published_on, signed_on,
       (select list(path order by path) from report_path where report_id = $report) as paths,
       (select list({
                   fact_id: fact_id, start: span_start, "end": span_end, text: quote, value: value,
                   value_max: value_max, unit: unit, bound: bound, measure: measure, status: status, period: period,
                   indicator: indicator_code, breakdown: breakdown, subject: subject, part_of: part_of,
                   sentence: sentence, rule: rule, confidence: confidence, evidence: evidence
               } order by span_start, span_end, fact_id)
        from fact_quantity where report_id = $report) as figures,
       (select list({
                   start: span_start, "end": span_end, text: quote, kind: kind, normalized: normalized,
                   candidates: candidates
               } order by span_start, span_end)
        from report_reference where report_id = $report) as "references",
       (select list({start: span_start, "end": span_end, text: quote, kind: kind} order by span_start, span_end)
        from report_numeral where report_id = $report) as numerals,
       (select list({"check": check_name, severity: severity, message: message, starts: starts}
                    order by list_min(starts) nulls first, check_name, message)
        from finding where report_id = $report) as findings
from dim_report
where report_id = $report
