"""Text to facts: layout, metadata, quantities, indicators, breakdowns."""
