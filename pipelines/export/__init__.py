"""What leaves the warehouse as a file: CSV, JSON Lines, Parquet and Excel, alone or as a Data Package."""
