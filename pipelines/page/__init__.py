"""The page: a small web application over the published warehouse, read-only; see docs/page.md."""
