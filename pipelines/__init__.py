"""What happens to a report, from its bytes to the star schema. Pure Python: no Dagster, no network, no clock."""
