"""``python -m pipelines.cli``: the same as `fazhi`."""

from pipelines.cli import main

main()
