"""What we know, as data a lawyer can review, and the one way to load it."""
