"""The report against itself (findings) and the frames against their suites."""
