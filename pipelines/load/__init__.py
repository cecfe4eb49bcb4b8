"""The only door to DuckDB: candidate, checks, publish."""
