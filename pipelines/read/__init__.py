"""Bytes to text: one file per format and a registry."""
