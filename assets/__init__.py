"""How it is run: Dagster and nothing else. Every asset is a name, a sentence and one call into `pipelines`."""
