"""The documents, and what renders the outputs in them."""
