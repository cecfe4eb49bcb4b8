-- 行政复议受理、审结、纠错各多少，纠错率多高？ (How many reconsiderations came in, were concluded and corrected?)
select agency_name, year,
       max(value) filter (indicator_code = 'dispute.reconsiderations') as received,
       max(value) filter (indicator_code = 'dispute.reconsiderations_concluded') as concluded,
       max(value) filter (indicator_code = 'dispute.reconsiderations_corrected') as corrected,
       round(100 * corrected::double / nullif(concluded, 0)::double, 1) as corrected_percent
from mart_headline
where indicator_code in ('dispute.reconsiderations', 'dispute.reconsiderations_concluded',
                         'dispute.reconsiderations_corrected')
group by agency_name, year
order by agency_name, year;
