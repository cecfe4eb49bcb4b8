"""A benchmark that can be trusted: generated reports with known facts, costs beside yardsticks on the same text."""
