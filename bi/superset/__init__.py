"""The warehouse for Apache Superset: the sources of a bundle, and its trial in a real Superset."""
