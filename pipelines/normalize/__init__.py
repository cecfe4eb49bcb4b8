"""Text to values: folding, numerals, dates, document numbers, agencies and regions."""
