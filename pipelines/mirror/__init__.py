"""The warehouse copied into PostgreSQL, for tools that have no driver of DuckDB."""
