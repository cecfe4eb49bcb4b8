"""Nothing here is a test or holds doctests: `test_faults.py` and `make faults` call it."""

collect_ignore_glob = ["*"]
